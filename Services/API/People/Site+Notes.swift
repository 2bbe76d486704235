import TinyHTTP
import TinyReactor
import Wire

/// What admins note about people, for each other.
extension Site {
  var noteRoutes: [Route] {
    [
      Route(
        .get, "/notes", "What admins have noted about people, newest first",
        query: [
          Route.Parameter(
            name: "name", summary: "Only about that name, or one that looks like it",
            kind: .text(charactersMax: Limits.nicknameColumnsMax)),
          Route.Parameter(
            name: "range",
            summary: "Only, or with a name too, about addresses of that address or range",
            kind: .form(Schema.range)),
          Route.Parameter(
            name: "before", summary: "Only those with a smaller id",
            kind: .number(1...APILimits.seqMax)),
          Route.Parameter(
            name: "limit", summary: "Notes at most; \(Limits.notesPageDefault) when not given",
            kind: .number(1...Limits.notesPageMax)),
        ], refusesOthers: true, answer: .noteList, errors: [.serviceUnavailable], notes),
      Route(
        .post, "/notes", "Notes something about a name, or about an address or a range",
        needs: .moderator(to: "write notes"), body: .newNote, answer: .outcome,
        takesActor: true, errors: [.conflict]
      ) { [self] request in
        let note = try NewRemark(try request.object(.newNote))
        return moderation.commit(
          .noteAdded(name: note.name, range: note.range, text: note.text),
          actor: try access.author(of: request)
        ).addCallback { HTTPResponse(outcomeOf: $0) }
      },
      Route(
        .delete, "/notes/{id}", "Removes a note", needs: .moderator(to: "remove notes"), id: .note,
        answer: .outcome, takesActor: true, errors: [.notFound]
      ) { [self] request in
        moderation.commit(
          .noteRemoved(id: try request.noteID()), actor: try access.author(of: request)
        ).addCallback { HTTPResponse(outcomeOf: $0) }
      },
    ]
  }

  private func notes(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let range = try request.query["range"].map { try BanRules.canonical($0) }
    let page = Store.NotePage(
      name: try request.text("name", charactersMax: Limits.nicknameColumnsMax),
      range: range.flatMap { try? AddressRange($0) },
      before: try request.query.number("before", in: 1...APILimits.seqMax),
      limit: try request.query.number("limit", in: 1...Limits.notesPageMax)
        ?? Limits.notesPageDefault)
    return journal.read { store in try store.notes(page) }.addCallback { HTTPResponse.json($0) }
  }
}

extension NewRemark {
  /// Checks each member, and puts name and range in canonical form.
  fileprivate init(_ body: RequestObject) throws {
    guard body.has("name") != body.has("range") else {
      throw HTTPError(.badRequest, "a note is about a \"name\" or about a \"range\"")
    }
    self.init(
      name: body.has("name") ? try BanRules.check(name: try body.string("name")) : nil,
      range: body.has("range") ? try BanRules.canonical(try body.string("range")) : nil,
      text: try body.line("text", charactersMax: Limits.noteCharactersMax))
  }
}
