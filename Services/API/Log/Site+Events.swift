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
            name: "before", summary: "Only what is older than this seq",
            kind: .number(1...APILimits.seqMax)),
          .eventAfter, .wait,
          Route.Parameter(
            name: "limit", summary: "Events at most; \(APILimits.eventsPageDefault) when not given",
            kind: .number(1...Limits.eventsPageMax)),
        ] + Route.Parameter.eventFilter, answer: .eventList, errors: [.serviceUnavailable], events),
      Route(
        .get, "/events/export", "The log as a file, oldest first; its times are UTC",
        query: [
          Route.Parameter(
            name: "format", summary: "csv when not given",
            kind: .form(["type": "string", "enum": ["csv", "jsonl"]]))
        ] + Route.Parameter.eventFilter, refusesOthers: true,
        contentType: ExportFormat.csv.contentType, errors: [.serviceUnavailable], exportEvents),
    ]
  }

  private func events(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let limit =
      try request.query.number("limit", in: 1...Limits.eventsPageMax) ?? APILimits.eventsPageDefault
    let wait = try request.wait()
    let filter = try EventFilter(request)
    let before = try request.query.number("before", in: 1...APILimits.seqMax)
    guard let after = try request.after() else {
      return read(before.map { .before($0, limit: limit) } ?? .newest(limit: limit), filter)
    }
    guard before == nil else {
      throw HTTPError(.badRequest, "there is after, for what is newer, or before, not both")
    }
    guard wait > .zero, after >= journal.snapshot.lastSeq else {
      return read(.after(after, limit: limit), filter)
    }
    logWait(request, wait)
    let check = access.laterCheck(of: request)
    return journal.newEvents.wait(atMost: wait).addCallback { [self] in
      try check()
      return read(.after(after, limit: limit), filter)
    }
  }

  private func read(_ page: Store.EventPage, _ filter: EventFilter) -> Deferred<HTTPResponse> {
    journal.events(page, filter).addCallback { found in
      .json(EventList(events: found.events, next: found.next))
    }
  }

  private func exportEvents(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let filter = try EventFilter(request)
    let name = request.query["format"] ?? ExportFormat.csv.rawValue
    guard let format = ExportFormat(rawValue: name), [.csv, .jsonl].contains(format) else {
      throw HTTPError(.badRequest, "format must be csv or jsonl")
    }
    let scope = ExportScope(
      room: "log", since: filter.since, until: filter.until, zone: .utc)
    return .succeeded(
      download(
        request, contentType: format.contentType, name: scope.fileName(format),
        journal.export(filter, format)))
  }
}

/// Reads which entries of the log somebody asks for.
extension EventFilter {
  /// Throws 400 with a sentence for the caller.
  init(_ request: HTTPRequest) throws(HTTPError) {
    let query = request.query
    self.init(
      words: try request.text("q", charactersMax: Limits.messageSearchCharactersMax),
      actor: try request.text("actor", charactersMax: Limits.actorCharactersMax),
      actions: try Self.actions(query["action"] ?? ""),
      target: try request.text("target", charactersMax: APILimits.eventTargetCharactersMax),
      since: try query.time("since"), until: try query.time("until"))
    if let words, EventMatcher(words).isEmpty {
      throw HTTPError(.badRequest, "q must have a letter or a digit to look for")
    }
  }

  private static func actions(_ text: String) throws(HTTPError) -> [EventAction] {
    var actions: [EventAction] = []
    for word in text.split(separator: ",") {
      guard let action = EventAction(rawValue: String(word)) else {
        throw HTTPError(
          .badRequest, "there is no action \(quoted(String(word))); /openapi.json lists them")
      }
      if !actions.contains(action) { actions.append(action) }
    }
    return actions
  }
}

extension Route.Parameter {
  fileprivate static let eventAfter = Route.Parameter(
    name: "after", summary: "Only what is newer than this seq",
    kind: .number(0...APILimits.seqMax))

  /// What `EventFilter` reads.
  fileprivate static let eventFilter =
    [
      Route.Parameter(
        name: "q", summary: "Only events with these words in a row, anywhere in them",
        kind: .text(charactersMax: Limits.messageSearchCharactersMax)),
      Route.Parameter(
        name: "actor", summary: "Only what they did",
        kind: .text(charactersMax: Limits.actorCharactersMax)),
      Route.Parameter(
        name: "action", summary: "Only these, with commas between them",
        kind: .list(of: Schema.eventAction)),
      Route.Parameter(
        name: "target", summary: "Only what was about this: a person's name, a range, an admin",
        kind: .text(charactersMax: APILimits.eventTargetCharactersMax)),
    ] + span
}
