/// As many lines as the server takes, every limit off.
enum Flood {
  private static let throughput = "deliveries/s"
  private static let perCPU = "deliveries per second of server CPU"

  static func run(_ bench: Bench) throws -> [Comparison] {
    let users = bench.options.users ?? 100
    let talkers = min(bench.options.talkers ?? 20, users)
    // Throughput is the load's own limit when both servers are faster than it; what their CPU does is not.
    let goals = [
      Goal(throughput, .ratioAtLeast(0.5)), Goal(perCPU, .ratioAtLeast(0.5)),
      Goal(Fanout.lost, .atMost(0)),
    ]
    let title = "flood: \(users) users, \(talkers) talkers, as fast as the server takes it"
    return [
      try bench.compare(title, bench.lineServers, goals: goals) { server in
        let crowd = try Crowd(of: users, talkers: talkers, at: server.port)
        let start = monotonicNanoseconds()
        let own = try ProcessUsage.own()
        let cpu = try server.cpuMicroseconds {
          try crowd.flood(seconds: bench.options.seconds, window: bench.options.window)
          try crowd.drain()
        }
        // Waiting in vain for what was lost is no part of the work.
        let elapsed = Double(crowd.lastHeard - start) / 1_000
        let generator = Double(try ProcessUsage.own().cpuNanoseconds - own.cpuNanoseconds) / 1_000
        return [
          Figure(throughput, Double(crowd.heard) / elapsed * 1e6),
          Figure(perCPU, cpu.map { Double(crowd.heard) / $0 * 1e6 }),
          Figure("megabytes/s", Double(crowd.bytesHeard) / elapsed),
          Figure("CPU of a core, %", cpu.map { $0 / elapsed * 100 }),
          Figure("p50 latency, ms", Double(crowd.latencies.percentile(0.5)) / 1e6),
          Figure(Fanout.lost, Double(crowd.faults)),
          Figure("the generator's own CPU, %", generator / elapsed * 100),
        ]
      }
    ]
  }
}
