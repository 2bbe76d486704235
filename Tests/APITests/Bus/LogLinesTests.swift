import API
import RoomLog
import Testing
import Wire

@Suite struct `Lines of an entry` {
  static func entry(_ records: [LogRecord], origin: String = "a.1", first: Int = 7) -> LogEntry {
    LogEntry(origin: origin, number: 3, firstLine: first, time: 1_000, records: records)
  }

  static func said(_ text: String, member: Int? = 1, name: String = "ann") -> LogRecord {
    LogRecord(.said, member: member, name: name, text: text)
  }

  /// Each batch as the number of its first line, and the texts.
  func shown(_ lines: LogLines) -> [String] {
    lines.batches.map { "\($0.first) \($0.messages.map(\.text).joined(separator: ","))" }
  }

  static let good = said("x")
  static let long = String(repeating: "x", count: Limits.lineBytesMax)

  static let ways: [(what: String, records: [LogRecord], batches: [String], refused: Int)] = [
    ("nothing", [], [], 0),
    ("state alone", [LogRecord(.here, member: 1, name: "ann", text: "net=x")], [], 0),
    (
      "lines and state", [said("x"), LogRecord(.gone, member: 1, name: "ann"), said("y")],
      ["7 x,y"],
      0
    ),
    ("a line of full length", [said(long)], ["7 \(long)"], 0),
    ("one that is longer", [said("x"), said(long + "x"), said("y")], ["7 x", "9 y"], 1),
    ("one with a control character", [said("a\u{1B}[2J"), said("y")], ["8 y"], 1),
    ("one that turns what follows", [said("x"), said("a\u{202E}")], ["7 x"], 1),
    ("a name with a bell", [said("x", name: "a\u{7}"), said("y")], ["8 y"], 1),
    ("a name that is too long", [said("x", name: long), said("y")], ["8 y"], 1),
    ("a member that is none", [said("x", member: 9_007_199_254_740_992)], [], 1),
    ("two in a row", [said("\u{7}"), said("\u{7}"), said("y")], ["9 y"], 2),
  ]

  @Test(arguments: ways)
  func `what breaks a rule is left out, and its number with it`(
    what: String, records: [LogRecord], batches: [String], refused: Int
  ) {
    let lines = LogLines(of: Self.entry(records), room: "lobby")
    #expect(shown(lines) == batches, "\(what)")
    #expect(lines.refused == refused)
    #expect((lines.problem != nil) == (refused > 0))
  }

  @Test func `they are what POST /messages would have carried`() {
    let entry = Self.entry([
      Self.said("x"), LogRecord(.done, member: 2, name: "bob", text: "waves"),
      LogRecord(.notice, text: "doors are closed"),
    ])
    #expect(LogLines(of: entry, room: "lobby").batches == [entry.batch(room: "lobby")])
  }

  @Test(arguments: [
    "", "a", "..", "a b.1", "a.b c", "é.1", String(repeating: "x", count: 200) + ".1",
  ])
  func `an entry of nobody has no lines`(origin: String) {
    let lines = LogLines(of: Self.entry([Self.good, Self.good], origin: origin), room: "lobby")
    #expect(lines.batches == [])
    #expect(lines.refused == 2)
  }

  @Test(arguments: [(APILimits.seqMax, 0), (APILimits.seqMax - 1, 0), (APILimits.seqMax - 2, 3)])
  func `numbers end where JSON's do`(first: Int, taken: Int) {
    let records = [LogRecord](repeating: Self.good, count: 3)
    let lines = LogLines(of: Self.entry(records, first: first), room: "lobby")
    #expect(lines.batches.map(\.messages.count).reduce(0, +) == taken)
    #expect(lines.refused == 3 - taken)
  }

  @Test(arguments: [(200, [200]), (201, [200, 1]), (500, [200, 200, 100])])
  func `no batch has more lines than a POST may`(count: Int, sizes: [Int]) {
    let records = [LogRecord](repeating: Self.good, count: count)
    let lines = LogLines(of: Self.entry(records, first: 1), room: "lobby")
    #expect(lines.batches.map(\.messages.count) == sizes)
    #expect(lines.batches.last?.first == count - (sizes.last ?? 0) + 1)
  }

  @Test func `a time that is none is no line's`() {
    var entry = Self.entry([Self.good])
    entry.time = APILimits.seqMax + 1
    #expect(LogLines(of: entry, room: "lobby").refused == 1)
  }
}
