import Support
import Testing
import TinyHTTP
import TinyReactor

@Suite struct ClientTests {
  @Test func `a request is one write, with host, prefix and length`() throws {
    let bench = try ClientBench(fields: HTTPFields([("Authorization", "Bearer x"), ("A", "1")]))
    let client = try #require(bench.client)
    let request = HTTPRequest(
      .post, "/banner/?q",
      fields: HTTPFields([("a", "2"), ("Content-Length", "9"), ("Host", "h")]),
      body: Array("hi".utf8))
    _ = client.send(request)
    let transport = bench.connections[0].transport
    #expect(transport.writeCount == 1)
    #expect(
      transport.takeText()
        == "POST /v1/banner/?q HTTP/1.1\r\nHost: api:8080\r\na: 2\r\nAuthorization: Bearer x\r\n"
        + "Content-Length: 2\r\n\r\nhi")
  }

  @Test func `a GET has no length, an empty POST has one`() throws {
    let bench = try ClientBench(base: "http://a")
    _ = bench.send(.get, "/")
    #expect(
      bench.connections[0].transport.takeText() == "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    _ = bench.send(.post, "/")
    #expect(bench.connections[1].transport.takeText().hasSuffix("\r\nContent-Length: 0\r\n\r\n"))
  }

  @Test(arguments: ["", "x", "/a b", "/\r\nX: y", "/ü", "/#", "http://a/"])
  func `a target that could split the request is not sent`(_ target: String) throws {
    let bench = try ClientBench()
    #expect(bench.send(.get, target).outcomes == ["\(HTTPClientError.badRequest)"])
    #expect(bench.connections.isEmpty)
  }

  @Test func `a connection is used again`() throws {
    let bench = try ClientBench()
    let first = bench.send(.get, "/1")
    bench.connections[0].replyOK("one")
    let second = bench.send(.get, "/2")
    bench.connections[0].replyOK("two")
    #expect(first.outcomes == ["200 one"])
    #expect(second.outcomes == ["200 two"])
    #expect(bench.connections.count == 1)
  }

  @Test func `a connection whose server says close is not`() throws {
    let bench = try ClientBench()
    let first = bench.send(.get, "/1")
    bench.connections[0].reply("HTTP/1.1 204 x\r\nConnection: close\r\n\r\n")
    #expect(first.outcomes == ["204 "])
    #expect(bench.connections[0].transport.isClosing)
    _ = bench.send(.get, "/2")
    #expect(bench.connections.count == 2)
  }

  @Test func `no more connections than allowed, and the rest waits its turn`() throws {
    let bench = try ClientBench(connectionsMax: 2)
    let sent = (1...4).map { bench.send(.get, "/\($0)") }
    #expect(bench.connections.count == 2)
    bench.connections[1].replyOK("b")
    bench.connections[1].replyOK("c")
    bench.connections[1].replyOK("d")
    bench.connections[0].replyOK("a")
    #expect(sent.map(\.outcomes) == [["200 a"], ["200 b"], ["200 c"], ["200 d"]])
    #expect(bench.connections.count == 2)
  }

  @Test func `the queue is bounded`() throws {
    let bench = try ClientBench(connectionsMax: 1)
    let sent = (0...HTTPClient.waitingMax).map { _ in bench.send(.get, "/") }
    #expect(sent.allSatisfy { $0.outcomes.isEmpty })
    #expect(bench.send(.get, "/").outcomes == ["\(HTTPClientError.queueFull)"])
  }

  @Test func `a body until the close is whole when the server closes`() throws {
    let bench = try ClientBench()
    let sent = bench.send(.get, "/")
    bench.connections[0].reply("HTTP/1.1 200 OK\r\n\r\nhel")
    bench.connections[0].reply("lo")
    #expect(sent.outcomes.isEmpty)
    bench.connections[0].finishSending()
    #expect(sent.outcomes == ["200 hello"])
    #expect(bench.connections[0].transport.isClosing)
  }

  @Test func `an answer to HEAD has no body, and the connection lives on`() throws {
    let bench = try ClientBench()
    let sent = bench.send(.head, "/")
    bench.connections[0].reply("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
    #expect(sent.outcomes == ["200 "])
    let next = bench.send(.get, "/")
    bench.connections[0].replyOK()
    #expect(next.outcomes == ["200 ok"])
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", ParseError.bodyTooLarge),
    ("HTTP/1.1 200 OK\n", .bareLineFeed),
    ("SSH-2.0-OpenSSH_9.2\r\n", .badStatusLine),
  ])
  func `an answer that is not one fails and costs the connection`(
    _ answer: String, _ error: ParseError
  ) throws {
    let bench = try ClientBench()
    let sent = bench.send(.get, "/")
    bench.connections[0].reply(answer)
    #expect(sent.outcomes == ["\(HTTPClientError.badResponse(error))"])
    #expect(bench.connections[0].transport.isAborted)
  }

  @Test func `an answer cut short fails`() throws {
    let bench = try ClientBench()
    let sent = bench.send(.get, "/")
    bench.connections[0].reply("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe")
    bench.connections[0].finishSending()
    #expect(sent.outcomes == ["\(HTTPClientError.badResponse(.truncated))"])
  }

  @Test func `bytes nobody asked for cost the connection`() throws {
    let bench = try ClientBench()
    _ = bench.send(.get, "/1")
    bench.connections[0].replyOK()
    bench.connections[0].replyOK("poison")
    #expect(bench.connections[0].transport.isAborted)
    let next = bench.send(.get, "/2")
    #expect(bench.connections.count == 2)
    bench.connections[1].replyOK("clean")
    #expect(next.outcomes == ["200 clean"])
  }

  @Test func `a refused connection fails its request, and the next one tries again`() throws {
    let bench = try ClientBench(connectionsMax: 1)
    bench.connecting = .later
    let (first, second) = (bench.send(.get, "/1"), bench.send(.get, "/2"))
    bench.connections[0].refuse()
    #expect(first.outcomes == ["\(ConnectionLost.aborted)"])
    bench.connections[1].connect()
    bench.connections[1].replyOK()
    #expect(second.outcomes == ["200 ok"])
  }

  @Test func `a thousand requests whose connections are refused at once use no stack`() throws {
    let bench = try ClientBench(connectionsMax: 1)
    let first = bench.send(.get, "/")
    let sent = (0..<1_000).map { _ in bench.send(.get, "/") }
    bench.connecting = .refuse
    bench.connections[0].lose(.done)
    #expect(first.outcomes == ["\(HTTPClientError.connectionLost(.done))"])
    #expect(sent.allSatisfy { $0.outcomes == ["\(ConnectionLost.aborted)"] })
  }

  @Test func `closing fails what is under way and what comes later`() throws {
    let bench = try ClientBench(connectionsMax: 1)
    let (running, waiting) = (bench.send(.get, "/1"), bench.send(.get, "/2"))
    bench.client?.close()
    let closed = "\(HTTPClientError.closed)"
    #expect(running.outcomes == [closed] && waiting.outcomes == [closed])
    #expect(bench.connections[0].transport.isAborted)
    #expect(bench.send(.get, "/3").outcomes == [closed])
    #expect(!bench.clock.hasPendingCalls)
  }

  @Test func `closing gives up a connection that is being made`() throws {
    let bench = try ClientBench()
    bench.connecting = .later
    let sent = bench.send(.get, "/")
    bench.client?.close()
    #expect(sent.outcomes == ["\(HTTPClientError.closed)"])
    #expect(bench.connections[0].isCancelled)
  }

  @Test func `a client nobody holds still delivers its answer, then closes its connections`() throws
  {
    let bench = try ClientBench()
    let sent = bench.send(.get, "/")
    bench.dropClient()
    bench.connections[0].replyOK()
    #expect(sent.outcomes == ["200 ok"])
    #expect(bench.connections[0].transport.isClosing)
  }
}

@Suite struct OriginTests {
  @Test(arguments: [
    ("http://api", "Host: api\r\n", "GET / "),
    ("http://api/", "Host: api\r\n", "GET / "),
    ("HTTP://api:8080", "Host: api:8080\r\n", "GET / "),
    ("http://127.0.0.1:1/a/b", "Host: 127.0.0.1:1\r\n", "GET /a/b/ "),
    ("http://[::1]:8000/a/", "Host: [::1]:8000\r\n", "GET /a/ "),
  ])
  func `a base is an origin and a prefix`(
    _ base: String, _ host: String, _ start: String
  ) throws {
    let bench = try ClientBench(base: base)
    _ = bench.send(.get, "/")
    let text = bench.connections[0].transport.takeText()
    #expect(text.hasPrefix(start) && text.contains(host))
  }

  @Test(arguments: [
    "", "api", "https://api", "http://", "http:///x", "http://u@a", "http://a:b", "http://a:99999",
    "http://[::1", "http://a?x", "http://a/?x", "http://a/#x", "http://a b", "http://a/\r\nX: y",
    "unix:/x",
  ])
  func `what is not http to a host is refused`(_ base: String) {
    #expect(throws: HTTPURLProblem.self) { try ClientBench(base: base) }
  }
}
