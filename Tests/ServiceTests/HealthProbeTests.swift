import ServiceKit
import Support
import Testing
import TinyReactor

/// Answers every connection's first bytes with `answer` and closes; an
/// empty one is never given.
private final class Canned: StreamFactory {
  let answer: String

  init(_ answer: String) { self.answer = answer }

  func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)? { Connection(answer) }

  private final class Connection: StreamProtocol {
    let answer: String
    var transport: (any Transport)?

    init(_ answer: String) { self.answer = answer }

    func connectionMade(_ transport: any Transport) { self.transport = transport }

    func dataReceived(_ data: Span<UInt8>) {
      if answer.isEmpty { return }
      transport?.write(Array(answer.utf8))
      transport?.loseConnection()
    }

    func connectionLost(_ reason: ConnectionLost) {}
  }
}

@Suite struct HealthProbeTests {
  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nready\n", 200, "ready\n"),
    (
      "HTTP/1.1 503 Service Unavailable\r\nA: b\r\n\r\nnot ready\ndatabase: locked\n", 503,
      "not ready\ndatabase: locked\n"
    ),
    ("HTTP/1.0 200\r\n\r\n", 200, ""), ("HTTP/1.1 404 Not Found", 404, ""),
  ]) func `an answer is a status and a text`(answer: String, status: Int, text: String) throws {
    let parsed = try HealthProbe.parse(Array(answer.utf8))
    #expect((parsed.status, parsed.text) == (status, text))
    #expect(parsed.isReady == (status == 200))
  }

  @Test(arguments: ["", "SSH-2.0-x\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 ok\r\n", "\r\n\r\n"])
  func `anything else is not HTTP`(_ answer: String) {
    #expect(throws: HealthProbe.NotHTTP.self) { try HealthProbe.parse(Array(answer.utf8)) }
  }

  @Test func `a service that listens on all interfaces is reached`() throws {
    let reactor = try Reactor()
    let port = try ServerEndpoint("tcp:0").listen(
      on: reactor, Canned("HTTP/1.1 200 OK\r\n\r\nready"))
    let server = try ServerEndpoint("tcp:\(port.address.port)")
    let answer = try reactor.wait(for: HealthProbe.ask(server, on: reactor))
    #expect(answer.isReady)
    #expect(answer.text == "ready")
  }

  @Test func `a service on a unix socket is reached`() throws {
    let folder = try TemporaryFolder()
    let reactor = try Reactor()
    let server = try ServerEndpoint("unix:\(folder.path)/s")
    _ = try server.listen(on: reactor, Canned("HTTP/1.1 503 No\r\n\r\nno"))
    #expect(try reactor.wait(for: HealthProbe.ask(server, on: reactor)).status == 503)
  }

  @Test func `a service behind a proxy is reached`() throws {
    let reactor = try Reactor()
    let service = Service(
      "chat", on: reactor, log: Log("chat", descriptor: -1),
      httpListen: try ServerEndpoint("haproxy:tcp:0:interface=127.0.0.1"))
    try service.listenHTTP()
    let port = try #require(service.ports.first).port.address.port
    let server = try ServerEndpoint("haproxy:tcp:\(port):interface=127.0.0.1")
    #expect(try reactor.wait(for: HealthProbe.ask(server, on: reactor)).isReady)
  }

  @Test func `nobody there is a failure at once`() throws {
    let reactor = try Reactor()
    let port = try ServerEndpoint("tcp:0:interface=127.0.0.1").listen(on: reactor, Canned(""))
    let server = try ServerEndpoint("tcp:\(port.address.port):interface=127.0.0.1")
    port.stopListening()
    #expect(throws: SystemError.self) {
      _ = try reactor.wait(for: HealthProbe.ask(server, on: reactor), limit: HealthProbe.deadline)
    }
  }

  @Test func `a service that says nothing is given up on`() throws {
    let reactor = try Reactor()
    let port = try ServerEndpoint("tcp:0:interface=127.0.0.1").listen(on: reactor, Canned(""))
    let server = try ServerEndpoint("tcp:\(port.address.port):interface=127.0.0.1")
    #expect(throws: TimeoutError.self) {
      _ = try reactor.wait(for: HealthProbe.ask(server, on: reactor))
    }
  }
}
