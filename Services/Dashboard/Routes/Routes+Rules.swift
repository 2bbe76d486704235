import TinyHTTP
import TinyReactor
import Wire

/// What holds for the whole room, and which words are not said in it.
extension Routes {
  func rules(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let api = api(for: request)
    let (rules, doors, limits) = (api.rules(), api.doors(), api.limits())
    return rules.addBoth { rules -> Deferred<HTTPResponse> in
      doors.addBoth { doors -> Deferred<HTTPResponse> in
        limits.addBoth { limits -> HTTPResponse in
          let answers = RulesPage.Answers(
            rules: rules.mapError(APIFailure.init), doors: doors.mapError(APIFailure.init),
            limits: limits.mapError(APIFailure.init))
          let content = RulesPage(answers, for: self.visitor(of: request))
          return self.page(
            .rules, "Rules", for: request, script: LiveUpdates.script, content.html)
        }
      }
    }
  }

  func words(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let (api, visitor) = (api(for: request), visitor(of: request))
    let query = WordsPage.Query(request.query)
    let filters = api.filters()
    guard visitor.may(.release) else {
      return filters.addBoth { self.words(query, filters: $0, held: nil, for: request) }
    }
    let held = api.held(after: query.after, limit: WordsPage.linesShown)
    return filters.addBoth { filters -> Deferred<HTTPResponse> in
      held.addBoth { self.words(query, filters: filters, held: $0, for: request) }
    }
  }

  private func words(
    _ query: WordsPage.Query, filters: Result<[WordFilter], any Error>,
    held: Result<HeldList, any Error>?, for request: HTTPRequest
  ) -> HTTPResponse {
    let content = WordsPage(
      query, filters: filters.mapError(APIFailure.init), held: held?.mapError(APIFailure.init),
      timeOfDay: timeOfDay(), for: visitor(of: request))
    return page(.words, "Words", for: request, script: LiveUpdates.script, content.html)
  }

  /// The filter, or the line that waits. Fails as the API does.
  static func look(for change: WordChange, _ api: APIClient) -> Deferred<Subject> {
    switch change {
    case .add: .succeeded(.notNeeded)
    case .remove(let id, _):
      api.filters().addCallback { filters in
        filters.first { $0.id == id }.map(Subject.filter) ?? .gone
      }
    case .release(let id, _), .drop(let id, _):
      api.held(after: max(1, id) - 1, limit: 1).addCallback { list in
        list.lines.first { $0.id == id }.map(Subject.held) ?? .gone
      }
    }
  }
}
