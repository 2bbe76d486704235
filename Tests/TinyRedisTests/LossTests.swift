import Support
import Testing
import TinyReactor
import TinyRedis

/// What a connection that was refused fails with.
private let refused = "the server cannot be reached: \(SystemError(.connect, 111))"

@Suite struct `a lost connection` {
  @Test func `fails what was sent as perhaps carried out, and is made anew`() throws {
    let bench = try ClientBench.ready()
    bench.send("SET", ["a"])
    bench.send("SET", ["b"])
    bench.last.reply("+OK\r\n+O")
    #expect(bench.takeEvents() == ["SET: OK"])
    bench.last.lose(.failed(SystemError(.read, 104)))
    let why = "the connection was lost: \(SystemError(.read, 104))"
    #expect(
      bench.takeEvents() == [
        "lost: \(why)", "SET: \(why); the command may have been carried out",
      ])
    bench.send("GET")
    #expect(bench.takeEvents() == ["GET: \(why); the command was not sent"])
    bench.pass()
    bench.last.welcome()
    bench.send("GET")
    bench.last.reply("+OK\r\n")
    #expect(bench.takeEvents() == ["connecting", "ready, version 7.0", "GET: OK"])
    #expect(bench.connections.count == 2)
  }

  @Test func `that could not be made fails what waits for it as not sent`() throws {
    let bench = try ClientBench()
    bench.connecting = .later
    bench.client?.start()
    bench.send("GET")
    bench.last.refuse()
    #expect(
      bench.takeEvents() == [
        "connecting", "lost: \(refused)", "GET: \(refused); the command was not sent",
      ])
  }

  @Test func `is tried again after pauses that grow to a second, from a half to all of it`() throws
  {
    let bench = try ClientBench()
    bench.connecting = .refuse
    bench.client?.start()
    #expect(bench.connections.count == 1)
    bench.clock.advance(by: .milliseconds(49))
    #expect(bench.connections.count == 1)
    bench.clock.advance(by: .milliseconds(51))
    #expect(bench.connections.count == 2)
    bench.clock.advance(by: .seconds(10))
    let count = bench.connections.count
    #expect((12...24).contains(count))
    bench.clock.advance(by: .seconds(100))
    #expect((100...200).contains(bench.connections.count - count))
  }

  @Test func `that was well for a while is made anew as quickly as at first`() throws {
    let bench = try ClientBench()
    bench.connecting = .refuse
    bench.client?.start()
    bench.clock.advance(by: .seconds(30))
    bench.connecting = .atOnce
    bench.pass()
    let count = bench.connections.count
    bench.last.welcome()
    bench.clock.advance(by: .milliseconds(999))
    bench.last.lose()
    // Too short to forget the long pauses: the next one takes half a second at the least.
    bench.clock.advance(by: .milliseconds(499))
    #expect(bench.connections.count == count)
    bench.pass()
    bench.last.welcome()
    bench.clock.advance(by: .seconds(1))
    bench.last.reply("+PONG\r\n")
    bench.last.lose()
    bench.clock.advance(by: .milliseconds(100))
    #expect(bench.connections.count == count + 2)
  }

  @Test(arguments: [
    ("HTTP/1.1 400 Bad Request\r\n", RESPProblem.unknownType(0x48)),
    ("$1048577\r\n", .bulkTooLong(bytes: 1_048_577, bytesMax: 1_048_576)),
    ("$1\r\nxyz", .missingBulkEnd),
  ])
  func `is one whose replies cannot be read`(_ reply: String, _ problem: RESPProblem) throws {
    let bench = try ClientBench.ready()
    bench.send("ONE")
    bench.send("TWO")
    bench.last.reply(reply)
    let why = "the server's reply cannot be read: \(problem)"
    let fate = "the command may have been carried out"
    #expect(
      bench.takeEvents() == [
        "lost: \(why)", "ONE: the answer cannot be read: \(problem); \(fate)",
        "TWO: \(why); \(fate)",
      ])
    #expect(bench.last.transport.isAborted)
    bench.last.reply("+OK\r\n")
    #expect(bench.takeEvents().isEmpty)
  }

  @Test func `is one that says something unasked`() throws {
    let bench = try ClientBench.ready()
    bench.send("GET")
    bench.last.reply("+1\r\n+2\r\n")
    #expect(
      bench.takeEvents() == [
        "GET: 1", "lost: the server's replies are out of step: one answers nothing",
      ])
    #expect(bench.last.transport.isAborted)
  }

  @Test func `tells of itself before the commands, whose errbacks find no connection`() throws {
    let bench = try ClientBench.ready()
    bench.send("ONE").addBoth { _ in bench.send("AGAIN") }
    bench.send("TWO")
    bench.last.lose()
    let why = "the connection was lost: closed"
    #expect(
      bench.takeEvents() == [
        "lost: \(why)", "ONE: \(why); the command may have been carried out",
        "AGAIN: \(why); the command was not sent",
        "TWO: \(why); the command may have been carried out",
      ])
  }
}
