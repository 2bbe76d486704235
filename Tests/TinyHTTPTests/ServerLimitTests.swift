import Support
import Testing
import TinyHTTP
import TinyReactor

@Suite struct ServerLimitTests {
  @Test func `over the connection limit whoever has waited longest for a request makes room`() {
    let bench = ServerBench(limits: Self.limits(connectionsMax: 3))
    let clients = (0..<3).map { _ in bench.client() }
    clients[1].send("GET /hel")
    #expect(clients[0].get("/hello") == hello)
    #expect(bench.client().get("/hello") == hello)
    #expect(clients.map(\.transport.isAborted) == [false, true, false])
    #expect(bench.client().get("/hello") == hello)
    #expect(clients.map(\.transport.isAborted) == [false, true, true])
    for client in clients[1...] { client.vanish() }
    #expect(bench.server.connectionCount == 3)
  }

  @Test func `who has just asked for something is not the one who makes room`() {
    let bench = ServerBench(limits: Self.limits(connectionsMax: 2))
    let clients = (0..<2).map { _ in bench.client() }
    clients[0].transport.hasUnreadBytes = true
    #expect(bench.client().get("/hello") == hello)
    #expect(clients.map(\.transport.isAborted) == [false, true])
    #expect(clients[0].get("/hello") == hello)
  }

  @Test func `when all are being answered a newcomer is told 503 and closed`() {
    let bench = ServerBench(limits: Self.limits(connectionsMax: 1)) {
      $0.on(.get, "/slow", deferred: { _ in Deferred<HTTPResponse>() })
    }
    let first = bench.client()
    first.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
    let second = bench.client()
    #expect(
      second.answer()
        == errorAnswer("503 Service Unavailable", "too many connections", "Retry-After: 1\r\n"))
    #expect(second.transport.isClosing && !first.transport.isAborted)
    second.vanish()
    first.vanish()
    #expect(bench.client().get("/hello") == hello)
  }

  @Test func `refusals are bounded too`() {
    let bench = ServerBench(limits: Self.limits(connectionsMax: 0))
    let refused = (0..<64).compactMap { _ in bench.connect() }
    #expect(refused.count == 64)
    #expect(bench.connect() == nil)
    refused[0].vanish()
    #expect(bench.connect() != nil)
  }

  @Test func `an answer larger than the transport likes to hold is no slow reader`() {
    let body = [UInt8](repeating: 0x78, count: 3 * OutputLimits.bytesMax)
    let client = ServerBench { $0.on(.get, "/large") { _ in HTTPResponse(.ok, body: body) } }
      .client()
    #expect(client.get("/large").utf8.count > body.count)
    #expect(!client.transport.isAborted)
  }

  @Test func `what all leave unread is bounded, and whoever leaves most goes`() {
    var limits = HTTPLimits()
    limits.unsentBytesMax = 1_000
    let bench = ServerBench(limits: limits)
    let clients = (0..<3).map { _ in bench.client() }
    for (client, unread) in zip(clients, [300, 500, 100]) {
      client.transport.unsentBytes = unread
      #expect(client.get("/hello") == hello)
    }
    #expect(clients.map(\.transport.isAborted) == [false, false, false])
    clients[2].transport.unsentBytes = 201
    _ = clients[2].get("/hello")
    #expect(clients.map(\.transport.isAborted) == [false, true, false])
  }

  private static func limits(connectionsMax: Int) -> HTTPLimits {
    var limits = HTTPLimits()
    limits.connectionsMax = connectionsMax
    return limits
  }
}

@Suite struct ServerTimeTests {
  @Test func `an idle connection is closed without a word, a grace after what is announced`() {
    let bench = ServerBench()
    let client = bench.client()
    bench.clock.advance(by: .seconds(79))
    #expect(client.get("/hello") == hello)
    bench.clock.advance(by: .seconds(80))
    #expect(!client.transport.isClosing)
    bench.clock.advance(by: .milliseconds(500))
    #expect(client.transport.isClosing)
    #expect(client.answer() == "")
    client.vanish()
    #expect(!bench.clock.hasPendingCalls)
  }

  @Test func `the announced time is the limit's, in whole seconds`() {
    var limits = HTTPLimits()
    limits.idleMax = .milliseconds(4_900)
    let client = ServerBench(limits: limits).client()
    #expect(client.get("/hello").contains("\r\nKeep-Alive: timeout=4\r\n"))
  }

  @Test func `a request that has come when time is up is answered, not closed upon`() {
    let bench = ServerBench()
    let client = bench.client()
    client.transport.hasUnreadBytes = true
    bench.clock.advance(by: .milliseconds(80_500))
    #expect(!client.transport.isClosing)
    client.transport.hasUnreadBytes = false
    #expect(client.get("/hello") == hello)
    bench.clock.advance(by: .seconds(80))
    #expect(!client.transport.isClosing)
    bench.clock.advance(by: .milliseconds(500))
    #expect(client.transport.isClosing)
  }

