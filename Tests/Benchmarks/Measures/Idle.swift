import Glibc
import Support

/// What thousands of people cost who say nothing, and what services do when nothing happens.
enum Idle {
  private static let memory = "memory of a connection, bytes"

  static func run(_ bench: Bench) throws -> [Comparison] {
    [try measureConnections(bench), try measureServices(bench)]
  }

  private static func measureConnections(_ bench: Bench) throws -> Comparison {
    let users = bench.options.users ?? 9_000
    let chat = Contestant(name: "chat") { try Services.startChat(api: Services.startAPI()) }
    return try bench.compare(
      "idle: \(grouped(users)) connections", [.yardstick, chat],
      goals: [Goal(memory, .atMost(1.2 * 1_024))]
    ) { server in
      let before = try server.usage()
      let crowd = try Crowd(of: users, talkers: 2, at: server.port)
      let after = try server.usage()
      let wakeUps = try wakeUpsPerSecond(server, bench.options.seconds)
      guard let before, let after else { return [] }
      func perUser(_ key: KeyPath<ProcessUsage, Int>) -> Double {
        Double(after[keyPath: key] - before[keyPath: key]) / Double(crowd.users)
      }
      return [
        Figure(memory, perUser(\.anonymousBytes)),
        Figure("memory in all, MiB", Double(after.residentBytes) / 1_048_576),
        Figure("wake-ups/s", wakeUps),
        Figure("connections lost", Double(crowd.lostConnections)),
      ]
    }
  }

  /// Together, chat renews its lease each second: one request, and its answer.
  private static func measureServices(_ bench: Bench) throws -> Comparison {
    var comparison = Comparison(
      "idle: nothing happens", columns: ["api", "dashboard", "chat"], hasRatios: false)
    for round in 1...bench.options.rounds {
      Output.progress("idle: nothing happens: round \(round) of \(bench.options.rounds)")
      do {
        for (figures, column) in try measureRound(bench) { comparison.add(figures, column: column) }
      } catch let interruption as Interruption {
        throw interruption
      } catch {
        comparison.note("round \(round): \(error)")
      }
    }
    Output.clearProgress()
    return comparison
  }

  private static func measureRound(_ bench: Bench) throws -> [([Figure?], column: Int)] {
    let api = try Services.startAPI()
    let alone = try settled("wake-ups/s, api alone", [api], bench)
    let dashboard = try Services.startDashboard(api: api)
    let two = try settled("wake-ups/s, api and dashboard", [api, dashboard], bench)
    let chat = try Services.startChat(api: api)
    let three = try settled("wake-ups/s, all three", [api, dashboard, chat], bench)
    return [alone, two, three].flatMap { figures in
      figures.enumerated().map { ([$1], column: $0) }
    }
  }

  private static func settled(_ name: String, _ servers: [Server], _ bench: Bench) throws
    -> [Figure?]
  {
    try pause(1)
    let before = try servers.map { try $0.usage() }
    try pause(bench.options.seconds)
    return try zip(servers, before).map { server, before in
      guard let before, let after = try server.usage() else { return nil }
      return Figure(name, Double(after.sleeps - before.sleeps) / bench.options.seconds)
    }
  }

  private static func wakeUpsPerSecond(_ server: Server, _ seconds: Double) throws -> Double? {
    let before = try server.usage()
    try pause(seconds)
    guard let before, let after = try server.usage() else { return nil }
    return Double(after.sleeps - before.sleeps) / seconds
  }
}
