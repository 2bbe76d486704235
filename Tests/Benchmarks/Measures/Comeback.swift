import Support

/// A server that was cut off from the log of its room, and comes back: how long until it is in step,
/// and what its people have to read.
enum Comeback {
  static let inStep = "in step after, s"
  static let past = "past lines that one of its people reads"
  static let lost = "lost between those who were together"
  static let doubled = "doubled"
  static let missing = "its people's lines that nobody kept"

  private static let servers = 3
  /// Before it is cut off, and after it is back.
  private static let seconds = 5.0
  /// What is under way may take this long to come.
  private static let patienceNanoseconds: UInt64 = 3_000_000_000

  static func run(_ bench: Bench) throws -> [Comparison] {
    let users = bench.options.users ?? 300
    let size = Fanout.Size(
      users: users, talkers: min(bench.options.talkers ?? 12, users),
      linesPerSecond: bench.options.lines ?? 1_000,
      goals: [
        Goal(inStep, .atMost(2)), Goal(past, .atMost(100)), Goal(lost, .atMost(0)),
        Goal(doubled, .atMost(0)), Goal(missing, .atMost(0)),
      ])
    let title = """
      return: \(grouped(size.users)) users, \(size.talkers) talkers, \
      \(grouped(size.linesPerSecond)) lines/s, one of \(servers) chats away for \
      \(Int(bench.options.secondsAway)) s
      """
    var comparison = Comparison(
      title, columns: ["chat"], ours: ["chat"], goals: size.goals, hasRatios: false)
    for round in 1...bench.options.rounds {
      Output.progress("\(title): round \(round) of \(bench.options.rounds)")
      do {
        comparison.add(try measure(size, away: bench.options.secondsAway), column: 0)
      } catch let interruption as Interruption {
        throw interruption
      } catch {
        comparison.note("round \(round): \(error)")
      }
    }
    Output.clearProgress()
    return [comparison]
  }

  private static func measure(_ size: Fanout.Size, away seconds: Double) throws -> [Figure?] {
    let engine = try Clusters.startEngine()
    let cable = try Cable(to: engine.port)
    let ports = [UInt16](repeating: engine.port, count: servers - 1) + [cable.port]
    let server = try Clusters.startChats(ports, on: engine)
    guard let lonely = server.peers.last else { return [] }
    let crowd = try Crowd(of: size.users, talkers: size.talkers, at: server.ports)
    // Whoever came is told of for a while.
    try pause(1.5)
    try crowd.waitForSilence()

    var absence = Absence(users: size.users, talkers: size.talkers, servers: servers)
    crowd.onHeard = { absence.hear($0, listener: $1, at: crowd.lastHeard) }
    defer { crowd.onHeard = nil }
    func talk(_ seconds: Double) throws {
      try crowd.talk(linesPerSecond: Double(size.linesPerSecond), seconds: seconds)
    }
    let start = monotonicNanoseconds()
    try talk(Comeback.seconds)
    try cable.pull()
    let before = crowd.said
    // What was under way is kept, too, or gets lost.
    let reached = try LogContents(from: engine.port, since: start)
    try talk(seconds)
    let during = crowd.said
    try cable.plug()
    let plugged = monotonicNanoseconds()
    absence.plugged()
    try talk(Comeback.seconds)
    while absence.owed(crowd.said) > 0,
      monotonicNanoseconds() < crowd.lastHeard + patienceNanoseconds
    { try crowd.turn(atMost: 20) }
    try crowd.waitForSilence()

    let log = try LogContents(from: engine.port, since: start)
    let lonelyTalkers = (0..<size.talkers).filter(absence.isAway)
    let said = lonelyTalkers.reduce(0) { $0 + Int(crowd.said[$1] - reached.end(of: $1)) }
    let kept = lonelyTalkers.reduce(0) { $0 + log.count(of: $1, from: reached.end(of: $1)) }
    let dropped = try lonely.metric("chat_bus_dropped_lines_total")
    func latest(_ users: some Sequence<Int>) -> Double? {
      let times = users.map { absence.inStep[$0] }
      guard !times.contains(nil) else { return nil }
      return times.compactMap { $0 }.max().map { Double($0 - plugged) / 1e9 }
    }
    let (theirs, others) = (
      (0..<size.users).filter(absence.isAway), (0..<size.users).filter { !absence.isAway($0) }
    )
    guard let back = latest(theirs) else {
      throw Problem("not everybody heard the others again within \(Int(Comeback.seconds)) s")
    }
    return [
      Figure(inStep, back),
      Figure("until the others hear it live, s", latest(others)),
      Figure(past, Double(theirs.map { absence.past[$0] }.max() ?? 0)),
      Figure(
        "past lines that one of the others reads",
        Double(others.map { absence.past[$0] }.max() ?? 0)),
      Figure(lost, Double(absence.lost + absence.owed(crowd.said) + crowd.lostConnections)),
      Figure(doubled, Double(absence.repeated + log.doubled)),
      Figure(
        "lines its people said while away",
        Double(lonelyTalkers.reduce(0) { $0 + Int(during[$1] - before[$1]) })),
      Figure("of these, dropped: more than a server keeps", dropped),
      Figure(missing, Double(said - kept) - (dropped ?? 0)),
      Figure(
        "entries gone before it read them", try lonely.metric("chat_bus_missed_entries_total")),
      Figure("entries in the log", Double(log.entries)),
    ]
  }
}
