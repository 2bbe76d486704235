package import TinyHTTP
package import TinyReactor
package import Wire

/// What the dashboard asks of the API. Every Deferred fails with an `APIFailure` only.
package struct APIClient {
  /// `HTTPClient.send` in production, a router in tests.
  package typealias Send = (HTTPRequest, _ deadline: Duration) -> Deferred<HTTPResponse>
  /// `HTTPClient.stream` in production; the deadline is for the head.
  package typealias Stream = (HTTPRequest, _ deadline: Duration) -> Deferred<HTTPStreamedResponse>

  /// How long a page waits for the API before it shows what it knows.
  package static let answerTimeMax = Duration.seconds(2)
  /// How long the API holds a long poll, and so how often an idle one is repeated.
  package static let followSeconds = 25
  /// How long the API gets when it has to ask a chat server, to which it gives 2 s.
  package static let relayTimeMax = Duration.seconds(4)
  /// How long it gets to act on many, several at a time.
  package static let bulkTimeMax = Duration.seconds(30)
  /// Events that are asked for at a time.
  package static let eventsShown = 20

  let send: Send
  let stream: Stream

  package init(send: @escaping Send, stream: @escaping Stream) {
    self.send = send
    self.stream = stream
  }

  /// People in the chat, over all servers.
  package func users() -> Deferred<Int> {
    get("/users/", as: UserCount.self).addCallback { $0.users }
  }

  package func banner() -> Deferred<String> {
    get("/banner/", as: Banner.self).addCallback { $0.banner }
  }

  package func servers() -> Deferred<[ServerEntry]> {
    get("/servers", as: ServerList.self).addCallback { list in
      // An id goes into paths, and what answers may not be the API.
      guard list.servers.allSatisfy({ ServerID.isValid($0.id) }) else {
        throw APIFailure.unreadable("a chat server has an id that none can have")
      }
      return list.servers
    }
  }

  /// The last events, newest first.
  package func events(limit: Int = eventsShown) -> Deferred<[Event]> {
    get("/events?limit=\(limit)", as: EventList.self).addCallback { $0.events }
  }

  /// Lines replayed to newcomers.
  package func historyLines() -> Deferred<Int> {
    get("/history", as: HistorySetting.self).addCallback { $0.lines }
  }

  /// How it is; nil when it is older than the question.
  package func status() -> Deferred<APIStatus?> {
    get("/status", as: APIStatus.self).addCallbacks(
      { status -> APIStatus? in status }, Self.nothingIfOlder)
  }

  /// Nil when the API is older than the question.
  static func nothingIfOlder<Answer>(_ error: any Error) throws -> Answer? {
    guard case .refused(.notFound, _) = APIFailure(error) else { throw error }
    return nil
  }

  /// The last minutes that are over.
  package func samples(_ minutes: Int) -> Deferred<SampleList> {
    get("/samples?minutes=\(minutes)", as: SampleList.self)
  }

  /// The bans in force.
  package func bans() -> Deferred<[Ban]> {
    get("/bans", as: BanList.self).addCallback { $0.bans }
  }

  /// Fires with the events after `seq` once there are any, or with none after `followSeconds`.
  package func follow(after seq: Int) -> Deferred<[Event]> {
    get(
      "/events?after=\(seq)&wait=\(Self.followSeconds)", as: EventList.self,
      deadline: .seconds(Self.followSeconds + 5)
    ).addCallback { $0.events }
  }

  /// Stores the banner. False when it was that already, and then nothing is logged.
  package func setBanner(_ banner: String) -> Deferred<Bool> {
    tell(.post, "/banner/", Banner(banner: banner)).addCallback { response in
      try Self.decode(response, as: Outcome.self).changed ?? true
    }
  }

  /// Carries out what an admin has confirmed; only once for the same `key`.
  package func carryOut(_ command: AdminCommand, key: String?) -> Deferred<CommandResult> {
    func order(_ path: String, _ body: (some Encodable)?) -> Deferred<CommandResult> {
      tell(.post, path, body, key: key, deadline: Self.relayTimeMax)
        .addCallback { response in
          guard response.status == .accepted else { return .done }
          let outcome = try Self.decode(response, as: Outcome.self)
          return .waiting(outcome.message ?? "a chat server cannot be asked")
        }
    }
    func change(
      _ method: HTTPMethod, _ path: String, _ body: (some Encodable)?
    ) -> Deferred<CommandResult> {
      tell(method, path, body, key: key).addCallback { _ in .done }
    }
    return switch command {
    case .hide(let id): change(.put, "/messages/\(id)/hidden", nil as Ban?)
    case .show(let id): change(.delete, "/messages/\(id)/hidden", nil as Ban?)
    case .retention(let days): change(.post, "/retention", Retention(days: days))
    case .makeBot(let bot):
      tell(.post, "/bots", bot, key: key).addCallback { response in
        .made(try Self.decode(response, as: BotCredentials.self))
      }
    case .revokeBot(let id, _): change(.delete, "/bots/\(id)", nil as Ban?)
    case .kick(let action): order("/kicks", action)
    case .mute(let action): order("/mutes", action)
    case .unmute(let action): order("/unmutes", action)
    case .voice(let action): order("/voices", action)
    case .unvoice(let action): order("/unvoices", action)
    case .announce(let text): order("/announcements", Announcement(text: text))
    case .ban(let ban): change(.post, "/bans", ban)
    case .lift(let id, _): change(.delete, "/bans/\(id)", nil as Ban?)
    case .decision(.mute(let mute)): change(.post, "/mutes", mute)
    case .decision(.liftMute(let id, _)): change(.delete, "/mutes/\(id)", nil as Ban?)
    case .decision(.changeBan(let id, _, let terms)): change(.put, "/bans/\(id)", terms)
    case .decision(.changeMute(let id, _, let terms)): change(.put, "/mutes/\(id)", terms)
    case .open: change(.post, "/doors", Doors(open: true))
    case .close: change(.post, "/doors", Doors(open: false))
    case .room(.word(let word)): change(.post, "/doors", Doors(open: false, key: word))
    case .room(.slow(let seconds)): change(.post, "/rules", RulesBody(slowSeconds: seconds))
    case .room(.voicedOnly(let only)): change(.post, "/rules", RulesBody(voicedOnly: only))
    case .room(.limits(let limits)): change(.post, "/limits", LimitsBody(limits: limits))
    case .person(.many(let bulk, _)):
      // Spread over lines, the most people would not fit into a body.
      tell(.post, "/bulk", bulk, key: key, deadline: Self.bulkTimeMax, isLong: true).addCallback {
        response in
        .outcomes(bulk, try Self.decode(response, as: BulkOutcomes.self).outcomes)
      }
    case .person(.note(let note, _)): change(.post, "/notes", note)
    case .person(.removeNote(let id, _, _)): change(.delete, "/notes/\(id)", nil as Ban?)
    case .words(.add(let filter)): change(.post, "/filters", filter)
    case .words(.remove(let id, _)): change(.delete, "/filters/\(id)", nil as Ban?)
    case .words(.release(let id, _)): order("/held/\(id)/release", nil as Ban?)
    case .words(.drop(let id, _)): change(.delete, "/held/\(id)", nil as Ban?)
    case .history(let lines): change(.post, "/history", HistorySetting(lines: lines))
    case .makeAdmin(let admin): change(.post, "/admins", admin)
    case .changeRole(let id, _, let role): change(.put, "/admins/\(id)", AdminChange(role: role))
    case .setPassword(let id, _, let password):
      change(.put, "/admins/\(id)", AdminChange(password: password))
    case .removeAdmin(let id, _): change(.delete, "/admins/\(id)", nil as Ban?)
    case .changePassword(let passwords): change(.post, "/password", passwords)
    case .makeToken(let token):
      tell(.post, "/tokens", token, key: key).addCallback { response in
        .madeToken(try Self.decode(response, as: APITokenCredentials.self))
      }
    case .revokeToken(let id, _): change(.delete, "/tokens/\(id)", nil as Ban?)
    }
  }

  /// Sends a change; a nil `model` is no body, and one that may be long is sent in one line. The answer is
  /// one with a 2xx status.
  func tell(
    _ method: HTTPMethod, _ target: String, _ model: (some Encodable)?, key: String? = nil,
    deadline: Duration = answerTimeMax, isLong: Bool = false
  ) -> Deferred<HTTPResponse> {
    var request = HTTPRequest(method, target)
    if let key { request.fields["Idempotency-Key"] = key }
    if let model {
      do {
        request.body = try isLong ? JSON.encodeLine(model) : JSON.encode(model)
      } catch {
        return .failed(APIFailure.unreadable("no JSON can say \(target): \(error)"))
      }
      request.fields["Content-Type"] = "application/json"
    }
    return send(request, deadline).addCallbacks(
      { response throws -> HTTPResponse in
        try Self.check(response)
        return response
      },
      { error throws -> HTTPResponse in
        // These are sent again when their connection dies, and may have been heard the first time.
        if case .notReached(let why) = APIFailure(error), method == .delete || method == .put {
          throw APIFailure.unreachable(why)
        }
        throw APIFailure(error)
      })
  }

  func get<Model: Decodable>(
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

  static func decode<Model: Decodable>(
    _ response: HTTPResponse, as model: Model.Type
  ) throws(APIFailure) -> Model {
    try check(response)
    do {
      return try JSON.decode(model, from: response.body)
    } catch {
      throw .unreadable("not a \(model): \(error.message)")
    }
  }

  /// Throws the API's own reason, unless the status is 2xx.
  static func check(_ response: HTTPResponse) throws(APIFailure) {
    guard (200..<300).contains(response.status.code) else {
      let reason = try? JSON.decode(Outcome.self, from: response.body).error
      throw .refused(response.status, reason ?? "it gave no reason")
    }
  }
}

extension APIClient {
  /// Talks to the API over the client's kept-alive connections, with its token if it wants one.
  package init(_ client: HTTPClient) {
    self.init(
      send: { request, deadline in client.send(request, deadline: deadline) },
      stream: { request, deadline in client.stream(request, deadline: deadline) })
  }
}
