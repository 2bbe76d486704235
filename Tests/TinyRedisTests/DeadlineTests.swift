import Support
import Testing
import TinyReactor
import TinyRedis

@Suite struct `silence` {
  private static func silent(_ command: String, _ limit: String = "1.0 seconds") -> String {
    "the server did not answer \(command) within \(limit)"
  }

  @Test func `of a command costs the connection, and all that is outstanding`() throws {
    let bench = try ClientBench.ready()
    bench.send("ONE")
    bench.clock.advance(by: .milliseconds(900))
    bench.send("TWO")
    bench.clock.advance(by: .milliseconds(99))
    #expect(bench.takeEvents().isEmpty)
    bench.clock.advance(by: .milliseconds(1))
    let fate = "the command may have been carried out"
    #expect(
      bench.takeEvents() == [
        "lost: \(Self.silent("ONE"))", "ONE: no answer within 1.0 seconds; \(fate)",
        "TWO: \(Self.silent("ONE")); \(fate)",
      ])
    #expect(bench.last.transport.isAborted)
  }

  @Test func `of what never left us is told apart`() throws {
    var options = RedisOptions()
    options.heartbeat = nil
    let bench = try ClientBench.ready("redis://bus", options)
    bench.send("ONE")
    bench.send("TWO")
    // The system has taken ONE, and a part of TWO.
    bench.last.transport.unsentBytes = 1
    bench.clock.advance(by: .seconds(1))
    #expect(
      bench.takeEvents() == [
        "lost: \(Self.silent("ONE"))",
        "ONE: no answer within 1.0 seconds; the command may have been carried out",
        "TWO: no answer within 1.0 seconds; the command was not sent",
      ])
  }

  @Test func `is not broken by half an answer`() throws {
    let bench = try ClientBench.ready()
    bench.send("ONE")
    bench.clock.advance(by: .milliseconds(500))
    bench.last.reply("$5\r\nhel")
    bench.clock.advance(by: .milliseconds(500))
    #expect(bench.takeEvents().first == "lost: \(Self.silent("ONE"))")
  }

  @Test func `is not what was not read yet`() throws {
    let bench = try ClientBench.ready()
    bench.send("ONE")
    bench.last.transport.hasUnreadBytes = true
    // Behind the deadline, which comes first when a process that was stopped goes on.
    bench.clock.callLater(.seconds(1)) {
      bench.last.transport.hasUnreadBytes = false
      bench.last.reply("+1\r\n+PONG\r\n")
    }
    bench.clock.advance(by: .seconds(1))
    #expect(bench.takeEvents() == ["ONE: 1"])
  }

  @Test func `is what other traffic cannot break for ever`() throws {
    let bench = try ClientBench.ready()
    bench.send("ONE")
    bench.last.transport.hasUnreadBytes = true
    bench.clock.advance(by: .seconds(1))
    #expect(bench.takeEvents().first == "lost: \(Self.silent("ONE"))")
  }

  @Test func `is not what a long deadline waits through, nor an answer in time`() throws {
    let bench = try ClientBench.ready()
    bench.send("XREAD", deadline: .seconds(6))
    bench.clock.advance(by: .seconds(5))
    #expect(bench.last.commands() == ["XREAD"], "no PING is held up behind it")
    bench.last.reply("*-1\r\n")
    #expect(bench.takeEvents() == ["XREAD: nil"])
    bench.clock.advance(by: .seconds(1))
    #expect(bench.last.commands() == ["PING"])
    bench.last.reply("+PONG\r\n")

    bench.send("XREAD", deadline: .seconds(6))
    bench.clock.advance(by: .seconds(6))
    #expect(bench.takeEvents().first == "lost: \(Self.silent("XREAD", "6.0 seconds"))")
  }

  @Test func `behind a patient command counts for those that are not`() throws {
    let bench = try ClientBench.ready()
    bench.send("XREAD", deadline: .seconds(6))
    bench.send("GET")
    bench.clock.advance(by: .seconds(1))
    #expect(
      bench.takeEvents() == [
        "lost: \(Self.silent("GET"))",
        "XREAD: \(Self.silent("GET")); the command may have been carried out",
        "GET: no answer within 1.0 seconds; the command may have been carried out",
      ])
  }

  @Test func `while connecting ends a command, and the attempt at its own time`() throws {
    let bench = try ClientBench()
    bench.connecting = .later
    bench.client?.start()
    bench.send("ONE")
    bench.send("TWO", deadline: .seconds(10))
    bench.clock.advance(by: .seconds(1))
    #expect(
      bench.takeEvents() == [
        "connecting", "ONE: no answer within 1.0 seconds; the command was not sent",
      ])
    bench.clock.advance(by: .seconds(2))
    let why = Self.silent("the attempt to connect", "3.0 seconds")
    #expect(bench.takeEvents() == ["lost: \(why)", "TWO: \(why); the command was not sent"])
    #expect(bench.last.isCancelled)
  }

  @Test func `after connecting costs the connection as well`() throws {
    let bench = try ClientBench()
    bench.client?.start()
    bench.last.reply("*2\r\n$7\r\nversion\r\n$3\r\n7.2\r\n")
    bench.clock.advance(by: .seconds(3))
    #expect(
      bench.takeEvents() == ["connecting", "lost: \(Self.silent("the greeting", "3.0 seconds"))"])
    #expect(bench.last.transport.isAborted)
  }
}

