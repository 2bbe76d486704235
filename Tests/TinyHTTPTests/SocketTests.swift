import Support
import Testing
import TinyHTTP
import TinyReactor

/// The same server and client over real sockets of the loopback interface.
@Suite struct SocketTests {
  private final class House {
    let reactor: Reactor
    let server: HTTPServer
    let port: ListeningPort

    init(
      _ reactor: Reactor, _ limits: HTTPLimits = HTTPLimits(),
      _ routes: (inout Router) -> Void = { _ in }
    ) throws {
      self.reactor = reactor
      var router = Router()
      router.on(.get, "/hello") { _ in .text("hello") }
      router.on(.post, "/echo") { HTTPResponse(.ok, body: $0.body) }
      routes(&router)
      server = HTTPServer(on: reactor, limits: limits, router: router)
      port = try ServerEndpoint("tcp:0:interface=127.0.0.1").listen(on: reactor, server)
    }

    var base: String { "http://127.0.0.1:\(port.address.port)" }

    func client(connectionsMax: Int = 16) throws -> HTTPClient {
      try HTTPClient(on: reactor, base: base, connectionsMax: connectionsMax)
    }

    /// A bare connection, for what a client would not do.
    func connect() throws -> RecordingProtocol {
      let newcomer = RecordingProtocol()
      let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
      _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in newcomer }))
      return newcomer
    }
  }

  @Test(arguments: PollerKind.allCases)
  func `client and server talk over one connection`(_ kind: PollerKind) throws {
    let house = try House(kind.makeReactor())
    let client = try house.client()
    for _ in 0..<20 {
      let answer = try house.reactor.wait(for: client.send(HTTPRequest(.get, "/hello")))
      #expect(answer.status == .ok && text(answer.body) == "hello")
    }
    #expect(house.server.connectionCount == 1)
    let body = [UInt8](repeating: 0x78, count: 65_536)
    let echo = try house.reactor.wait(for: client.send(HTTPRequest(.post, "/echo", body: body)))
    #expect(echo.body == body)
  }

  @Test func `two hundred requests at once share sixteen connections`() throws {
    let house = try House(Reactor())
    let client = try house.client()
    let answers = (0..<200).map { _ in client.send(HTTPRequest(.get, "/hello")) }
    for answer in answers {
      #expect(text(try house.reactor.wait(for: answer).body) == "hello")
    }
    #expect(house.server.connectionCount <= 16)
  }

  @Test func `a chunked stream arrives whole`() throws {
    let house = try House(Reactor()) { router in
      router.on(.get, "/stream") { _ in
        .stream(contentType: "text/plain") { writer in
          for number in 0..<1_000 { writer.write(Array("\(number)\n".utf8)) }
          writer.end()
        }
      }
    }
    let client = try house.client()
    let answer = try house.reactor.wait(for: client.send(HTTPRequest(.get, "/stream")))
    #expect(text(answer.body) == (0..<1_000).map { "\($0)\n" }.joined())
  }

  @Test func `a refusal is read by a client that is still sending`() throws {
    let house = try House(Reactor())
    let sender = try house.connect()
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n"
    sender.transport?.write(head + String(repeating: "x", count: 500_000))
    try house.reactor.wait { sender.text.hasSuffix("too large\n") }
    #expect(sender.text.hasPrefix("HTTP/1.1 413 Content Too Large\r\n"))
    try house.reactor.wait { sender.lost == [.done] }
  }

  @Test func `a client that goes away cancels what is done for it`() throws {
    var cancelled = false
    let slow = Deferred<HTTPResponse>(canceller: { _ in cancelled = true })
    let house = try House(Reactor()) { $0.on(.get, "/slow", deferred: { _ in slow }) }
    let visitor = try house.connect()
    visitor.transport?.pauseProducing()
    for path in ["/hello", "/slow"] {
      visitor.transport?.write("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
    }
    try house.reactor.wait { house.server.connectionCount == 1 }
    _ = try house.reactor.wait(for: house.client().send(HTTPRequest(.get, "/hello")))
    // It leaves with an answer unread: a reset, not the end of sending.
    visitor.transport?.abortConnection()
    try house.reactor.wait { cancelled }
  }

  @Test func `a pooled connection that the server closed is replaced`() throws {
    var limits = HTTPLimits()
    limits.idleMax = .milliseconds(20)
    let house = try House(Reactor(), limits)
    let client = try house.client()
    for _ in 0..<2 {
      let answer = try house.reactor.wait(for: client.send(HTTPRequest(.post, "/echo")))
      #expect(answer.status == .ok)
      try house.reactor.wait { house.server.connectionCount == 0 }
    }
  }

  @Test func `a server that is down refuses, and the client says so`() throws {
    let house = try House(Reactor())
    let client = try house.client()
    _ = try house.reactor.wait(for: client.send(HTTPRequest(.get, "/hello")))
    _ = try house.reactor.wait(for: house.server.shutDown())
    // The port still listens: each newcomer is closed, and nothing is tried for ever.
    #expect(throws: HTTPClientError.self) {
      try house.reactor.wait(for: client.send(HTTPRequest(.get, "/hello")))
    }
  }

  @Test func `nobody there is an error of the network`() throws {
    let house = try House(Reactor())
    house.port.stopListening()
    let client = try house.client()
    #expect(throws: SystemError.self) {
      try house.reactor.wait(for: client.send(HTTPRequest(.get, "/hello")))
    }
  }

  @Test func `curl gets and posts, waits for 100 Continue, and reads an error`() throws {
    let house = try House(Reactor())
    func curl(_ arguments: String...) throws -> String {
      let curl = try ChildProcess(["curl", "-sS", "--max-time", "10"] + arguments)
      try house.reactor.wait { !curl.isRunning }
      #expect(try curl.waitForExit() == .code(0), "\(curl.errorText)")
      return curl.outputText
    }
    #expect(try curl(house.base + "/hello", house.base + "/hello/") == "hellohello")
    #expect(try curl("-I", house.base + "/hello").contains("Content-Length: 5\r\n"))
    let echo = try curl(
      "-H", "Expect: 100-continue", "-H", "Transfer-Encoding: chunked", "-d", "hi there",
      house.base + "/echo")
    #expect(echo == "hi there")
    #expect(
      try curl("-X", "DELETE", "-o", "/dev/null", "-w", "%{http_code}", house.base + "/hello")
        == "405")
    #expect(try curl("--http1.0", house.base + "/hello") == "hello")
  }
}
