import Support
import TinyHTTP
import TinyReactor

/// A client whose connections are not sockets: the test plays the server.
final class ClientBench {
  let clock = ManualClock()
  /// Every connection asked for, in order.
  private(set) var connections: [BenchServerSide] = []
  enum Connecting { case atOnce, refuse, later }
  /// What happens to a connection asked for; `later` leaves it to the test.
  var connecting = Connecting.atOnce
  private(set) var client: HTTPClient?

  init(
    base: String = "http://api:8080/v1", connectionsMax: Int = 2, fields: HTTPFields = HTTPFields()
  ) throws {
    client = try HTTPClient(
      on: clock, base: base, fields: fields, connectionsMax: connectionsMax,
      responseBodyBytesMax: 100,
      connect: { [unowned self] factory in
        let connection = BenchServerSide(factory)
        connections.append(connection)
        switch connecting {
        case .atOnce: connection.connect()
        case .refuse: connection.refuse()
        case .later: break
        }
        return connection.connected
      })
  }

  /// Sends and gathers how it ended: `200 body`, or the error.
  func send(
    _ method: HTTPMethod, _ target: String, body: String = "", deadline: Duration = .seconds(10)
  ) -> Sent {
    let sent = Sent()
    guard let client else { return sent }
    let request = HTTPRequest(method, target, body: Array(body.utf8))
    let answer = client.send(request, deadline: deadline)
    sent.answer = answer
    answer.addBoth { [weak sent] in sent?.outcomes.append(Sent.describe($0)) }
    return sent
  }

  /// Asks for an answer in parts, and begins to read it at once.
  func stream(_ target: String, deadline: Duration = .seconds(10)) -> Streamed {
    let streamed = Streamed()
    guard let client else { return streamed }
    client.stream(HTTPRequest(.get, target), deadline: deadline).addBoth { [weak streamed] result in
      streamed?.begin(result)
    }
    return streamed
  }

  func dropClient() { client = nil }
}

/// An answer in parts, as it came.
final class Streamed {
  private(set) var response: HTTPStreamedResponse?
  private(set) var text = ""
  /// `end`, or the error.
  private(set) var outcome: String?
  /// Called with each part.
  var onPart: (HTTPStreamedResponse) -> Void = { _ in }

  fileprivate func begin(_ result: Result<HTTPStreamedResponse, any Error>) {
    switch result {
    case .failure(let error): outcome = "\(error)"
    case .success(let response):
      self.response = response
      response.read(
        { [weak self, weak response] bytes in
          self?.text += String(decoding: bytes, as: UTF8.self)
          if let response { self?.onPart(response) }
        },
        end: { [weak self] result in
          switch result {
          case .success: self?.outcome = "end"
          case .failure(let error): self?.outcome = "\(error)"
          }
        })
    }
  }

  func drop() { response = nil }
}

final class Sent {
  fileprivate(set) var outcomes: [String] = []
  fileprivate(set) var answer: Deferred<HTTPResponse>?

  fileprivate static func describe(_ result: Result<HTTPResponse, any Error>) -> String {
    switch result {
    case .success(let response): "\(response.status.code) \(text(response.body))"
    case .failure(let error): "\(error)"
    }
  }

  func cancel() { answer?.cancel() }
}

/// The other end of one of the client's connections.
final class BenchServerSide {
  let transport = MemoryTransport()
  private(set) var isCancelled = false
  private(set) lazy var connected = Deferred<any StreamProtocol>(
    canceller: { [weak self] _ in self?.isCancelled = true })
  private var factory: (any StreamFactory)?
  private var connection: (any StreamProtocol)?

  init(_ factory: any StreamFactory) { self.factory = factory }

  func connect() {
    guard let connection = factory?.buildProtocol(for: transport.peer) else { return }
    factory = nil
    self.connection = connection
    connection.connectionMade(transport)
    connected.callback(connection)
  }

  func refuse() { connected.errback(ConnectionLost.aborted) }

  func reply(_ text: String) { connection?.dataReceived(Array(text.utf8).span) }

  func replyOK(_ body: String = "ok") {
    reply("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
  }

  func finishSending() { (connection as? any HalfCloseableProtocol)?.readConnectionLost() }

  func lose(_ reason: ConnectionLost = .done) { connection?.connectionLost(reason) }
}