@Suite struct `the heartbeat` {
  @Test func `asks each second, and is content with any answer to PING`() throws {
    let bench = try ClientBench.ready()
    for answer in ["+PONG\r\n", "-LOADING x\r\n", "-NOPERM x\r\n"] {
      bench.clock.advance(by: .milliseconds(999))
      #expect(bench.last.commands() == [])
      bench.clock.advance(by: .milliseconds(1))
      #expect(bench.last.commands() == ["PING"])
      bench.last.reply(answer)
    }
    #expect(bench.takeEvents().isEmpty)
    #expect(try #require(bench.client).waiting == (0, 0))
  }

  @Test func `is not met by other traffic`() throws {
    let bench = try ClientBench.ready()
    bench.clock.advance(by: .milliseconds(900))
    for _ in 0..<4 {
      bench.send("GET")
      bench.last.reply("+OK\r\n")
    }
    _ = bench.takeEvents()
    bench.clock.advance(by: .milliseconds(100))
    // All that comes now belongs to commands, of which each has its own answer in time.
    for _ in 0..<9 {
      bench.clock.advance(by: .milliseconds(100))
      bench.send("GET")
    }
    bench.clock.advance(by: .milliseconds(100))
    #expect(bench.takeEvents().first == "lost: the server did not answer PING within 1.0 seconds")
  }

  @Test func `takes no other answer for its own`() throws {
    let bench = try ClientBench.ready()
    bench.clock.advance(by: .seconds(1))
    bench.last.reply("+OK\r\n")
    #expect(
      bench.takeEvents() == [
        "lost: the server's replies are out of step: PING has another answer"
      ])
  }

  @Test func `ends with its connection, and begins with the next`() throws {
    let bench = try ClientBench.ready()
    bench.clock.advance(by: .seconds(1))
    bench.last.lose()
    bench.pass()
    bench.clock.advance(by: .seconds(1))
    #expect(bench.last.commands() == ["HELLO 2", "PING"])
    bench.last.reply("*2\r\n$7\r\nversion\r\n$3\r\n7.2\r\n+PONG\r\n")
    bench.clock.advance(by: .seconds(1))
    #expect(bench.last.commands() == ["PING"])
  }

  @Test func `can be left out`() throws {
    var options = RedisOptions()
    options.heartbeat = nil
    let bench = try ClientBench.ready("redis://bus", options)
    bench.clock.advance(by: .seconds(60))
    #expect(bench.last.commands() == [] && !bench.clock.hasPendingCalls)
  }
}
