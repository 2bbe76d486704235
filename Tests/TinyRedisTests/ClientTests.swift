import Support
import Testing
import TinyReactor
import TinyRedis

/// What a connection that was refused fails with.
let refused = "the server cannot be reached: \(SystemError(.connect, 111))"

@Suite struct `a client` {
  @Test func `sends each command at once, and gives answers in their order`() throws {
    let bench = try ClientBench.ready()
    for name in ["a", "b", "c"] { bench.send("GET", [name]) }
    #expect(bench.last.transport.writeCount == 4)
    #expect(bench.last.commands() == ["GET a", "GET b", "GET c"])
    bench.last.reply("$1\r\n1\r\n$-1\r\n-WRONG")
    #expect(bench.takeEvents() == ["GET: \"1\"", "GET: nil"])
    bench.last.reply("TYPE no\r\n")
    #expect(bench.takeEvents() == ["GET: WRONGTYPE no"])
    #expect(try #require(bench.client).waiting == (0, 0))
  }

  @Test(arguments: [
    "LOADING Redis is loading the dataset in memory", "OOM command not allowed",
    "MISCONF Redis is configured to save RDB snapshots",
    "READONLY You can't write against a replica",
    "NOREPLICAS Not enough good replicas to write.", "UNBLOCKED force unblock", "NOPERM no",
  ])
  func `hands on what the server says, and goes on`(_ error: String) throws {
    let bench = try ClientBench.ready()
    let answer = bench.client?.send(RESPCommand("XADD", "log"))
    var failure: RedisError?
    answer?.addBoth { if case .failure(let error as RedisError) = $0 { failure = error } }
    bench.send("GET")
    bench.last.reply("-\(error)\r\n+OK\r\n")
    let (code, message) = (error.prefix { $0 != " " }, error.drop { $0 != " " }.dropFirst())
    #expect(failure == .reply(code: String(code), message: String(message)))
    #expect(failure?.mayHaveRun == false)
    #expect(bench.takeEvents() == ["GET: OK"])
  }

  @Test func `keeps errors within an array where they are`() throws {
    let bench = try ClientBench.ready()
    bench.send("EXEC")
    bench.last.reply("*2\r\n+OK\r\n-WRONGTYPE no\r\n")
    #expect(bench.takeEvents() == ["EXEC: [OK !WRONGTYPE no]"])
  }

  @Test func `sends what was given while connecting once it is let in`() throws {
    let bench = try ClientBench()
    bench.connecting = .later
    #expect(bench.send("EARLY").hasFired)
    #expect(bench.takeEvents() == ["EARLY: the client was not started; the command was not sent"])
    bench.client?.start()
    bench.client?.start()
    bench.send("GET", ["a"])
    bench.last.connect()
    bench.send("GET", ["b"])
    #expect(bench.last.commands() == ["HELLO 2", "PING"])
    bench.last.reply("*2\r\n$7\r\nversion\r\n$5\r\n8.1.0\r\n+PONG\r\n")
    #expect(bench.last.commands() == ["GET a", "GET b"])
    bench.last.reply("+1\r\n+2\r\n")
    #expect(
      bench.takeEvents() == ["connecting", "ready, version 8.1", "GET: 1", "GET: 2"])
    #expect(bench.connections.count == 1)
  }

  @Test func `holds 1,024 commands and 1 MiB of them, and refuses more at once`() throws {
    let bench = try ClientBench.ready()
    for _ in 0..<1_024 { bench.send("GET") }
    #expect(bench.takeEvents().isEmpty)
    bench.send("MORE")
    let tooMuch = "too many commands wait for an answer; the command was not sent"
    #expect(bench.takeEvents() == ["MORE: \(tooMuch)"])
    bench.last.reply("+OK\r\n")
    _ = bench.takeEvents()
    bench.send("MORE")
    #expect(bench.takeEvents().isEmpty)

    let other = try ClientBench.ready()
    let half = String(repeating: "x", count: 500_000)
    other.send("SET", [half])
    other.send("SET", [half])
    other.send("SET", [half])
    other.send("GET")
    #expect(other.takeEvents() == ["SET: \(tooMuch)"])
    #expect(other.last.commands().count == 3)
    other.last.reply("+1\r\n+2\r\n+3\r\n")
    #expect(try #require(other.client).waiting == (0, 0))
  }

  @Test func `an answer of no interest is passed over, and what was not sent is recalled`() throws {
    let bench = try ClientBench()
    bench.client?.start()
    let unsent = bench.send("UNSENT")
    unsent.cancel()
    bench.last.welcome()
    #expect(bench.last.commands().isEmpty)
    let sent = bench.send("SENT")
    bench.send("NEXT")
    sent.cancel()
    bench.last.reply("+1\r\n+2\r\n")
    #expect(
      bench.takeEvents() == [
        "connecting", "UNSENT: CancelledError()", "ready, version 7.0", "SENT: CancelledError()",
        "NEXT: 2",
      ])
  }

  @Test func `a command may be sent from the answer to another, and a thousand in a row`() throws {
    let bench = try ClientBench.ready()
    var count = 0
    func next() {
      count += 1
      if count < 1_000 {
        bench.client?.send(RESPCommand("GET")).addCallback { _ in next() }
      }
    }
    bench.client?.send(RESPCommand("GET")).addCallback { _ in next() }
    bench.last.reply(String(repeating: "+OK\r\n", count: 1_000))
    #expect(count == 1_000)
    #expect(bench.takeEvents().isEmpty)
  }
}

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
