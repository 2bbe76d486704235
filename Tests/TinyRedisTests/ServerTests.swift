import Glibc
import Support
import Testing
import TinyReactor
import TinyRedis

/// With Debian's redis-server.
@Suite(.enabled(if: RedisServer.isThere)) struct `a real server` {
  private let reactor: Reactor

  init() throws { reactor = try Reactor() }

  // MARK: Being let in

  @Test func `lets in by password, and tells a wrong one, none and one too many apart`() throws {
    let server = try RedisServer("--requirepass", "sec ret")
    func loss(_ address: RedisAddress) throws -> RedisLoss {
      let guest = RedisGuest(address, on: reactor)
      defer { guest.client.close() }
      return try guest.waitUntilLost()
    }
    #expect(try loss(server.address()) == .refused(.passwordNeeded))
    #expect(try loss(server.address(password: "wrong")) == .refused(.wrongPassword))
    #expect(try loss(server.address(user: "ann", password: "x")) == .refused(.wrongPassword))
    let guest = RedisGuest(try server.address(password: "sec%20ret"), on: reactor)
    try guest.waitUntilReady()
    #expect(try guest.ask("CONFIG", "SET", "requirepass", "") == "OK")
    #expect(try loss(server.address(password: "x")) == .refused(.noPasswordSet))
    try guest.close()
  }

  @Test func `lets in by its ACL, which need not allow more than PING for that`() throws {
    let server = try RedisServer(
      "--user", "ann", "on", ">secret", "~ncc:*", "+ping", "+get", "--user", "bob", "on", "nopass",
      "~*", "+get")
    var options = RedisGuest.options
    options.name = "chat-1"
    let ann = RedisGuest(try server.address(user: "ann", password: "secret"), on: reactor, options)
    try ann.waitUntilReady()
    #expect(try ann.ask("GET", "ncc:a") == "nil")
    #expect(try ann.ask("GET", "other") == "NOPERM")
    #expect(try ann.ask("FLUSHALL") == "NOPERM")
    let admin = try RedisGuest.ready(server, on: reactor)
    #expect(try admin.ask("CLIENT", "LIST").contains(" name=chat-1 "))

    let bob = RedisGuest(try server.address(user: "bob"), on: reactor)
    guard case .refused(.notPermitted(let message)) = try bob.waitUntilLost() else {
      Issue.record("\(bob.losses)")
      return
    }
    #expect(message.contains("'ping'"))
    try admin.close()
  }

  @Test func `has databases, and says which it has not`() throws {
    let server = try RedisServer()
    let three = RedisGuest(try server.address(database: 3), on: reactor)
    try three.waitUntilReady()
    try three.ask("SET", "a", "3")
    let zero = try RedisGuest.ready(server, on: reactor)
    #expect(try zero.ask("GET", "a") == "nil")
    #expect(try zero.ask("SELECT", "3") == "OK")
    #expect(try zero.ask("GET", "a") == "\"3\"")
    let none = RedisGuest(try server.address(database: 99), on: reactor)
    #expect(try none.waitUntilLost().description.contains("DB index is out of range"))
  }

  @Test func `that still loads its data lets us in when it has`() throws {
    let server = try RedisServer("--appendonly", "no")
    let guest = try RedisGuest.ready(server, on: reactor)
    try guest.ask("EVAL", "for i = 1, 1000 do redis.call('SET', 'k' .. i, i) end", "0")
    #expect(try guest.ask("SAVE") == "OK")
    try server.kill()
    _ = try guest.waitUntilLost()
    // Twenty seconds in all, and a look at its connections now and then.
    try server.restart(
      "--key-load-delay", "20000", "--loading-process-events-interval-bytes", "1024", waits: false)
    try reactor.wait { guest.losses.contains(.refused(.loading)) }
    try server.kill()
    try server.restart()
    try guest.waitUntilReady()
    #expect(try guest.ask("GET", "k1000") == "\"1000\"")
  }

  // MARK: Commands

  @Test(arguments: ["tcp", "unix"])
  func `answers a pipeline of 10,000 commands in order`(_ kind: String) throws {
    let server = try RedisServer()
    var options = RedisGuest.options
    options.waitingMax = 10_000
    let address =
      kind == "unix" ? try server.address() : try RedisAddress("redis://127.0.0.1:\(server.port)")
    let guest = RedisGuest(address, on: reactor, options)
    try guest.waitUntilReady()
    var answers: [Int] = []
    for _ in 0..<10_000 {
      guest.send(["INCR", "n"]).addCallback { answers.append($0.integer ?? -1) }
    }
    #expect(guest.client.waiting.count == 10_000)
    try reactor.wait { answers.count == 10_000 }
    #expect(answers == Array(1...10_000))
    // Closing waits for what is on its way.
    guest.send(["INCR", "n"]).addCallback { answers.append($0.integer ?? -1) }
    try guest.close()
    #expect(answers.last == 10_001)
  }

  @Test(arguments: [
    (["CONFIG", "SET", "maxmemory", "1"], "OOM"),
    (["CONFIG", "SET", "min-replicas-to-write", "1"], "NOREPLICAS"),
    (["REPLICAOF", "127.0.0.1", "1"], "READONLY"),
  ])
  func `that takes no writes says why, and goes on`(_ setting: [String], _ code: String) throws {
    let server = try RedisServer()
    let guest = try RedisGuest.ready(server, on: reactor)
    #expect(try guest.outcome(of: guest.send(setting)) == "OK")
    #expect(try guest.ask("SET", "a", "1") == code)
    #expect(try guest.ask("LPUSH", "a") == "ERR")
    #expect(try guest.ask("ECHO", "a") == "\"a\"")
    #expect(guest.isReady)
  }

  @Test func `may answer with 8 MiB, and not with a byte more`() throws {
    let server = try RedisServer()
    let guest = try RedisGuest.ready(server, on: reactor)
    // Eight bulks, of which the last one fills what the others leave: "*8", CR LF, and around each
    // bulk a dollar, seven digits and twice CR LF.
    let rest = (8 << 20) - 4 - 7 * ((1 << 20) + 12) - 12
    let script = """
      local reply = {}
      for i = 1, 7 do reply[i] = string.rep('x', 1048576) end
      reply[8] = string.rep('x', ARGV[1])
      return reply
      """
    let whole = try reactor.wait(for: guest.send(["EVAL", script, "0", "\(rest)"]))
    #expect(whole.elements?.count == 8 && whole.elements?.last?.bytes?.count == rest)
    let problem = RESPProblem.replyTooLong(bytesMax: 8 << 20)
    let refused = try guest.outcome(of: guest.send(["EVAL", script, "0", "\(rest + 1)"]))
    #expect(refused == "\(RedisError.protocolError(problem))")
    #expect(guest.losses == [.badReply(problem)])
    try guest.waitUntilReady()
  }

  @Test func `runs a script after it was told to forget it, and after a restart`() throws {
    let server = try RedisServer()
    let guest = try RedisGuest.ready(server, on: reactor)
    let script = RedisScript(
      "return {redis.call('INCR', KEYS[1]), ARGV[1]}", on: guest.client)
    func run(_ word: String) throws -> String {
      try guest.outcome(of: script.run(keys: ["n"]) { $0.append(word) })
    }
    #expect(try run("a") == "[1 \"a\"]")
    #expect(try run("b") == "[2 \"b\"]")
    // In one pipeline: none is lost, doubled or out of order.
    var answers: [String] = []
    _ = guest.send(["SCRIPT", "FLUSH"])
    for number in 3..<103 {
      script.run(keys: ["n"]) { $0.append(number) }.addCallback { answers.append(shown($0)) }
    }
    try reactor.wait { answers.count == 100 }
    #expect(answers == (3..<103).map { "[\($0) \"\($0)\"]" })

    try server.kill()
    _ = try guest.waitUntilLost()
    try server.restart()
    try guest.waitUntilReady()
    #expect(try guest.ask("SCRIPT", "EXISTS", String(repeating: "a", count: 40)) == "[0]")
    #expect(try run("c") == "[103 \"c\"]")
  }

  // MARK: Silence and death

  @Test func `that is stopped is found by the heartbeat, and what was given up may still run`()
    throws
  {
    let server = try RedisServer()
    var options = RedisGuest.options
    options.deadline = .seconds(1)
    options.heartbeat = .seconds(1)
    options.attemptMax = .seconds(1)
    let guest = try RedisGuest.ready(server, on: reactor, options)
    let patient = try RedisGuest.ready(server, on: reactor)
    try patient.ask("SET", "n", "1")
    server.process.signal(SIGSTOP)
    try reactor.wait { guest.losses.contains(.silent(command: "PING", after: .seconds(1))) }
    // It takes connections all the same, and answers nothing on them.
    try reactor.wait { guest.losses.contains(.silent(command: "the greeting", after: .seconds(1))) }
    let given = try patient.outcome(of: patient.send(["INCR", "n"], deadline: .milliseconds(200)))
    #expect(given == "no answer within 0.2 seconds; the command may have been carried out")
    server.process.signal(SIGCONT)
    try guest.waitUntilReady()
    try patient.waitUntilReady()
    #expect(try patient.ask("GET", "n") == "\"2\"", "it was")
  }

  @Test func `that has answered in time is not given up because we were stopped`() throws {
    let server = try RedisServer()
    let guest = try RedisGuest.ready(server, on: reactor)
    let answer = guest.send(["ECHO", "a"], deadline: .seconds(1))
    // The loop is held, as by a SIGSTOP to this process.
    usleep(1_500_000)
    #expect(try guest.outcome(of: answer) == "\"a\"")
    #expect(guest.losses.isEmpty)
  }

  @Test func `that is killed and comes back has what it answered, and we come back to it`() throws {
    let server = try RedisServer()
    let guest = try RedisGuest.ready(server, on: reactor)
    for round in 1...3 {
      var (answered, failed) = (0, 0)
      let known = guest.losses.count
      for _ in 0..<500 {
        guest.send(["INCR", "n\(round)"]).addBoth { outcome in
          switch outcome {
          case .success(let value): answered = value.integer ?? 0
          case .failure(let error):
            failed += 1
            #expect((error as? RedisError)?.mayHaveRun == true)
          }
        }
      }
      try reactor.wait { answered > 0 }
      server.process.signal(SIGKILL)
      try reactor.wait { answered + failed == 500 }
      _ = try server.process.waitForExit()
      try reactor.wait {
        guest.losses.dropFirst(known).contains { "\($0)".contains("cannot be reached") }
      }
      let refused = guest.send(["GET", "n"])
      #expect(refused.hasFired, "there is no connection to wait for")
      #expect(try guest.outcome(of: refused).hasSuffix("the command was not sent"))
      try server.restart()
      try guest.waitUntilReady()
      let kept = try #require(
        try reactor.wait(for: guest.send(["GET", "n\(round)"])).string.flatMap { Int($0) })
      #expect((answered...500).contains(kept))
    }
  }
}
