import Support
import Testing
import TinyReactor
import TinyRedis

@Suite struct `a script` {
  private static let hash = String(repeating: "a", count: 40)
  private static let loaded = "$40\r\n\(hash)\r\n"
  private static let unknown = "-NOSCRIPT No matching script. Please use EVAL.\r\n"

  private let bench: ClientBench
  private let script: RedisScript

  init() throws {
    bench = try ClientBench.ready()
    script = RedisScript("return 1", on: try #require(bench.client))
  }

  private func run(_ key: String) {
    bench.note(key, script.run(keys: [key]) { $0.append("x") })
  }

  private static func call(_ key: String) -> String { "EVALSHA \(hash) 1 \(key) x" }

  @Test func `is loaded once, and called by its hash in the order of its calls`() {
    run("a")
    run("b")
    #expect(bench.last.commands() == ["SCRIPT LOAD return 1"])
    bench.last.reply(Self.loaded)
    #expect(bench.last.commands() == [Self.call("a"), Self.call("b")])
    run("c")
    #expect(bench.last.commands() == [Self.call("c")])
    bench.last.reply(":1\r\n:2\r\n:3\r\n")
    #expect(bench.takeEvents() == ["a: 1", "b: 2", "c: 3"])
  }

  @Test func `that the server has forgotten is loaded again, and all calls keep their order`() {
    run("a")
    bench.last.reply(Self.loaded + ":1\r\n")
    run("b")
    run("c")
    _ = bench.last.commands()
    bench.last.reply(Self.unknown)
    #expect(bench.last.commands() == ["SCRIPT LOAD return 1"])
    run("d")
    bench.last.reply(Self.unknown)
    #expect(bench.last.commands() == [])
    bench.last.reply(Self.loaded)
    // d came before anybody knew of c.
    #expect(bench.last.commands() == [Self.call("b"), Self.call("c"), Self.call("d")])
    bench.last.reply(":2\r\n:3\r\n:4\r\n")
    #expect(bench.takeEvents() == ["a: 1", "b: 2", "c: 3", "d: 4"])
  }

  @Test func `is loaded again once for a call, and no more`() {
    run("a")
    bench.last.reply(Self.loaded + Self.unknown + Self.loaded + Self.unknown)
    #expect(bench.takeEvents() == ["a: NOSCRIPT No matching script. Please use EVAL."])
    run("b")
    bench.last.reply(":2\r\n")
    #expect(bench.takeEvents() == ["b: 2"])
  }

  @Test func `whose own error is another is not called again`() {
    run("a")
    bench.last.reply(Self.loaded)
    _ = bench.last.commands()
    bench.last.reply("-OOM command not allowed\r\n")
    #expect(bench.last.commands() == [])
    #expect(bench.takeEvents() == ["a: OOM command not allowed"])
  }

  @Test(arguments: [
    ("-NOPERM no\r\n", "NOPERM no"), ("+x\r\n", "ERR SCRIPT LOAD does not answer with a hash"),
  ])
  func `that cannot be loaded fails all calls that wait, and the next one tries again`(
    _ reply: String, _ error: String
  ) {
    run("a")
    run("b")
    bench.last.reply(reply)
    #expect(bench.takeEvents() == ["a: \(error)", "b: \(error)"])
    run("c")
    _ = bench.last.commands()
    bench.last.reply(Self.loaded + ":3\r\n")
    #expect(bench.takeEvents() == ["c: 3"])
  }

  @Test func `is loaded for the others when one call is given up`() {
    let given = script.run(keys: ["a"])
    bench.note("a", given)
    run("b")
    given.cancel()
    bench.last.reply(Self.loaded)
    bench.last.reply(":2\r\n")
    #expect(bench.takeEvents() == ["a: CancelledError()", "b: 2"])
  }

  @Test func `that was on its way when the connection was lost may have run`() {
    run("a")
    bench.last.reply(Self.loaded)
    bench.last.lose()
    #expect(bench.takeEvents().last?.hasSuffix("the command may have been carried out") == true)
    run("b")
    #expect(bench.takeEvents().last?.hasSuffix("the command was not sent") == true)
    bench.pass()
    bench.last.welcome()
    run("c")
    #expect(bench.last.commands() == [Self.call("c")])
  }
}
