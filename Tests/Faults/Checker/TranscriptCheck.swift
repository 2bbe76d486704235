import RoomLog
import Wire

/// The transcript, held against the log: the same lines, once each, in the same order.
struct TranscriptCheck {
  private(set) var findings: [Finding] = []
  private let transcript: [Message]
  private let log: ReadLog

  init(_ evidence: Evidence, _ log: ReadLog) {
    (transcript, self.log) = (evidence.transcript, log)
    checkDoubles()
    if let restoration = evidence.restoration {
      checkKept(restoration.transcript)
      checkNumberedLines(evidence)
    } else {
      checkSame()
    }
  }

  private mutating func add(_ kind: Finding.Kind, _ what: String, _ lines: [String]) {
    if let finding = Finding(kind, what, lines) { findings.append(finding) }
  }

  private func key(_ message: Message) -> String { "\(message.origin)#\(message.number)" }

  private mutating func checkDoubles() {
    var (keys, texts): (Set<String>, Set<String>) = ([], [])
    var doubles: [String] = []
    for message in transcript where message.kind != .missing {
      if !keys.insert(key(message)).inserted { doubles.append(key(message)) }
      guard let text = message.text, message.kind == .said, Numbered(text) != nil else { continue }
      if !texts.insert(text).inserted { doubles.append(text) }
    }
    add(.double, "in the transcript twice", doubles)
  }

  private mutating func checkSame() {
    let rows = transcript.filter { $0.kind == .missing }.map { $0.text ?? "?" }
    add(.gap, "the transcript tells of missing lines", rows)
    let kept = transcript.filter { $0.kind != .missing }
    let places = Dictionary(log.lines.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let keptKeys = Set(kept.map(key))
    add(
      .gap, "in the log, not in the transcript",
      log.lines.filter { !keptKeys.contains($0.key) }.map { "\($0.key) \($0.record.text)" })
    var (strays, changed, swapped) = ([String](), [String](), [String]())
    var last = -1
    for message in kept {
      guard let line = places[key(message)] else {
        strays.append("\(key(message)) \(message.text ?? "")")
        continue
      }
      let isSame =
        line.record.kind.message == message.kind && line.record.text == message.text
        && line.record.name == message.name
      if !isSame { changed.append(key(message)) }
      if line.place < last { swapped.append(key(message)) }
      last = max(last, line.place)
    }
    add(.stray, "in the transcript, not in the log", strays)
    add(.stray, "other words in the transcript than in the log", changed)
    add(.reorder, "in another order in the transcript than in the log", swapped)
  }

  /// Whatever becomes of the log, the transcript keeps what it had.
  private mutating func checkKept(_ before: [Message]) {
    let now = Dictionary(transcript.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    add(
      .gap, "gone from the transcript", before.filter { now[$0.id] != $0 }.map { $0.text ?? "?" })
  }

  private mutating func checkNumberedLines(_ evidence: Evidence) {
    let texts = Set(transcript.compactMap(\.text))
    let missing = log.byText.values.filter { !texts.contains($0.record.text) }
    add(
      .gap, "in the log, not in the transcript",
      missing.sorted { $0.place < $1.place }.map(\.record.text))
  }
}
