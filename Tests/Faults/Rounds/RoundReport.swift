/// How long people had to do without.
struct RoundTimes {
  /// From the healing until everybody reads again what is said on other servers now.
  let inStepAfter: Duration?
  /// The longest that nobody on a server that ran read a word.
  let silence: Duration
  let countsTrueAfter: Duration?

  init(_ round: Round, _ evidence: Evidence, countsTrueAfter: Duration?) {
    self.countsTrueAfter = countsTrueAfter
    let end = round.crowd.lastLineAt
    var waits: [Duration?] = []
    var silence = Duration.zero
    for hearing in evidence.hearings {
      var last = round.crowd.firstLineAt ?? .zero
      var firstNew: Duration?
      for line in hearing.lines {
        guard case .live(let text) = HeardLine(line.text).form, let spoken = evidence.spoken[text],
          line.at <= end
        else { continue }
        let isSilenced = hearing.server.map(round.silenced.contains) ?? true
        if hearing.hasStayed, !isSilenced { silence = max(silence, line.at - last) }
        last = line.at
        let isElsewhere = hearing.server == nil || spoken.server != hearing.server
        if firstNew == nil, isElsewhere, spoken.at >= round.healed { firstNew = line.at }
      }
      // Whoever is there in the end.
      let isThere = hearing.lines.contains { line in
        guard case .live(let text) = HeardLine(line.text).form else { return false }
        return evidence.spoken[text]?.at == end
      }
      if isThere { waits.append(firstNew.map { $0 - round.healed }) }
    }
    self.silence = silence
    inStepAfter =
      waits.contains { $0 == nil } ? nil : waits.compactMap { $0 }.max()
  }
}

/// What came of a round.
struct RoundReport: CustomStringConvertible {
  let number: Int
  let fault: Fault
  let detail: String
  /// Numbered lines in the log.
  let lines: Int
  let times: RoundTimes
  let findings: [Finding]

  var description: String {
    func seconds(_ duration: Duration?) -> String {
      guard let duration else { return "never" }
      return "\((duration / .milliseconds(100)).rounded() / 10) s"
    }
    let verdict = findings.isEmpty ? "ok" : "FAILED (\(findings.count))"
    return "round \(number) \(fault.rawValue) (\(detail)): \(lines) lines, in step after "
      + "\(seconds(times.inStepAfter)), silent for \(seconds(times.silence)), counts true after "
      + "\(seconds(times.countsTrueAfter)): \(verdict)"
  }
}
