import Support

/// Round after round, and what came of them all.
final class Campaign {
  private let options: Options
  private var reports: [RoundReport] = []
  private var failed: [String] = []
  private var isProved = false

  init(_ options: Options) { self.options = options }

  /// True when no round has failed.
  func run() throws -> Bool {
    try PlantedFault.prove(on: Sample.evidence)
    Output.say(
      "the checker has found all of \(PlantedFault.all.count) planted faults; seed \(options.seed)\n"
    )
    defer { Output.say(summary) }
    for (number, fault) in plan() {
      try Interruption.check()
      try play(number, fault)
    }
    return failed.isEmpty
  }

  /// Which round has which fault; those that cannot be had here are named, and left out.
  private func plan() -> [(number: Int, fault: Fault)] {
    var random = SplitMix(seed: options.seed)
    var faults: [Fault] = []
    while faults.count < options.rounds {
      faults += options.only.isEmpty ? Fault.mix(&random) : options.only
    }
    let all = faults.prefix(options.rounds).enumerated().map { ($0 + 1, $1) }
    for fault in Fault.allCases {
      let count = all.count { $0.1 == fault }
      guard count > 0, let obstacle = fault.obstacle else { continue }
      Output.say("\(count) rounds of \(fault.rawValue) are left out: \(obstacle)\n")
    }
    return all.filter { $0.1.obstacle == nil && (options.round == nil || options.round == $0.0) }
  }

  private func play(_ number: Int, _ fault: Fault) throws {
    var round: Round?
    do {
      let played = try Round(
        number, fault, seed: options.seed, options.plan, engine: options.engine)
      round = played
      let report = try played.play()
      reports.append(report)
      Output.say("\(report)\n")
      if !report.findings.isEmpty || options.keepsAll {
        try keep(played, report.findings.map(\.description))
      }
      let hasStayers = played.evidence.hearings.contains { $0.hasStayed }
      if report.findings.isEmpty, fault != .oldCopy, hasStayers, !isProved {
        // On what really happened, too.
        try PlantedFault.prove(on: played.evidence)
        isProved = true
      }
    } catch let error as TestFailure {
      Output.say("round \(number) \(fault.rawValue): FAILED, \(error)\n")
      failed.append("\(number)")
      if let round { try keep(round, [error.description]) }
    }
  }

  private func keep(_ round: Round, _ findings: [String]) throws {
    let path = try round.keep(findings, seed: options.seed)
    if findings.isEmpty {
      Output.say("  \(path)\n")
      return
    }
    for finding in findings.prefix(8) { Output.say("  \(finding)\n") }
    if findings.count > 8 { Output.say("  and \(findings.count - 8) more findings\n") }
    Output.say("  all of it is in \(path)\n")
    if failed.last != "\(round.number)" { failed.append("\(round.number)") }
  }

  private var summary: String {
    func count(_ kinds: Finding.Kind...) -> Int {
      reports.reduce(0) { $0 + $1.findings.count { kinds.contains($0.kind) } }
    }
    func longest(_ times: (RoundTimes) -> Duration?) -> String {
      let all = reports.compactMap { times($0.times) }.sorted()
      guard let last = all.last else { return "unknown" }
      func seconds(_ duration: Duration) -> String {
        "\((duration / .milliseconds(100)).rounded() / 10) s"
      }
      return "\(seconds(all[all.count / 2])) (median), \(seconds(last)) (longest)"
    }
    let lines = reports.reduce(0) { $0 + $1.lines }
    let failures = failed.isEmpty ? "" : "; failed: round \(failed.joined(separator: ", "))"
    return """
      \(reports.count) rounds, \(lines) lines, seed \(options.seed): \(count(.gap)) gaps, \
      \(count(.double)) doubles, \(count(.reorder)) reorders, \(count(.sum)) wrong sums, \
      \(count(.name)) names twice, \(count(.count)) wrong counts, \
      \(count(.unnoticed, .stray)) others\(failures)
      in step after \(longest(\.inStepAfter)); silence \(longest(\.silence)); \
      counts true after \(longest(\.countsTrueAfter))

      """
  }
}
