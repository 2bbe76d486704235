import RoomLog

/// What one connection brought, held against the log: each line once at most, none missing that is
/// not said to be, and all in order.
struct HearingCheck {
  private let hearing: Evidence.Hearing
  private let log: ReadLog
  private let evidence: Evidence
  private(set) var findings: [Finding] = []
  /// Shown live, so that it has to be in the log.
  private(set) var acknowledged: Set<String> = []

  private var seen: Set<String> = []
  private var linesLeftOut = 0
  /// Places in the log: of the first and the last line shown live.
  private var firstPlace: Int?
  private var lastPlace: Int?

  init(_ hearing: Evidence.Hearing, _ log: ReadLog, _ evidence: Evidence) {
    (self.hearing, self.log, self.evidence) = (hearing, log, evidence)
    listen()
    checkWholeness()
    if evidence.restoration != nil { checkNotice() }
  }

  private mutating func add(_ kind: Finding.Kind, _ what: String, _ lines: [String]) {
    if let finding = Finding(kind, "\(hearing.name) \(what)", lines) { findings.append(finding) }
  }

  private mutating func listen() {
    var (doubles, strays, late, swapped, swappedPast, ofAuthor) = (
      [String](), [String](), [String](), [String](), [String](), [String]()
    )
    var lastPast: Int?
    var lastOwnLate: Int?
    var lastOf: [Int: Int] = [:]
    for line in hearing.lines {
      let heard = HeardLine(line.text)
      linesLeftOut += heard.linesLeftOut
      let (text, isLive): (String, Bool)
      switch heard.form {
      case .live(let words): (text, isLive) = (words, true)
      case .past(let words): (text, isLive) = (words, false)
      case .notice, .other: continue
      }
      guard let numbered = Numbered(text) else { continue }
      if evidence.spoken[text] == nil { strays.append(text) }
      guard seen.insert(text).inserted else {
        doubles.append(text)
        continue
      }
      if let last = lastOf[numbered.talker], last > numbered.number { ofAuthor.append(text) }
      lastOf[numbered.talker] = numbered.number
      if isLive { acknowledged.insert(text) }
      guard let placed = log.byText[text] else { continue }
      switch (isLive, placed.isLate) {
      case (false, _):
        // A newcomer to an island is shown its last lines, which get their places later.
        let isOwn = hearing.server.map { $0 == placed.server } ?? placed.isLate
        if isOwn { continue }
        if let last = lastPast, placed.place < last { swappedPast.append(text) }
        lastPast = placed.place
      case (true, true):
        // Shown to its own server's people before the log could have it.
        if let server = hearing.server, server != placed.server { late.append(text) }
        if let last = lastOwnLate, placed.place < last { swapped.append(text) }
        lastOwnLate = placed.place
      case (true, false):
        if let last = lastPlace, placed.place < last { swapped.append(text) }
        if firstPlace == nil { firstPlace = placed.place }
        lastPlace = placed.place
      }
    }
    add(.double, "was shown lines twice", doubles)
    add(.stray, "was shown lines that nobody wrote", strays)
    add(.reorder, "was shown lines of an island as if they were new", late)
    add(.reorder, "was shown lines in another order than the log's", swapped)
    add(.reorder, "was shown past lines in another order than the log's", swappedPast)
    add(.reorder, "was shown lines of one author out of order", ofAuthor)
  }

  /// Who has stayed has seen it all. Who came or went meanwhile, all between the first and the last
  /// line that was shown live; but for what their own server had shown before, as an island.
  private mutating func checkWholeness() {
    let first = hearing.hasStayed ? 0 : firstPlace
    let last = hearing.hasStayed ? log.lines.count : lastPlace
    guard let first, let last else { return }
    let missed = log.byText.values
      .filter { $0.place >= first && $0.place <= last && !seen.contains($0.record.text) }
      .filter { !isExcused($0.record.text) && !isBeforeUs($0) }
      .sorted { $0.place < $1.place }
    guard missed.count > linesLeftOut else { return }
    let notice = linesLeftOut > 0 ? ", \(linesLeftOut) of which it was told of," : ""
    add(.gap, "was not shown\(notice) lines", missed.map(\.record.text))
  }

  private func isBeforeUs(_ line: ReadLog.Line) -> Bool {
    guard !hearing.hasStayed, let spoken = evidence.spoken[line.record.text],
      let begun = hearing.lines.first?.at
    else { return false }
    let isOwn = hearing.server.map { $0 == line.server } ?? line.isLate
    return isOwn && spoken.at < begun
  }

  /// What is said while servers find their way into a restored log need not reach everybody.
  private func isExcused(_ text: String) -> Bool {
    guard let restoration = evidence.restoration, let spoken = evidence.spoken[text] else {
      return false
    }
    return spoken.at >= restoration.begun && spoken.at <= restoration.healed
  }

  private mutating func checkNotice() {
    guard hearing.hasStayed, let restoration = evidence.restoration else { return }
    let isTold = hearing.lines.contains {
      $0.at >= restoration.begun && $0.text.hasPrefix("-- ")
        && $0.text.contains("the room's memory has changed")
    }
    if !isTold {
      findings.append(
        Finding(.unnoticed, "\(hearing.name) was not told that the room's memory has changed"))
    }
  }
}
