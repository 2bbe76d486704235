import TinyHTTP
import TinyReactor
import Wire

/// Who is there now, asked of all chat servers at once: whom a ban or a mute would hit, or does.
extension Site {
  var peopleRoutes: [Route] {
    [
      Route(
        .get, "/people",
        "Who is there now, on all chat servers: the first \(Limits.peopleMax), and how many",
        query: [
          Route.Parameter(
            name: "range", summary: "Only those who come from that address or range",
            kind: .form(Schema.range)),
          Route.Parameter(
            name: "name", summary: "Only those who go by that name, or by one that looks like it",
            kind: .text(charactersMax: Limits.nicknameColumnsMax)),
          Route.Parameter(
            name: "muted", summary: "true: only those whom nobody hears", kind: .form(Schema.flag)),
        ], refusesOthers: true, answer: .peopleHere, people),
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
    let servers = presence.servers.servers.filter(\.live)
    let asked = servers.map { rosters.ask($0, question.roster) }
    return DeferredList.all(asked, consumeErrors: true).addCallback { answers in
      HTTPResponse.json(question.answer(Array(zip(servers, answers))))
    }
  }
}

/// What somebody wants to know of who is there.
struct PeopleQuestion {
  private let range: AddressRange?
  private let name: String?
  private let isMuted: Bool

  /// Throws 400 with a sentence for the caller.
  init(_ request: HTTPRequest) throws {
    let range = try request.query["range"].map { try BanRules.canonical($0) }
    self.range = range.flatMap { try? AddressRange($0) }
    name = try request.text("name", charactersMax: Limits.nicknameColumnsMax)
    isMuted = try request.flag("muted")
  }

  var roster: Rosters.Query {
    Rosters.Query(
      after: nil, limit: Limits.peopleMax, search: nil, range: range?.description, name: name,
      isMuted: isMuted)
  }

  /// Puts together what the servers say.
  func answer(
    _ answers: [(server: ServerEntry, roster: Result<Roster, any Error>)]
  ) -> PeopleHere {
    var here = PeopleHere(people: [], total: 0)
    var missing: [PeopleHere.Silence] = []
    for (server, answer) in answers {
      switch answer {
      case .failure(let error):
        missing.append(PeopleHere.Silence(server: server.id, why: "\(error)"))
      case .success(let roster) where !roster.users.allSatisfy(means):
        // It has told of everybody, or of some.
        missing.append(
          PeopleHere.Silence(
            server: server.id, why: "chat server \(server.id) is too old to be asked that"))
      case .success(let roster):
        here.total += roster.total
        here.people += roster.users.map {
          PersonHere(server: server.id, instance: roster.instance, user: $0)
        }
      }
    }
    here.people = Array(here.people.prefix(Limits.peopleMax))
    here.missing = missing.isEmpty ? nil : missing
    return here
  }

  private func means(_ user: RosterEntry) -> Bool {
    if isMuted, !user.muted { return false }
    if let name, Nickname.keys(of: name).isDisjoint(with: Nickname.keys(of: user.name)) {
      return false
    }
    guard let range else { return true }
    return (try? AddressRange(user.address)).map(range.contains) ?? false
  }
}

extension HTTPRequest {
  /// True or false, as JSON has them; false when missing or empty.
  fileprivate func flag(_ name: String) throws(HTTPError) -> Bool {
    switch query[name] {
    case nil, "", "0", "false": return false
    case "1", "true": return true
    default: throw HTTPError(.badRequest, "\(name) must be true or false")
    }
  }
}
