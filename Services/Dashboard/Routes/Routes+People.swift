import TinyHTTP
import TinyReactor
import Wire

/// Who is there, somebody's page, and one thing done about many.
extension Routes {
  func people(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let query = PeopleQuery(request.query)
    return api(for: request).people(query).addBoth { here -> HTTPResponse in
      let content = PeoplePage(
        query, here.mapError(APIFailure.init), timeOfDay: self.timeOfDay(),
        mayModerate: self.visitor(of: request).mayModerate)
      return self.page(.people, "People", for: request, script: content.script, content.html)
    }
  }

  func person(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let whom = PersonAddress(request.query)
    // All that is in the log and in the room would pass for theirs.
    guard !whom.name.isEmpty else { return .succeeded(.seeOther(PersonAddress.all)) }
    return api(for: request).file(of: whom).addCallback { file -> HTTPResponse in
      let content = PersonPage(
        file, timeOfDay: self.timeOfDay(), for: self.visitor(of: request))
      return self.page(
        .people, "\(TerminalText.visible(file.name))", for: request, script: LiveUpdates.script,
        content.html)
    }
  }

  /// The question about those who were ticked: too many for the address of a page.
  func askAboutMany(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let form = try request.form()
    guard form[PersonChange.personField] != nil else {
      return .succeeded(
        redirect(to: PersonChange.home(form), saying: .bad("Tick whom you mean first.")))
    }
    return try ask(.bulk, form, request)
  }

  /// Back to the people, if all of it was done; else whom it was not done about.
  func done(
    _ bulk: NewBulk, _ outcomes: [Outcome], _ command: AdminCommand, for request: HTTPRequest
  ) -> HTTPResponse {
    let content = BulkPage(bulk, outcomes, home: command.home)
    guard !content.isDone else { return redirect(to: command.home, saying: .good(command.done)) }
    return page(.people, "Outcome", for: request, content.html)
  }
}