  @Test func `a head that trickles is 408 ten seconds after its first byte`() {
    let bench = ServerBench()
    let client = bench.client()
    bench.clock.advance(by: .seconds(30))
    for byte in "GET /hello" {
      #expect(client.ask(String(byte)) == "")
      bench.clock.advance(by: .milliseconds(990))
    }
    #expect(!client.transport.isClosing)
    bench.clock.advance(by: .milliseconds(100))
    #expect(
      client.answer()
        == errorAnswer("408 Request Timeout", "the head of the request took too long"))
    #expect(client.transport.isClosing)
  }

  @Test func `a body that trickles is 408 thirty seconds after its head`() {
    let bench = ServerBench()
    let client = bench.client()
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n")
    for _ in 0..<29 {
      bench.clock.advance(by: .seconds(1))
      #expect(client.ask("x") == "")
    }
    bench.clock.advance(by: .seconds(1))
    #expect(
      client.answer()
        == errorAnswer("408 Request Timeout", "the body of the request took too long"))
  }

  @Test func `a handler may take longer than any of these`() {
    let bench = ServerBench {
      $0.on(.get, "/slow", deferred: { _ in Deferred<HTTPResponse>() })
    }
    let client = bench.client()
    client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
    bench.clock.advance(by: .seconds(1_000))
    #expect(!client.transport.isClosing)
  }

  @Test func `the next request has its own time`() {
    let bench = ServerBench()
    let client = bench.client()
    client.send("GET /hel")
    bench.clock.advance(by: .seconds(9))
    #expect(client.ask("lo HTTP/1.1\r\nHost: a\r\n\r\nGET /hel") == hello)
    bench.clock.advance(by: .seconds(9))
    #expect(client.ask("lo HTTP/1.1\r\nHost: a\r\n\r\n") == hello)
  }

  @Test func `a connection has one timer at most`() throws {
    let clock = CountingClock()
    var router = Router()
    router.on(.get, "/hello") { _ in .text("hello") }
    let server = HTTPServer(on: clock, router: router)
    let transport = MemoryTransport()
    let connection = try #require(server.buildProtocol(for: transport.peer))
    connection.connectionMade(transport)
    for _ in 0..<1_000 {
      connection.dataReceived(Array("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n".utf8).span)
    }
    #expect(clock.calls == 1)
  }

  private final class CountingClock: ReactorTime {
    private let clock = ManualClock()
    private(set) var calls = 0
    var now: Duration { clock.now }

    func callLater(
      _ delay: Duration, at origin: Origin, _ call: @escaping () throws -> Void
    ) -> DelayedCall {
      calls += 1
      return clock.callLater(delay, at: origin, call)
    }
  }
}

@Suite struct ShutdownTests {
  @Test func `idle connections close at once, the others after their answer`() {
    let slow = Deferred<HTTPResponse>()
    let bench = ServerBench { $0.on(.get, "/slow", deferred: { _ in slow }) }
    let (idle, busy) = (bench.client(), bench.client())
    busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
    var isDown = false
    bench.server.shutDown().addCallback { isDown = true }
    #expect(idle.transport.isClosing)
    #expect(!busy.transport.isClosing)
    #expect(bench.connect() == nil)
    slow.callback(.text("slow"))
    #expect(busy.answer().contains("\r\nConnection: close\r\n"))
    #expect(busy.transport.isClosing)
    idle.vanish()
    #expect(!isDown)
    busy.vanish()
    #expect(isDown)
  }

  @Test func `a request that has come and is not read yet is answered before the close`() {
    let bench = ServerBench()
    let client = bench.client()
    client.transport.hasUnreadBytes = true
    _ = bench.server.shutDown()
    #expect(!client.transport.isClosing)
    let answer = client.get("/hello")
    #expect(answer == hello.replacing(kept, with: "Connection: close\r\n"))
    #expect(client.transport.isClosing)
  }

  @Test func `a request that is half there is still answered`() {
    let bench = ServerBench()
    let client = bench.client()
    client.send("GET /hello HTTP/1.1\r\n")
    _ = bench.server.shutDown()
    #expect(!client.transport.isClosing)
    #expect(client.ask("Host: a\r\n\r\n").hasSuffix("hello"))
    #expect(client.transport.isClosing)
  }

  @Test func `without connections it is done at once, however often one asks`() {
    let bench = ServerBench()
    var count = 0
    bench.server.shutDown().addCallback { count += 1 }
    bench.server.shutDown().addCallback { count += 1 }
    #expect(count == 2)
  }
}
