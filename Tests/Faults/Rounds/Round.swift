import Support
import TinyReactor
import Wire

/// A round: people talk, something goes wrong in the middle, and is healed; then all that is left is
/// judged.
final class Round {
  let number: Int
  let fault: Fault
  let plan: RoundPlan
  let stage: Stage
  let house: House
  let crowd: Crowd
  var random: SplitMix

  /// What exactly goes wrong, in words.
  var detail = ""
  var begun = Duration.zero
  var healed = Duration.zero
  /// Servers of which nothing was to be heard meanwhile.
  var silenced: Set<String> = []
  /// Counts may be wrong for longer, since others have to notice that somebody is dead.
  var hasDeath = false
  var restoration: Evidence.Restoration?

  private(set) var evidence = Evidence()

  init(
    _ number: Int, _ fault: Fault, seed: UInt64, _ plan: RoundPlan, engine: String
  ) throws {
    (self.number, self.fault, self.plan) = (number, fault, plan)
    random = SplitMix(seed: seed &+ UInt64(number) &* 0xD134_2543_DE82_EF95)
    stage = try Stage()
    house = try House(fault.layout, engine: engine, on: stage)
    crowd = Crowd(round: number, linesPerSecond: plan.linesPerSecond, on: stage.reactor)
  }

  func play() throws -> RoundReport {
    try gather()
    crowd.startTalking()
    try stage.pass(plan.before)
    crowd.contest()
    begun = stage.now
    try inject()
    healed = stage.now
    restoration?.healed = healed + .seconds(2)
    let counts = try count()
    try stage.pass(until: healed + plan.after)
    crowd.contest()
    crowd.stopTalking()
    let unread = try end()
    try house.requireRunning()

    try readKept()
    evidence.hearings = crowd.hearings
    evidence.spoken = crowd.spoken
    evidence.counts = counts.first
    evidence.restoration = restoration
    let checker = Checker(evidence)
    return RoundReport(
      number: number, fault: fault, detail: detail, lines: checker.lines,
      times: RoundTimes(self, evidence, countsTrueAfter: counts.trueAfter),
      findings: unread + checker.findings)
  }

  private func gather() throws {
    for role in [Seat.Role.listener, .talker] {
      let count = role == .talker ? plan.talkersPerServer : plan.listenersPerServer
      for _ in 0..<count * House.servers.count / house.doors.count {
        for (place, server) in house.doors { crowd.seat(role, at: place, of: server) }
      }
    }
    try stage.wait(for: "everybody to be in", within: plan.patience) { crowd.isComplete }
    // Servers get to know of each other.
    try stage.wait(for: "all servers to count everybody", within: plan.patience) {
      try counts().allSatisfy { $0.shown == $0.expected }
    }
  }

  // MARK: - While it lasts

  /// People go on talking for a while, and some come and go meanwhile.
  func pass(_ seconds: Double) throws {
    let half = Duration.seconds(seconds / 2)
    try stage.pass(half)
    crowd.contest()
    crowd.change()
    for (place, server) in house.doors { crowd.seat(.listener, at: place, of: server) }
    try stage.pass(half)
  }

  // MARK: - Who is here

  /// What each server says, a moment after it was asked.
  private func counts() throws -> [Evidence.Count] {
    let asked = stage.now
    var askers: [(server: String, visitor: Visitor?)] = []
    for server in house.layout == .proxied ? [""] : House.servers {
      let seat = crowd.listeners.first { ($0.server ?? "") == server && $0.visitor != nil }
      askers.append((server.isEmpty ? "the room" : server, seat?.visitor))
    }
    for asker in askers { asker.visitor?.say("/who") }
    _ = try stage.comes(within: .seconds(1)) {
      askers.allSatisfy { $0.visitor?.count(since: asked) != nil }
    }
    return askers.map {
      Evidence.Count(
        server: $0.server, shown: $0.visitor?.count(since: asked), expected: crowd.count)
    }
  }

  /// What they say when they have to be right, and how long they took to be.
  private func count() throws -> (first: [Evidence.Count], trueAfter: Duration?) {
    _ = try stage.comes(within: plan.patience) { crowd.isComplete }
    let due = max(healed + plan.countsDue, hasDeath ? begun + plan.silence : .zero)
    let last = due + .seconds(15)
    var first: [Evidence.Count]?
    var trueSince: Duration?
    while stage.now < last {
      let answers = try counts()
      let isTrue = crowd.isComplete && answers.allSatisfy { $0.shown == $0.expected }
      trueSince = isTrue ? trueSince ?? stage.now : nil
      if stage.now >= due {
        first = first ?? answers
        if isTrue { break }
      }
      try stage.pass(.milliseconds(200))
    }
    return (first ?? [], trueSince.map { max(.zero, $0 - healed) })
  }

  // MARK: - The end

  /// Log and transcript of one moment: newcomers are announced long after they came.
  private func readKept() throws {
    let end = stage.now + plan.patience
    repeat {
      (evidence.log, evidence.claims) = try house.engine.read()
      try stage.pass(.milliseconds(100))
      evidence.transcript = try house.transcript()
      let now = try house.engine.read()
      let last = ReadLog(evidence).lines.last
      let isKept = evidence.transcript.contains {
        $0.origin == last?.origin && $0.number == last?.number
      }
      if now.log.count == evidence.log.count, isKept { return }
    } while stage.now < end
  }

  /// A last line, which everybody reads, and the transcript has in the end.
  private func end() throws -> [Finding] {
    guard let last = crowd.sayLast() else { return [Finding(.gap, "nobody is left to talk")] }
    func readers(_ isIn: Bool) -> [Seat] {
      crowd.listeners.filter { seat in
        let hasRead = seat.visitor?.lines.last { line in
          let form = HeardLine(line.text).form
          // As past, when the machine was so slow that an island began meanwhile.
          return form == .live(last) || form == .past(last)
        }
        return (hasRead != nil) == isIn
      }
    }
    _ = try stage.comes(within: plan.patience) { readers(false).isEmpty }
    // What people are not shown, they are told to ask for.
    for seat in readers(false) where seat.visitor?.wasLeftOut(since: crowd.lastLineAt) ?? false {
      seat.visitor?.say("/last 1")
    }
    _ = try stage.comes(within: plan.patience) { readers(false).isEmpty }
    let path = "/messages?limit=1&q=%22\(last.replacing(" ", with: "+"))%22"
    let isKept = try stage.comes(within: plan.patience) {
      let body = try? house.get(path, of: "api").body
      return (body.map { String(decoding: $0, as: UTF8.self) } ?? "").contains(last)
    }
    // What would be too much comes a moment later.
    try stage.pass(.milliseconds(500))
    var findings: [Finding] = []
    if let unread = Finding(.gap, "did not read the last line", readers(false).map(\.name)) {
      findings.append(unread)
    }
    if !isKept { findings.append(Finding(.gap, "the transcript does not get the last line")) }
    return findings
  }
}
