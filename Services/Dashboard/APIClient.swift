import FoundationEssentials
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
  /// Events shown on the page.
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
  package func events() -> Deferred<[Event]> {
    get("/events?limit=\(Self.eventsShown)", as: EventList.self).addCallback { $0.events }
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
    let body: [UInt8]
    do {
      body = try [UInt8](JSONEncoder().encode(Banner(banner: banner)))
    } catch {
      return .failed(APIFailure.unreadable("the banner is no JSON string: \(error)"))
    }
    var request = HTTPRequest(.post, "/banner/", body: body)
    request.fields["Content-Type"] = "application/json"
    request.fields["X-Actor"] = actor
    return ask(request, for: Outcome.self).addCallback { _ in }
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
    let body = Data(response.body)
    guard (200..<300).contains(response.status.code) else {
      let reason = try? JSONDecoder().decode(Outcome.self, from: body).error
      throw .refused(response.status, reason ?? "it gave no reason")
    }
    do {
      return try JSONDecoder().decode(model, from: body)
    } catch {
      throw .unreadable("not a \(model): \(error)")
    }
  }
}

extension APIClient {
  /// Talks to the API at `url` over kept-alive connections, with its token if it wants one.
  package init(_ client: HTTPClient) {
    self.init { request, deadline in client.send(request, deadline: deadline) }
  }
}
