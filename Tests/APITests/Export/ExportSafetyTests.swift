import API
import FoundationEssentials
import Support
import Testing
import TinyHTTP
import Wire

/// What people say is data in every format.
@Suite struct `In an export` {
  @Test(arguments: [
    ("=1+1", "'=1+1"), ("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"), ("+1", "'+1"), ("-1", "'-1"),
    ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t'=1"), ("\r=1", "'\r=1"), ("\n=1", "'\n=1"),
    ("＝1", "'＝1"), ("＋1", "'＋1"), ("－1", "'－1"), ("＠A1", "'＠A1"),
    // A spreadsheet that cuts at semicolons sees two cells.
    ("hi;=1+1;x", "hi;'=1+1;x"), ("\";=1+1", "\";'=1+1"), ("a;＝1", "a;'＝1"),
  ])
  func `no cell is a formula`(said: String, cell: String) throws {
    for (name, text) in [("ann", said), (said, "hi")] {
      let (rows, isUnchanged) = try Self.csv(name, text)
      #expect(rows.count == 2)
      #expect(rows[1].count == 6)
      #expect(rows[1][4...] == (name == said ? [cell, "hi"] : ["ann", cell]))
      #expect(!isUnchanged)
    }
  }

  @Test(arguments: [
    "hello", "", "a=b", "1-1", "'tis", "say \"hi\"", "\"", "\"\"", "a,b;c", "a; b", "two  blanks ",
    " leading", "Zoë 你好 🎉", "ＡＢ", "a\\b", ";", "x;", "1.5", "ann@example.com", "a;;b", ";\"",
  ])
  func `a cell is what was said`(said: String) throws {
    let (rows, isUnchanged) = try Self.csv(said, said)
    #expect(rows.count == 2)
    #expect(rows[1][4...] == [said, said])
    #expect(isUnchanged)
  }

  @Test(arguments: [
    ("quotes", "say \"hi\""), ("a backslash", "C:\\temp\\"), ("nothing", ""), ("a NUL", "a\u{0}b"),
    ("controls", "\u{1}\u{1F}\u{7F}\t\r\n\u{8}"), ("escapes", "\\u0041 \\n"),
    ("other scripts", "Zoë 你好 🎉 \u{2028}\u{FEFF}"), ("a comment", "</script>//"),
  ])
  func `JSON has what was said`(what: String, said: String) throws {
    let text = try Export.text(.jsonl, room: "lobby", [Export.line(7, 1_500, said, by: said)])
    #expect(text.utf8.count { $0 == 0x0A } == 1)
    #expect(!text.utf8.dropLast().contains { $0 < 0x20 })
    let object = try JSON.decode(JSONValue.self, from: Array(text.utf8))
    #expect(
      object
        == [
          "id": 7, "room": "lobby", "time": "1970-01-01T01:00:01.500+01:00", "kind": "said",
          "name": .string(said), "text": .string(said),
        ], "\(what)")
  }

  @Test(
    arguments: [ExportFormat.text, .markdown], ["\n", "\r\n", "\r", "\u{0}", "\u{B}", "\u{C}"])
  func `nobody speaks for somebody else`(format: ExportFormat, end: String) throws {
    let said = "hi\(end)13:20:05 <bob> I agree\(end)```\(end)# Title"
    let text = try Export.text(format, room: "lobby", [Export.line(1, 0, said, by: "a\(end)b")])
    let gap = String(repeating: " ", count: end.utf8.count)
    let line = "\n01:00:00 <a\(gap)b> hi\(gap)13:20:05 <bob> I agree\(gap)```\(gap)# Title\n"
    #expect(text.hasSuffix(format == .text ? line : line + "```\n"))
  }

  /// A fence is closed only by a line that begins with one (CommonMark 0.31 §4.5), and nothing in
  /// it is markup.
  @Test(arguments: [
    "```", "~~~", "    ```", "# Title", "**bold**", "[a](https://evil.example)", "<b>x</b>",
    "@everybody", "#1", "![](https://evil.example/x.png)", "&#42;", "https://evil.example",
    "-->", "</code></pre><script>", "| a | b |", "$$x$$", ":tada:", "[[_TOC_]]",
  ])
  func `Markdown shows markup as it was typed`(said: String) throws {
    for kind in MessageKind.allCases {
      let line = ExportLine(id: 1, room: "lobby", time: 0, kind: kind)
      let lines = try Export.text(.markdown, room: "lobby", [(line, said, said)])
        .split(separator: "\n")
      let inside = lines.drop { $0 != "```text" }.dropFirst().prefix { $0 != "```" }
      #expect(inside.count == 1)
      #expect(inside.first?.hasPrefix("01:00:00 ") == true)
      #expect(inside.first?.contains(said) == true)
      #expect(lines.last == "```")
    }
  }

  @Test(arguments: ExportFormat.allCases)
  func `what is no UTF-8 becomes a replacement character`(format: ExportFormat) throws {
    var random = SplitMix(seed: 11)
    for _ in 0..<500 {
      let count = Int.random(in: 0...12, using: &random)
      let text = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      var encoder = ExportEncoder(format, ExportScope(room: "lobby", zone: .utc))
      var bytes: [UInt8] = []
      let line = ExportLine(id: 1, room: "lobby", time: 0, kind: .said)
      encoder.append(line, name: text.span, text: text.span, to: &bytes)
      #expect(String(validating: bytes, as: UTF8.self) != nil, "\(text)")
    }
  }

  // MARK: - A reader of RFC 4180

  private static func csv(_ name: String, _ text: String) throws -> ([[String]], Bool) {
    var encoder = ExportEncoder(.csv, ExportScope(room: "lobby", zone: .utc))
    var bytes: [UInt8] = []
    encoder.begin(&bytes)
    let line = ExportLine(id: 1, room: "lobby", time: 0, kind: .said)
    let isUnchanged = encoder.append(line, name: name, text: text, to: &bytes)
    #expect(bytes.starts(with: "\u{FEFF}id,time,room,kind,name,text\r\n".utf8))
    return (try rows(bytes.dropFirst(3)), isUnchanged)
  }

  private static func rows(_ bytes: ArraySlice<UInt8>) throws -> [[String]] {
    var (rows, row, cell): ([[String]], [String], [UInt8]) = ([], [], [])
    var rest = bytes
    func text() -> String { String(decoding: cell, as: UTF8.self) }
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\"") where cell.isEmpty:
        while let byte = rest.popFirst() {
          if byte != UInt8(ascii: "\"") {
            cell.append(byte)
          } else if rest.first == UInt8(ascii: "\"") {
            cell.append(rest.removeFirst())
          } else {
            break
          }
        }
        let next = rest.first
        try #require(next == UInt8(ascii: ",") || next == UInt8(ascii: "\r"))
      case UInt8(ascii: ","):
        row.append(text())
        cell = []
      case UInt8(ascii: "\r"):
        try #require(rest.popFirst() == UInt8(ascii: "\n"))
        rows.append(row + [text()])
        (row, cell) = ([], [])
      default: cell.append(byte)
      }
    }
    try #require(row.isEmpty && cell.isEmpty)
    return rows
  }
}
