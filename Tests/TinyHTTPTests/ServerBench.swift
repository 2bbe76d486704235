import Support
import TinyHTTP
import TinyReactor

/// A server on a clock that moves when told, with clients that are not sockets.
final class ServerBench {
  let clock = ManualClock()
  let server: HTTPServer

  init(limits: HTTPLimits = HTTPLimits(), _ routes: (inout Router) -> Void = { _ in }) {
    var router = Router()
    router.on(.get, "/hello") { _ in .text("hello") }
    router.on(.post, "/echo") { HTTPResponse(.ok, body: $0.body) }
    router.on(.get, "/empty") { _ in HTTPResponse(.noContent) }
    routes(&router)
    server = HTTPServer(on: clock, limits: limits, router: router)
  }

  func connect() -> BenchClient? {
    let transport = MemoryTransport()
    guard let connection = server.buildProtocol(for: transport.peer) else { return nil }
    connection.connectionMade(transport)
    return BenchClient(connection, transport)
  }

  func client() -> BenchClient {
    guard let client = connect() else { preconditionFailure("the server took no connection") }
    return client
  }
}

final class BenchClient {
  let connection: any StreamProtocol
  let transport: MemoryTransport

  init(_ connection: any StreamProtocol, _ transport: MemoryTransport) {
    self.connection = connection
    self.transport = transport
  }

  func send(_ text: String) { connection.dataReceived(Array(text.utf8).span) }

  /// Sends and returns what comes back at once.
  func ask(_ text: String) -> String {
    send(text)
    return answer()
  }

  func get(_ path: String, _ fields: String = "") -> String {
    ask("GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
  }

  /// What the server has written, without the Date fields.
  func answer() -> String {
    transport.takeText().split(separator: "\r\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("Date: ") }.joined(separator: "\r\n")
  }

  func finishSending() { (connection as? any HalfCloseableProtocol)?.readConnectionLost() }

  func vanish() { connection.connectionLost(.done) }
}

/// How long an idle connection stays, as each answer says that does not end it.
let kept = "Connection: keep-alive\r\nKeep-Alive: timeout=75\r\n"

/// The answer of `/hello`, without its Date.
let hello =
  "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n"
  + kept + "\r\nhello"

/// How an error is answered when nobody says otherwise.
func errorAnswer(_ statusLine: String, _ message: String, _ fields: String = "") -> String {
  let body = message + "\n"
  return "HTTP/1.1 \(statusLine)\r\nContent-Type: text/plain; charset=utf-8\r\n\(fields)"
    + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
}
