import Support
import Testing
import TinyReactor
import TinyRedis

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
