package import TinyHTTP
package import TinyReactor
package import Wire

/// What the dashboard asks of the API. Every Deferred fails with an `APIFailure` only.
package struct APIClient {
  /// `HTTPClient.send` in life, a router in tests.
  package typealias Send = (HTTPRequest, _ deadline: Duration) -> Deferred<HTTPResponse>

  /// How long a page waits for the API before it shows what it knows.
  package static let answerTimeMax = Duration.seconds(2)
  /// How long the API holds a long poll, and so how often an idle one is asked anew.
  package static let followSeconds = 25
  /// How long it gets for a roster: it has to ask a chat server, and gives that one 2 s.
  package static let rosterTimeMax = Duration.seconds(4)
  /// Events shown on the overview.
  package static let eventsShown = 20

  private let send: Send

  package init(send: @escaping Send) {
    self.send = send
  }

  /// People in the chat, over all servers.
  package func users() -> Deferred<Int> {
    get("/users/", as: UserCount.self).addCallback { $0.users }
  }

  package func banner() -> Deferred<String> {
    get("/banner/", as: Banner.self).addCallback { $0.banner }
  }

  package func servers() -> Deferred<[ServerEntry]> {
    get("/servers", as: ServerList.self).addCallback { $0.servers }
  }

  /// The last events, newest first.
  package func events(limit: Int = eventsShown) -> Deferred<[Event]> {
    get("/events?limit=\(limit)", as: EventList.self).addCallback { $0.events }
  }

  /// The events just older than `seq`, newest first. Every seq is there once, so that their number
  /// says where to begin; were some missing, the page would be shorter and nothing skipped.
  package func events(before seq: Int, limit: Int) -> Deferred<[Event]> {
    let after = max(0, seq - 1 - limit)
    return get("/events?after=\(after)&limit=\(limit)", as: EventList.self).addCallback { list in
      list.events.filter { $0.seq < seq }.reversed()
    }
  }

  /// Whether newcomers can join.
  package func doors() -> Deferred<Bool> {
    get("/doors", as: Doors.self).addCallback { $0.open }
  }

  /// Lines replayed to who joins.
  package func historyLines() -> Deferred<Int> {
    get("/history", as: HistorySetting.self).addCallback { $0.lines }
  }

  /// Those in force.
  package func bans() -> Deferred<[Ban]> {
    get("/bans", as: BanList.self).addCallback { $0.bans }
  }

  /// A page of who is on that chat server, whose name or address holds `search`; `after` nil is the
  /// first page, since 0 is somebody's id.
  package func roster(
    of server: String, after: Int?, limit: Int, search: String = ""
  ) -> Deferred<Roster> {
    precondition(ServerID.isValid(server), "it stands in a path")
    var pairs = [("limit", String(limit))]
    if let after { pairs.append(("after", String(after))) }
    if !search.isEmpty { pairs.append(("q", search)) }
    return get(
      "/servers/\(server)/users?" + Form.encode(pairs), as: Roster.self,
      deadline: Self.rosterTimeMax)
  }

  /// Fires when something has happened after event `seq`, or empty after `followSeconds`.
  package func follow(after seq: Int) -> Deferred<[Event]> {
    get(
      "/events?after=\(seq)&wait=\(Self.followSeconds)", as: EventList.self,
      deadline: .seconds(Self.followSeconds + 5)
    ).addCallback { $0.events }
  }

  /// Stores the banner; `actor` is who the audit log will name.
  package func setBanner(_ banner: String, actor: String) -> Deferred<Void> {
    tell(.post, "/banner/", Banner(banner: banner), actor)
  }

  /// Does what an admin has confirmed.
  package func carryOut(_ deed: Deed, actor: String) -> Deferred<Void> {
    switch deed {
    case .kick(let action): tell(.post, "/kicks", action, actor)
    case .mute(let action): tell(.post, "/mutes", action, actor)
    case .unmute(let action): tell(.post, "/unmutes", action, actor)
    case .ban(let ban): tell(.post, "/bans", ban, actor)
    case .lift(let id, _): tell(.delete, "/bans/\(id)", nil as Ban?, actor)
    case .announce(let text): tell(.post, "/announcements", Announcement(text: text), actor)
    case .open: tell(.post, "/doors", Doors(open: true), actor)
    case .close: tell(.post, "/doors", Doors(open: false), actor)
    case .history(let lines): tell(.post, "/history", HistorySetting(lines: lines), actor)
    }
  }

  /// Writes into the audit log what only the dashboard knows.
  package func note(_ event: NewEvent, actor: String) -> Deferred<Void> {
    tell(.post, "/events", event, actor)
  }

  /// Nil is no body. What the answer says beyond its status is not needed.
  private func tell(
    _ method: HTTPMethod, _ target: String, _ model: (some Encodable)?, _ actor: String
  ) -> Deferred<Void> {
    var request = HTTPRequest(method, target)
    request.fields["X-Actor"] = actor
    if let model {
      do {
        request.body = try JSON.encode(model)
      } catch {
        return .failed(APIFailure.unreadable("no JSON can say \(target): \(error)"))
      }
      request.fields["Content-Type"] = "application/json"
    }
    return send(request, Self.answerTimeMax).addCallbacks(
      { response throws -> Void in try Self.check(response) },
      { error throws -> Void in
        // A DELETE is sent again when its connection dies, and may have been heard the first time.
        if case .notReached(let why) = APIFailure(error), method == .delete {
          throw APIFailure.unreachable(why)
        }
        throw APIFailure(error)
      })
  }

  private func get<Model: Decodable>(
    _ target: String, as model: Model.Type, deadline: Duration = answerTimeMax
  ) -> Deferred<Model> {
    ask(HTTPRequest(.get, target), for: model, deadline: deadline)
  }

  private func ask<Model: Decodable>(
    _ request: HTTPRequest, for model: Model.Type, deadline: Duration = answerTimeMax
  ) -> Deferred<Model> {
    send(request, deadline).addCallbacks(
      { response throws -> Model in try Self.decode(response, as: model) },
      { error throws -> Model in throw APIFailure(error) })
  }

  private static func decode<Model: Decodable>(
    _ response: HTTPResponse, as model: Model.Type
  ) throws(APIFailure) -> Model {
    try check(response)
    do {
      return try JSON.decode(model, from: response.body)
    } catch {
      throw .unreadable("not a \(model): \(error.message)")
    }
  }

  private static func check(_ response: HTTPResponse) throws(APIFailure) {
    guard (200..<300).contains(response.status.code) else {
      let reason = try? JSON.decode(Outcome.self, from: response.body).error
      throw .refused(response.status, reason ?? "it gave no reason")
    }
  }
}

extension APIClient {
  /// Talks to the API at `url` over kept-alive connections, with its token if it wants one.
  package init(_ client: HTTPClient) {
    self.init { request, deadline in client.send(request, deadline: deadline) }
  }
}
