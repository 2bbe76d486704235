import Glibc

/// From exec to accepting connections, and what a service weighs when it has nothing to do.
enum Start {
  private static let accepting = "from exec to accepting, ms"
  private static let resident = "memory at rest, MiB"

  static func run(_ bench: Bench) throws -> [Comparison] {
    let services = [
      Contestant(name: "chat") { try Services.startChat() },
      Contestant(name: "api") { try Services.startAPI() },
      Contestant(name: "dashboard") { try Services.startDashboard() },
    ]
    let goals = [Goal(accepting, .atMost(40)), Goal(resident, .atMost(16))]
    return [
      try bench.compare(
        "start", services, ours: services.map(\.name), goals: goals, hasRatios: false
      ) { server in
        try pause(1)
        guard let usage = try server.usage() else { return [] }
        let mebibyte = 1_048_576.0
        return [
          Figure(accepting, Double(server.startNanoseconds) / 1e6),
          Figure(resident, Double(usage.residentBytes) / mebibyte),
          Figure("of that, its own and no file's, MiB", Double(usage.anonymousBytes) / mebibyte),
        ]
      }
    ]
  }
}
