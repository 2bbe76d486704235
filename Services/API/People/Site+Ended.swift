import TinyHTTP
import TinyReactor
import Wire

/// Bans and mutes that are over, and new terms for those that are not.
extension Site {
  var termRoutes: [Route] {
    [
      Route(
        .put, "/bans/{id}", "Changes the reason or the end of a ban",
        needs: .moderator(to: "change a ban"), id: .ban, body: .termsChange, answer: .outcome,
        takesActor: true, errors: [.notFound]
      ) { [self] request in
        try change(request, .banChanged(id: try request.banID(), try terms(request)))
      },
      Route(
        .put, "/mutes/{id}", "Changes the reason or the end of a mute",
        needs: .moderator(to: "change a mute"), id: .mute, body: .termsChange, answer: .outcome,
        takesActor: true, errors: [.notFound]
      ) { [self] request in
        try change(request, .muteChanged(id: try request.muteID(), try terms(request)))
      },
      Route(
        .get, "/bans/ended", "Bans that are over, for a year: the last that ended first",
        query: Self.endedQuery, answer: .endedList, errors: [.serviceUnavailable]
      ) { [self] in try ended($0, .ban) },
      Route(
        .get, "/mutes/ended", "Mutes that are over, likewise", query: Self.endedQuery,
        answer: .endedList, errors: [.serviceUnavailable]
      ) { [self] in try ended($0, .mute) },
    ]
  }

  private static let endedQuery = [
    Route.Parameter(
      name: "q", summary: "Only those that have this in their target, reason, or authors",
      kind: .text(charactersMax: Limits.searchCharactersMax)),
    Route.Parameter(
      name: "before", summary: "Only those that ended before the one at this place",
      kind: .number(1...APILimits.seqMax)),
    Route.Parameter(
      name: "limit", summary: "How many at most; \(Limits.endedPageDefault) when not given",
      kind: .number(1...Limits.endedPageMax)),
  ]

  private func ended(
    _ request: HTTPRequest, _ kind: Store.EndedKind
  ) throws -> Deferred<HTTPResponse> {
    let page = Store.EndedPage(
      kind: kind, before: try request.query.number("before", in: 1...APILimits.seqMax),
      limit: try request.query.number("limit", in: 1...Limits.endedPageMax)
        ?? Limits.endedPageDefault,
      search: try request.text("q", charactersMax: Limits.searchCharactersMax))
    return journal.read { store in try store.ended(page) }
      .addCallback { HTTPResponse.json($0) }
  }

  private func terms(_ request: HTTPRequest) throws -> Change.NewTerms {
    let body = try request.object(.termsChange)
    let reason =
      body.has("reason")
      ? try body.line("reason", charactersMax: Limits.reasonCharactersMax, mayBeEmpty: true) : nil
    let minutes = try body.numberIfPresent("minutes", in: 0...Limits.banMinutesMax)
    guard reason != nil || minutes != nil else {
      throw HTTPError(.badRequest, "say what to change: \"reason\", \"minutes\" or both")
    }
    return moderation.terms(reason: reason, minutes: minutes)
  }

  private func change(
    _ request: HTTPRequest, _ what: Change.What
  ) throws -> Deferred<HTTPResponse> {
    moderation.commit(what, actor: try access.author(of: request))
      .addCallback { HTTPResponse(outcomeOf: $0) }
  }
}
