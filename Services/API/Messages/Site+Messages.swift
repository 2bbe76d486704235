import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

extension Site {
  /// The routes of the transcript.
  var messageRoutes: [Route] {
    [
      Route(
        .get, "/messages", "What was said: newest first, or with after in order",
        query: [
          Route.Parameter(
            name: "before", summary: "Only lines before this id",
            kind: .number(1...APILimits.seqMax)),
          .messageAfter, .wait,
          Route.Parameter(
            name: "limit",
            summary: "Lines at most; \(Limits.messagesPageDefault) when not given",
            kind: .number(1...Limits.messagesBatchMax)),
        ] + Route.Parameter.messageFilter, refusesOthers: true, answer: .messageList,
        errors: [.serviceUnavailable],
        messages),
      Route(
        .post, "/messages", "A chat server hands over what was said; on success it is on disk",
        needs: .service,
        body: .messageBatch, answer: .messageReceipt, errors: [.serviceUnavailable]
      ) { [self] request in
        try request.requireJSON()
        return transcript.take(try MessageBatch(request.body)).addCallback { .json($0) }
      },
      Route(
        .get, "/messages/stream", "The same as server-sent events, as lines come",
        query: [.messageAfter] + Route.Parameter.messageFilter, refusesOthers: true,
        contentType: "text/event-stream",
        errors: [.serviceUnavailable], stream),
      Route(
        .get, "/messages/export", "What was said, as a file of any length",
        query: [
          Route.Parameter(
            name: "format", summary: "text when not given",
            kind: .form([
              "type": "string", "enum": .array(ExportFormat.allCases.map { .string($0.rawValue) }),
            ])),
          Route.Parameter(
            name: "tz",
            summary: "The time zone of its times, such as Europe/Berlin; UTC when not given",
            kind: .form(["type": "string", "pattern": "^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$"])),
        ] + Route.Parameter.messageFilter.filter { $0.name != "hidden" },
        refusesOthers: true, contentType: ExportFormat.text.contentType,
        errors: [.serviceUnavailable], export),
      Route(
        .put, "/messages/{id}/hidden", "Hides a line from everybody",
        needs: .moderator(to: "hide lines"), id: .message,
        answer: .outcome, takesActor: true, errors: [.notFound]
      ) { [self] request in
        transcript.hide(try request.messageID(), actor: try access.author(of: request))
          .addCallback { .json($0 ? Outcome.success : .unchanged) }
      },
      Route(
        .delete, "/messages/{id}/hidden", "Takes that back",
        needs: .moderator(to: "show lines again"), id: .message, answer: .outcome, takesActor: true,
        errors: [.notFound, .conflict]
      ) { [self] request in
        transcript.show(try request.messageID(), actor: try access.author(of: request))
          .addCallback { .json($0 ? Outcome.success : .unchanged) }
      },
      Route(
        .get, "/retention", "For how many days what is said is kept", answer: .retention
      ) { [self] _ in
        .succeeded(.json(Retention(days: transcript.retentionDays)))
      },
      Route(
        .post, "/retention", "Changes that; 0 keeps nothing, and removes what there is",
        needs: .owner(to: "change how long what is said is kept"),
        body: .retention, answer: .outcome, takesActor: true
      ) { [self] request in
        let days = try request.object(.retention).number("days", in: 0...Limits.retentionDaysMax)
        return moderation.commit(.retention(days: days), actor: try access.author(of: request))
          .addCallback { [self] event in
            transcript.purge()
            return HTTPResponse(outcomeOf: event)
          }
      },
    ]
  }

  private func messages(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let filter = try filter(of: request)
    let wait = try request.wait()
    guard wait > .zero, filter.after != nil else {
      return transcript.page(filter).addCallback { $0.response }
    }
    logWait(request, wait)
    let check = access.laterCheck(of: request)
    return transcript.page(filter, waitingAtMost: wait).addCallback { page in
      try check()
      return page.response
    }
  }

  private func export(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    var filter = try MessageFilter(request)
    filter.showsHidden = false
    let query = request.query
    guard let format = ExportFormat(rawValue: query["format"] ?? ExportFormat.text.rawValue) else {
      let all = ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw HTTPError(.badRequest, "format must be one of \(all)")
    }
    let zone = try zones.zone(named: query["tz"] ?? Zone.utc.name)
    let scope = ExportScope(
      room: filter.room, since: filter.since, until: filter.until, zone: zone)
    return .succeeded(
      download(
        request, contentType: format.contentType, name: scope.fileName(format),
        transcript.export(filter, format, scope)))
  }

  /// Bots are not told what was hidden, nor by whom.
  private func filter(of request: HTTPRequest) throws -> MessageFilter {
    var filter = try MessageFilter(request)
    if access.bot(behind: request) != nil { filter.showsHidden = false }
    return filter
  }

  private func stream(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    var filter = try filter(of: request)
    if let last = request.fields["Last-Event-ID"] {
      guard let id = Int(last), (0...APILimits.seqMax).contains(id) else {
        throw HTTPError(.badRequest, "Last-Event-ID must be the id of a line")
      }
      filter.after = id
    }
    guard messageStreams.count < APILimits.messageStreamsMax else {
      throw StateError(.busy, "\(APILimits.messageStreamsMax) streams are open; close some")
    }
    filter.after = filter.after ?? transcript.lastID
    (filter.before, filter.limit) = (nil, Limits.messagesPageDefault)
    let check = access.laterCheck(of: request)
    return .succeeded(messageStreams.open(filter) { (try? check()) != nil })
  }
}

extension HTTPRequest {
  /// `{id}` of a path: a line's id.
  fileprivate func messageID() throws(HTTPError) -> Int {
    guard let id = Int(parameters["id"] ?? ""), (1...APILimits.seqMax).contains(id) else {
      throw HTTPError(.badRequest, "a line's id is a whole number from 1; GET /messages has them")
    }
    return id
  }
}
