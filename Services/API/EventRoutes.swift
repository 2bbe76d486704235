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
            name: "after", summary: "Only what is newer than this seq", range: 0...Int.max),
          .wait,
          Route.Parameter(
            name: "limit", summary: "Events at most; \(APILimits.eventsPageDefault) when not given",
            range: 1...Limits.eventsPageMax),
        ], answer: .eventList, events)
    ]
  }

  private func events(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let limit =
      try request.number("limit", in: 1...Limits.eventsPageMax) ?? APILimits.eventsPageDefault
    let wait = try request.wait()
    guard let after = try request.after() else { return read(.newest(limit: limit)) }
    guard wait > .zero, after >= journal.snapshot.lastSeq else {
      return read(.after(after, limit: limit))
    }
    return try journal.newEvents.wait(atMost: wait).addCallback { [self] in
      read(.after(after, limit: limit))
    }
  }

  private func read(_ page: Store.EventPage) -> Deferred<HTTPResponse> {
    journal.events(page).addCallback { HTTPResponse.json(EventList(events: $0)) }
  }
}
