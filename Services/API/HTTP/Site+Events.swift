import TinyHTTP
import TinyReactor
import Wire

extension Site {
  var eventRoutes: [Route] {
    [
      Route(
        .get, "/events", "What has happened: newest first, or with after in order",
        query: [
          Route.Parameter(
            name: "after", summary: "Only what is newer than this seq",
            kind: .number(0...APILimits.seqMax)),
          .wait,
          Route.Parameter(
            name: "limit", summary: "Events at most; \(APILimits.eventsPageDefault) when not given",
            kind: .number(1...Limits.eventsPageMax)),
        ], answer: .eventList, errors: [.serviceUnavailable], events),
      Route(
        .post, "/events", "Records what only the dashboard knows", needs: .service, body: .newEvent,
        answer: .outcome, takesActor: true, record),
    ]
  }

  private func events(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let limit =
      try request.query.number("limit", in: 1...Limits.eventsPageMax) ?? APILimits.eventsPageDefault
    let wait = try request.wait()
    guard let after = try request.after() else { return read(.newest(limit: limit)) }
    guard wait > .zero, after >= journal.snapshot.lastSeq else {
      return read(.after(after, limit: limit))
    }
    logWait(request, wait)
    let check = access.laterCheck(of: request)
    return journal.newEvents.wait(atMost: wait).addCallback { [self] in
      try check()
      return read(.after(after, limit: limit))
    }
  }

  private func record(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let body = try request.object(.newEvent)
    let action = try body.string("action")
    let peer = try body.line("target", charactersMax: APILimits.peerCharactersMax)
    let what: Change.What =
      switch EventAction(rawValue: action) {
      case .loginFailed: .loginFailed(peer: peer)
      case .loginSucceeded: .loginSucceeded(peer: peer)
      default:
        throw HTTPError(.badRequest, "\"action\" must be login.failed or login.succeeded")
      }
    return moderation.commit(what, actor: try access.author(of: request)).addCallback {
      HTTPResponse(outcomeOf: $0)
    }
  }

  private func read(_ page: Store.EventPage) -> Deferred<HTTPResponse> {
    journal.events(page).addCallback { HTTPResponse.json(EventList(events: $0)) }
  }
}
