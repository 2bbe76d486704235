import Support

/// One room over several servers, against one server with the same people.
enum OneRoom {
  static let cpu = "CPU of the servers per delivery, µs"
  static let engine = "CPU of the engine, % of a core"
  static let memory = "memory of the servers, KiB a person"

  static func run(_ bench: Bench) throws -> [Comparison] {
    let users = bench.options.users ?? 300
    let size = Fanout.Size(
      users: users, talkers: min(bench.options.talkers ?? 12, users),
      linesPerSecond: bench.options.lines ?? 1_000,
      goals: [
        Goal(cpu, .ratioAtMost(1.35)), Goal(engine, .atMost(25)), Goal(Fanout.lost, .atMost(0)),
      ])
    let title = """
      one room: \(grouped(size.users)) users, \(size.talkers) talkers, \
      \(grouped(size.linesPerSecond)) lines/s
      """
    let chats = Clusters.chats(3)
    let others = Programs.has("ngircd") ? [Clusters.ngircds] : []
    return [
      try bench.compare(
        title, [.chat, chats] + others, ours: [chats.name], goals: size.goals
      ) { server in
        try measure(server, size, seconds: bench.options.seconds)
      }
    ]
  }

  private static func measure(_ server: Server, _ size: Fanout.Size, seconds: Double) throws
    -> [Figure?]
  {
    let empty = try server.usage()?.anonymousBytes ?? 0
    let crowd = try Crowd(
      of: size.users, talkers: size.talkers, at: server.ports, as: server.dialect)
    // Whoever came is told of for a while.
    try pause(1.5)
    try crowd.waitForSilence()
    let full = try server.usage()?.anonymousBytes ?? 0
    let (start, before) = (monotonicNanoseconds(), try server.engine?.usage())
    let cpu = try server.cpuMicroseconds {
      try crowd.talk(linesPerSecond: Double(size.linesPerSecond), seconds: seconds)
      try crowd.drain()
    }
    let elapsed = Double(monotonicNanoseconds() - start)
    let engine = try server.engine?.usage().map {
      Double($0.cpuNanoseconds - (before?.cpuNanoseconds ?? 0)) / elapsed * 100
    }
    return [
      Figure(OneRoom.cpu, cpu.map { $0 / Double(max(1, crowd.heard)) }),
      Figure(OneRoom.engine, engine),
      Figure(memory, Double(full - empty) / 1_024 / Double(size.users)),
    ] + Fanout.latencies(crowd) + [Figure(Fanout.lost, Double(crowd.faults))]
  }
}
