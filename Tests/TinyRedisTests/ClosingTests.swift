import Support
import Testing
import TinyReactor
import TinyRedis

@Suite struct `closing a client` {
  @Test func `waits for what was sent, and takes no more`() throws {
    let bench = try ClientBench.ready()
    bench.send("GET")
    var isClosed = false
    bench.client?.close().addCallback { isClosed = true }
    bench.send("MORE")
    #expect(bench.takeEvents() == ["MORE: the client is closed; the command was not sent"])
    #expect(!bench.last.transport.isClosing)
    bench.last.reply("+OK\r\n")
    #expect(bench.last.transport.isClosing && !isClosed)
    bench.last.lose()
    #expect(isClosed)
    #expect(bench.takeEvents() == ["GET: OK", "closed"])
    #expect(!bench.clock.hasPendingCalls)
    bench.client?.close().addCallback { bench.client?.start() }
    #expect(bench.connections.count == 1)
  }

  @Test func `does not wait for ever`() throws {
    let bench = try ClientBench.ready()
    bench.send("XREAD", deadline: .seconds(60))
    var closings = 0
    for _ in 0..<2 { bench.client?.close().addCallback { closings += 1 } }
    bench.clock.advance(by: .seconds(1))
    #expect(bench.last.transport.isAborted && closings == 2)
    #expect(
      bench.takeEvents() == [
        "closed",
        "XREAD: the server did not answer XREAD within 1.0 seconds; "
          + "the command may have been carried out",
      ])
    #expect(!bench.clock.hasPendingCalls)
  }

  @Test func `gives up the connection that is being made, and the pause before it`() throws {
    let bench = try ClientBench()
    bench.connecting = .later
    bench.client?.start()
    bench.send("GET")
    bench.client?.close()
    #expect(bench.last.isCancelled)
    #expect(
      bench.takeEvents() == [
        "connecting", "closed", "GET: the client is closed; the command was not sent",
      ])
    #expect(!bench.clock.hasPendingCalls)

    let other = try ClientBench()
    other.connecting = .refuse
    other.client?.start()
    other.client?.close()
    #expect(!other.clock.hasPendingCalls && other.takeEvents().last == "closed")
  }

  @Test func `from the answer to a command is fine`() throws {
    let bench = try ClientBench.ready()
    bench.send("GET").addBoth { _ in bench.client?.close() }
    bench.send("TWO")
    bench.last.reply("+1\r\n")
    bench.last.reply("+2\r\n")
    bench.last.lose()
    #expect(bench.takeEvents() == ["GET: 1", "TWO: 2", "closed"])
  }

  @Test func `and dropping it ends everything, too`() throws {
    let bench = try ClientBench.ready()
    bench.send("GET")
    bench.dropClient()
    #expect(bench.last.transport.isAborted)
    #expect(
      bench.takeEvents() == [
        "GET: the connection was lost: aborted; the command may have been carried out"
      ])
    #expect(!bench.clock.hasPendingCalls)
  }
}
