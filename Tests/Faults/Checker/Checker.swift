/// Judges a round by what it has left behind.
///
/// A line is acknowledged once somebody has been shown it live, or the log has it. Acknowledged
/// lines are in the log once and in the transcript once. Everybody is shown each of them once at
/// most, live or as past, in the log's order and in that of its author.
struct Checker {
  let findings: [Finding]
  /// Numbered lines in the log.
  let lines: Int

  init(_ evidence: Evidence) {
    let log = ReadLog(evidence)
    let hearings = evidence.hearings.map { HearingCheck($0, log, evidence) }
    let acknowledged = hearings.reduce(into: Set<String>()) { $0.formUnion($1.acknowledged) }
    var findings = log.findings + Self.lost(acknowledged, log, evidence)
    findings += hearings.flatMap(\.findings)
    findings += TranscriptCheck(evidence, log).findings
    findings += NameBook(log.entries, claims: evidence.claims).findings
    findings += Self.wrong(evidence.counts)
    (self.findings, lines) = (findings, log.byText.count)
  }

  private static func lost(
    _ acknowledged: Set<String>, _ log: ReadLog, _ evidence: Evidence
  ) -> [Finding] {
    let lost = acknowledged.filter { text in
      guard log.byText[text] == nil else { return false }
      guard let restoration = evidence.restoration, let spoken = evidence.spoken[text] else {
        return true
      }
      return spoken.at > restoration.healed
    }
    return Finding(.gap, "shown live, and not in the log", lost.sorted()).map { [$0] } ?? []
  }

  private static func wrong(_ counts: [Evidence.Count]) -> [Finding] {
    counts.filter { $0.shown != $0.expected }.map { count in
      let shown = count.shown.map { "counts \($0) people" } ?? "does not say who is here"
      return Finding(.count, "\(count.server) \(shown), and there are \(count.expected)")
    }
  }
}
