/// One line to many people, at a steady rate: what a delivery costs, and how long it takes.
struct Fanout {
  struct Size {
    let users: Int
    let talkers: Int
    let linesPerSecond: Int
    let goals: [Goal]
  }

  /// The sizes by default, and what ours are to reach in each.
  static let sizes = [
    Size(
      users: 100, talkers: 20, linesPerSecond: 1_000,
      goals: [
        Goal(cpuPerDelivery, .ratioAtMost(0.35)), Goal(p99, .atMost(12)), Goal(lost, .atMost(0)),
      ]),
    Size(
      users: 1_000, talkers: 50, linesPerSecond: 200,
      goals: [Goal(cpuPerDelivery, .ratioAtMost(1)), Goal(lost, .atMost(0))]),
    Size(
      users: 1_000, talkers: 50, linesPerSecond: 1_000,
      goals: [Goal(p99, .atMost(60)), Goal(lost, .atMost(0))]),
  ]

  static let cpuPerDelivery = "CPU per delivery, µs"
  static let p99 = "p99 latency, ms"
  static let lost = "lost, doubled or out of order"

  static func run(_ bench: Bench) throws -> [Comparison] {
    try bench.options.sizes(default: sizes).map { size in
      let title = """
        fanout: \(grouped(size.users)) users, \(size.talkers) talkers, \
        \(grouped(size.linesPerSecond)) lines/s
        """
      return try bench.compare(title, bench.lineServers, goals: size.goals) { server in
        try measure(server, size, seconds: bench.options.seconds)
      }
    }
  }

  private static func measure(_ server: Server, _ size: Size, seconds: Double) throws -> [Figure?] {
    let crowd = try Crowd(of: size.users, talkers: size.talkers, at: server.port)
    let start = monotonicNanoseconds()
    let own = try ProcessUsage.own()
    let cpu = try server.cpuMicroseconds {
      try crowd.talk(linesPerSecond: Double(size.linesPerSecond), seconds: seconds)
      try crowd.drain()
    }
    let elapsed = Double(monotonicNanoseconds() - start) / 1_000
    let generator = Double(try ProcessUsage.own().cpuNanoseconds - own.cpuNanoseconds) / 1_000
    return [
      Figure(cpuPerDelivery, cpu.map { $0 / Double(max(1, crowd.heard)) }),
      Figure("CPU of a core, %", cpu.map { $0 / elapsed * 100 }),
    ] + latencies(crowd) + [
      Figure(lost, Double(crowd.faults)),
      Figure("the generator's own CPU, %", generator / elapsed * 100),
    ]
  }

  static func latencies(_ crowd: Crowd) -> [Figure?] {
    func milliseconds(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) / 1e6 }
    return [
      Figure("p50 latency, ms", milliseconds(crowd.latencies.percentile(0.5))),
      Figure("p90 latency, ms", milliseconds(crowd.latencies.percentile(0.9))),
      Figure(p99, milliseconds(crowd.latencies.percentile(0.99))),
      Figure("max latency, ms", milliseconds(crowd.latencies.max)),
    ]
  }
}
