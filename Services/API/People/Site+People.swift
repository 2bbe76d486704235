import TinyHTTP
import TinyReactor
import Wire

/// Who is there now, asked of all chat servers at once, and what people were called before.
extension Site {
  var peopleRoutes: [Route] {
    [
      Route(
        .get, "/people",
        "Who is there now, on all chat servers: \(Limits.peopleMax) at a time, and how many",
        query: Route.Parameter.people, refusesOthers: true, answer: .peopleHere,
        errors: [.notFound], people),
      Route(
        .get, "/people/history",
        "What whoever went by a name was called besides, as far as what is said is kept",
        query: [
          Route.Parameter(
            name: "name", summary: "The name, in any case and with or without accents",
            kind: .text(charactersMax: Limits.nicknameColumnsMax), isRequired: true)
        ], refusesOthers: true, answer: .personHistory, errors: [.serviceUnavailable]
      ) { [self] request in
        guard let name = try request.text("name", charactersMax: Limits.nicknameColumnsMax) else {
          throw HTTPError(.badRequest, "whose history? Say it with name=")
        }
        return transcript.history(of: name).addCallback { HTTPResponse.json($0) }
      },
      Route(
        .post, "/bulk",
        "Kicks, mutes or unmutes many people, or bans their names; each has an outcome of its own",
        needs: .moderator(to: "act on anybody"), body: .bulk, answer: .bulkOutcomes,
        takesActor: true
      ) { [self] request in
        let bulk = try Bulk(try request.object(.bulk), actor: try access.author(of: request))
        return BulkRun(bulk, orders, moderation, presence).begin().addCallback {
          HTTPResponse.json(BulkOutcomes(outcomes: $0))
        }
      },
    ]
  }

  private func people(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let question = try PeopleQuestion(request)
    let servers = try servers(asked: question.server)
    let gone = servers.filter { !$0.live }.map {
      ($0, Result<Roster, any Error>.failure(ChatServers.problem($0, "is gone")))
    }
    let live = servers.filter(\.live)
    let asked = live.map { rosters.ask($0, question.roster(of: $0.id)) }
    let all = presence.servers.servers.map(\.id)
    return DeferredList.all(asked, consumeErrors: true).addCallback { answers in
      var here = question.answer(gone + Array(zip(live, answers)))
      here.servers = all
      return HTTPResponse.json(here)
    }
  }

  /// All that are live, or one that is wanted, which may be gone. Throws `.unknown` for one that is not known.
  private func servers(asked id: String?) throws(StateError) -> [ServerEntry] {
    guard let id else { return presence.servers.servers.filter(\.live) }
    return [try presence.server(id)]
  }
}

extension Route.Parameter {
  /// What `PeopleQuestion` reads.
  fileprivate static let people = [
    Route.Parameter(
      name: "sort",
      summary:
        "The column to sort by, with - before it for the other way round; server when not given",
      kind: .form(["type": "string", "enum": .array(PeopleOrder.all.map { .string($0.text) })])),
    Route.Parameter(
      name: "after", summary: "Those behind: the next of an answer that was sorted in the same way",
      kind: .form(["type": "string", "pattern": "^-?[a-z]+~[0-9]+~[0-9a-f]+~[^~]+~[0-9]+~.*$"])),
    Route.Parameter(
      name: "limit", summary: "People at most; \(Limits.peopleMax) when not given",
      kind: .number(1...Limits.peopleMax)),
    Route.Parameter(
      name: "q", summary: "Only those whose name or address holds this",
      kind: .text(charactersMax: Limits.searchCharactersMax)),
    Route.Parameter(
      name: "range", summary: "Only those who come from that address or range",
      kind: .form(Schema.range)),
    Route.Parameter(
      name: "name", summary: "Only those who go by that name, or by one that looks like it",
      kind: .text(charactersMax: Limits.nicknameColumnsMax)),
    Route.Parameter(
      name: "muted", summary: "true: only those whom nobody hears", kind: .form(Schema.flag)),
    Route.Parameter(
      name: "voiced", summary: "true: only those who were given voice", kind: .form(Schema.flag)),
    Route.Parameter(
      name: "idle",
      summary: "Only those silent for so many seconds; who never said anything, since they joined",
      kind: .number(0...Limits.peopleSecondsMax)),
    Route.Parameter(
      name: "new", summary: "Only those who joined so many seconds ago or less",
      kind: .number(0...Limits.peopleSecondsMax)),
    Route.Parameter(
      name: "server", summary: "Only those on that chat server", kind: .form(Schema.serverID)),
  ]
}
