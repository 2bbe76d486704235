import Chat
import ServiceKit
import Support
import Testing
import TinyReactor
import TinyRedis

/// What an operator is told of an engine that may lose lines.
@Suite struct `Checking the engine of a bus` {
  private let pipe = Pipe()
  private var log: Log { Log(descriptor: pipe.writing) }

  /// The settings that were warned of since the last time, each with its line.
  private func warnings() -> [(setting: String, line: String)] {
    log.info("end")
    return pipe.take().split(separator: "\n").dropLast().map { line in
      let words = line.split(separator: " ")
      let place = words.firstIndex(of: "lines") ?? 0
      return (String(words[place + 1].prefix { $0 != "=" }), String(line))
    }
  }

  static let cases: [(settings: [String: String], setting: String?, words: [String])] = [
    ([:], nil, []),
    (
      ["appendonly": "no"], "appendonly", ["restarts", "CONFIG SET appendonly yes", "starts empty"]
    ),
    (["appendfsync": "everysec"], "appendfsync", ["everysec", "people have read", "always"]),
    (["appendfsync": "no"], "appendfsync", ["crashes"]),
    (["no-appendfsync-on-rewrite": "yes"], "no-appendfsync-on-rewrite", ["rewrites its file"]),
    (["no-appendfsync-on-rewrite": "no"], nil, []),
    (["maxmemory-policy": "allkeys-lru"], "maxmemory-policy", ["whole log", "noeviction"]),
    (["maxmemory-policy": "allkeys-random"], "maxmemory-policy", ["whole log"]),
    (["maxmemory-policy": "volatile-ttl"], "maxmemory-policy", ["/msg", "noeviction"]),
    (["maxmemory": "0", "maxmemory-clients": "0"], nil, []),
    (
      ["maxmemory": "268435456", "maxmemory-clients": "0"], "maxmemory-clients",
      ["does not read", "refused", "maxmemory-clients 25%"]
    ),
    (["maxmemory": "268435456", "maxmemory-clients": "67108864"], nil, []),
    (["maxmemory": "268435456", "maxmemory-clients": "268435456"], "maxmemory-clients", []),
    (["maxmemory": "268435456", "maxmemory-clients": "5%"], nil, []),
    (["maxmemory": "268435456", "maxmemory-clients": "100%"], "maxmemory-clients", []),
    // One that has no such setting.
    (["maxmemory": "268435456"], nil, []),
  ]

  @Test(arguments: cases)
  func `what may lose lines is warned of, with what it means and what to do`(
    settings: [String: String], setting: String?, words: [String]
  ) throws {
    let clock = ManualClock()
    let engine = FakeRedis(on: clock)
    engine.settings.merge(settings) { $1 }
    let check = try check(engine, on: clock)
    check.run()
    clock.advance(by: .seconds(1))
    let warnings = warnings()
    #expect(warnings.map(\.setting) == (setting.map { [$0] } ?? []))
    for (_, line) in warnings {
      for part in [" warning ", " meaning=", " help="] + words { #expect(line.contains(part)) }
    }
  }

  private func check(_ engine: FakeRedis, on clock: ManualClock) throws -> BusCheck {
    let client = RedisClient(
      on: clock, at: try RedisAddress("redis://bus"), connect: engine.connector(for: "one"))
    client.start()
    return BusCheck(client, log)
  }

  @Test func `it is said once, and again when it has changed`() throws {
    let clock = ManualClock()
    let engine = FakeRedis(on: clock)
    let check = try check(engine, on: clock)
    func run() -> [String] {
      check.run()
      clock.advance(by: .seconds(1))
      return warnings().map(\.setting)
    }
    engine.settings["appendfsync"] = "everysec"
    #expect(run() == ["appendfsync"])
    engine.settings["appendonly"] = "no"
    #expect(run() == ["appendonly"])
    #expect(run() == [])
    engine.settings["appendfsync"] = "always"
    #expect(run() == [])
    engine.settings["appendfsync"] = "everysec"
    #expect(run() == ["appendfsync"])
  }

  @Test func `who may not ask is told nothing`() throws {
    let clock = ManualClock()
    let engine = FakeRedis(on: clock)
    engine.settings["appendonly"] = "no"
    engine.plant(.refuse("NOPERM this user has no permissions"), on: "CONFIG")
    let check = try check(engine, on: clock)
    check.run()
    clock.advance(by: .seconds(1))
    #expect(warnings().isEmpty)
  }

  private static let allWrong = [
    "--appendonly", "no", "--appendfsync", "everysec", "--no-appendfsync-on-rewrite", "yes",
    "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lfu",
  ]
  private static let well = [
    "--maxmemory", "100mb", "--maxmemory-policy", "noeviction", "--maxmemory-clients", "25%",
  ]

  @Test(
    .enabled(if: RedisServer.isThere, "redis-server is not installed"),
    arguments: [
      (
        allWrong,
        [
          "appendonly", "appendfsync", "no-appendfsync-on-rewrite", "maxmemory-policy",
          "maxmemory-clients",
        ]
      ), (well, []),
    ])
  func `a real one tells all of them`(settings: [String], wanted: [String]) throws {
    let reactor = try Reactor()
    let server = try RedisServer(settings)
    let guest = try RedisGuest.ready(server, on: reactor)
    let check = BusCheck(guest.client, log)
    check.run()
    // Its answer comes behind that of the check.
    try guest.ask("PING")
    #expect(warnings().map(\.setting) == wanted)
  }
}
