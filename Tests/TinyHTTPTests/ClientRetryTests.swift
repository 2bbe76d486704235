import Support
import Testing
import TinyHTTP
import TinyReactor

@Suite struct ClientRetryTests {
  /// A bench whose one connection has answered and rests in the pool.
  private func rested() throws -> ClientBench {
    let bench = try ClientBench()
    _ = bench.send(.get, "/warm")
    bench.connections[0].replyOK()
    return bench
  }

  @Test(arguments: [HTTPMethod.get, .head, .put, .delete])
  func `a pooled connection that dies before a byte of the answer is replaced once`(
    _ method: HTTPMethod
  ) throws {
    let bench = try rested()
    let sent = bench.send(method, "/")
    bench.connections[0].lose(.done)
    #expect(sent.outcomes.isEmpty)
    #expect(bench.connections.count == 2)
    bench.connections[1].reply("HTTP/1.1 204 x\r\n\r\n")
    #expect(sent.outcomes == ["204 "])
  }

  @Test(arguments: [HTTPMethod.post, .patch])
  func `what is not idempotent is never sent twice`(_ method: HTTPMethod) throws {
    let bench = try rested()
    let sent = bench.send(method, "/")
    bench.connections[0].lose(.done)
    #expect(sent.outcomes == ["\(HTTPClientError.connectionLost(.done))"])
    #expect(bench.connections.count == 1)
  }

  @Test func `the second loss is final`() throws {
    let bench = try rested()
    let sent = bench.send(.get, "/")
    bench.connections[0].lose(.done)
    bench.connections[1].lose(.aborted)
    #expect(sent.outcomes == ["\(HTTPClientError.connectionLost(.aborted))"])
    #expect(bench.connections.count == 2)
  }

  @Test func `a fresh connection that dies is not replaced`() throws {
    let bench = try ClientBench()
    let sent = bench.send(.get, "/")
    bench.connections[0].lose(.done)
    #expect(sent.outcomes == ["\(HTTPClientError.connectionLost(.done))"])
  }

  @Test func `after the first byte of the answer there is no second try`() throws {
    let bench = try rested()
    let sent = bench.send(.get, "/")
    bench.connections[0].reply("H")
    bench.connections[0].lose(.done)
    #expect(sent.outcomes == ["\(HTTPClientError.connectionLost(.done))"])
    #expect(bench.connections.count == 1)
  }

  @Test func `a half-closed pooled connection is as dead`() throws {
    let bench = try rested()
    let sent = bench.send(.get, "/")
    bench.connections[0].finishSending()
    bench.connections[0].lose(.done)
    bench.connections[1].replyOK()
    #expect(sent.outcomes == ["200 ok"])
  }

  @Test func `a second try takes a fresh connection, not another that may be dead`() throws {
    let bench = try ClientBench(connectionsMax: 2)
    let both = [bench.send(.get, "/1"), bench.send(.get, "/2")]
    for connection in bench.connections { connection.replyOK() }
    #expect(both.map(\.outcomes) == [["200 ok"], ["200 ok"]])
    let sent = bench.send(.get, "/3")
    bench.connections[1].lose(.done)
    try #require(bench.connections.count == 3)
    bench.connections[2].replyOK("fresh")
    #expect(sent.outcomes == ["200 fresh"])
  }
}

@Suite struct ClientTimeTests {
  private let timeout = "\(TimeoutError(limit: .seconds(10)))"

  @Test func `an answer that does not come in time costs the connection`() throws {
    let bench = try ClientBench()
    let sent = bench.send(.get, "/")
    bench.connections[0].reply("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe")
    bench.clock.advance(by: .seconds(9))
    #expect(sent.outcomes.isEmpty)
    bench.clock.advance(by: .seconds(1))
    #expect(sent.outcomes == [timeout])
    #expect(bench.connections[0].transport.isAborted)
    bench.connections[0].reply("llo")
    bench.connections[0].lose(.aborted)
    #expect(sent.outcomes.count == 1)
  }

  @Test func `the deadline covers connecting and waiting`() throws {
    let bench = try ClientBench(connectionsMax: 1)
    bench.connecting = .later
    let (connecting, waiting) = (bench.send(.get, "/1"), bench.send(.get, "/2"))
    bench.clock.advance(by: .seconds(10))
    #expect(connecting.outcomes == [timeout] && waiting.outcomes == [timeout])
    #expect(bench.connections[0].isCancelled)
    let later = bench.send(.get, "/3")
    let last = try #require(bench.connections.last)
    last.connect()
    last.replyOK()
    #expect(later.outcomes == ["200 ok"])
  }

  @Test func `cancelling frees the place for the next`() throws {
    let bench = try ClientBench(connectionsMax: 1)
    let (first, second) = (bench.send(.get, "/1"), bench.send(.get, "/2"))
    first.cancel()
    #expect(first.outcomes == ["CancelledError()"])
    #expect(bench.connections[0].transport.isAborted)
    #expect(bench.connections.count == 2)
    bench.connections[1].replyOK()
    #expect(second.outcomes == ["200 ok"])
  }

  @Test func `a pooled connection is closed when it has rested long enough`() throws {
    let bench = try ClientBench()
    _ = bench.send(.get, "/1")
    _ = bench.send(.get, "/2")
    bench.connections[0].replyOK()
    bench.clock.advance(by: .seconds(5))
    bench.connections[1].replyOK()
    bench.clock.advance(by: .seconds(25))
    #expect(bench.connections.map(\.transport.isClosing) == [true, false])
    bench.clock.advance(by: .seconds(5))
    #expect(bench.connections[1].transport.isClosing)
    #expect(!bench.clock.hasPendingCalls)
  }

  @Test func `a pooled connection that the server closes is forgotten at once`() throws {
    let bench = try ClientBench()
    _ = bench.send(.get, "/1")
    bench.connections[0].replyOK()
    bench.connections[0].finishSending()
    #expect(bench.connections[0].transport.isClosing)
    _ = bench.send(.post, "/2")
    #expect(bench.connections.count == 2)
  }
}
