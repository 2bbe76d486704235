import RoomLog
import Wire

/// The log, entry by entry: whether it is whole, and which lines stand where.
struct ReadLog {
  struct Line {
    /// Among all lines of the log.
    let place: Int
    let origin: String
    /// By which its origin numbers it.
    let number: Int
    let isLate: Bool
    let time: Int
    let record: LogRecord

    var key: String { "\(origin)#\(number)" }
    var server: String { MessageOrigin(origin)?.server ?? origin }
  }

  private(set) var lines: [Line] = []
  /// Numbered lines by their text; of one that is there twice, the first.
  private(set) var byText: [String: Line] = [:]
  private(set) var findings: [Finding] = []
  private(set) var entries: [(id: LogID, entry: LogEntry)] = []

  /// Where part of the log was lost with a restored copy, numbers of an origin may jump.
  private let isRestored: Bool
  private var sum: String?
  private var lastID: LogID?
  private var lastNumber: [String: Int] = [:]
  private var nextLine: [String: Int] = [:]
  private var doubles: [String] = []

  init(_ evidence: Evidence) {
    isRestored = evidence.restoration != nil
    for entry in evidence.log { read(entry) }
    if let doubled = Finding(.double, "in the log more than once", doubles) {
      findings.append(doubled)
    }
  }

  private mutating func read(_ raw: Evidence.Entry) {
    guard let id = LogID(raw.id), let entry = LogEntry(fields: raw.fields) else {
      findings.append(Finding(.stray, "entry \(raw.id) of the log cannot be read"))
      return
    }
    if entry.skipped > 0 {
      findings.append(Finding(.stray, "entry \(id) has \(entry.skipped) records that are unknown"))
    }
    checkID(id)
    checkSum(raw, id)
    checkNumbers(entry, id)
    entries.append((id, entry))
    var number = entry.firstLine
    for record in entry.records where record.kind.message != nil {
      add(
        Line(
          place: lines.count, origin: entry.origin, number: number, isLate: entry.isLate,
          time: entry.time, record: record))
      number += 1
    }
    nextLine[entry.origin] = number
  }

  private mutating func add(_ line: Line) {
    lines.append(line)
    guard line.record.kind == .said, Numbered(line.record.text) != nil else { return }
    if byText[line.record.text] != nil {
      doubles.append(line.record.text)
    } else {
      byText[line.record.text] = line
    }
  }

  private mutating func checkID(_ id: LogID) {
    if let lastID {
      if id.epoch != lastID.epoch {
        findings.append(Finding(.gap, "the log's epoch changes between \(lastID) and \(id)"))
      } else if id != lastID.next {
        findings.append(Finding(.gap, "the log's ids jump from \(lastID) to \(id)"))
      }
    } else if id.number != 0 {
      findings.append(Finding(.gap, "the log begins with \(id)"))
    }
    lastID = id
  }

  /// `sha1(c of the entry before, o, n, p)`.
  private mutating func checkSum(_ raw: Evidence.Entry, _ id: LogID) {
    let shown = Self.value(of: .sum, in: raw)
    let own = Self.sum(after: sum ?? "", raw)
    if String(decoding: shown, as: UTF8.self) != own {
      findings.append(
        Finding(.sum, "\(id) has \(String(decoding: shown, as: UTF8.self)), and sums up to \(own)"))
    }
    sum = String(decoding: shown, as: UTF8.self)
  }

  static func sum(after sum: String, _ entry: Evidence.Entry) -> String {
    var bytes = Array(sum.utf8)
    bytes += value(of: .origin, in: entry) + [0x20]
    bytes += value(of: .number, in: entry) + [0x20]
    bytes += value(of: .records, in: entry)
    return SHA1.hex(bytes)
  }

  static func value(of field: LogEntry.Field, in entry: Evidence.Entry) -> [UInt8] {
    let name = Array(field.rawValue.utf8)
    let index = stride(from: 0, to: entry.fields.count - 1, by: 2).first {
      entry.fields[$0] == name
    }
    return index.map { entry.fields[$0 + 1] } ?? []
  }

  private mutating func checkNumbers(_ entry: LogEntry, _ id: LogID) {
    let origin = entry.origin
    if let last = lastNumber[origin], entry.number <= last {
      findings.append(
        Finding(.double, "\(id) is entry \(entry.number) of \(origin), after its entry \(last)"))
    }
    lastNumber[origin] = entry.number
    let expected = nextLine[origin] ?? 1
    if entry.firstLine < expected {
      findings.append(
        Finding(
          .double, "\(id) begins with line \(entry.firstLine) of \(origin), not \(expected)"))
    } else if entry.firstLine > expected, !isRestored {
      findings.append(
        Finding(.gap, "\(id) begins with line \(entry.firstLine) of \(origin), not \(expected)"))
    }
  }
}
