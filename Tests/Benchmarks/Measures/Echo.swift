/// One talker, one listener, one line at a time: what a line costs when nothing else happens.
enum Echo {
  private static let p50 = "p50, µs"

  static func run(_ bench: Bench) throws -> [Comparison] {
    let goals = [Goal(p50, .ratioAtMost(1.15)), Goal(Fanout.lost, .atMost(0))]
    // Frames would only measure their own pause.
    let servers = bench.lineServers.filter { $0.name != Contestant.yardstickFrames.name }
    return [
      try bench.compare("echo: one line at a time", servers, goals: goals) { server in
        let crowd = try Crowd(of: 2, talkers: 1, at: server.port)
        let cpu = try server.cpuMicroseconds {
          try crowd.converse(seconds: bench.options.seconds)
        }
        func microseconds(_ fraction: Double) -> Double {
          Double(crowd.latencies.percentile(fraction)) / 1_000
        }
        return [
          Figure(p50, microseconds(0.5)),
          Figure("p90, µs", microseconds(0.9)),
          Figure("p99, µs", microseconds(0.99)),
          Figure("server CPU per line, µs", cpu.map { $0 / Double(max(1, crowd.heard)) }),
          Figure("lines/s", Double(crowd.heard) / bench.options.seconds),
          Figure(Fanout.lost, Double(crowd.faults)),
        ]
      }
    ]
  }
}
