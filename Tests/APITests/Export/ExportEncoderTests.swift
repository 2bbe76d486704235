import API
import Testing
import TinyHTTP
import Wire

@Suite struct `Exports` {
  /// 2026-11-28T12:20:05.250Z
  static let time = 1_795_868_405_250

  func export(
    _ format: ExportFormat, room: String? = "lobby", zone: Zone = .utc,
    _ lines: [(MessageKind, String, String)]
  ) -> String {
    var encoder = ExportEncoder(format, ExportScope(room: room, zone: zone))
    var bytes: [UInt8] = []
    encoder.begin(&bytes)
    for (index, line) in lines.enumerated() {
      encoder.append(
        ExportLine(
          id: index + 1, room: "lobby", origin: "a.b", number: index + 7, member: 3,
          time: Self.time + index * 1_000, kind: line.0),
        name: line.1, text: line.2, to: &bytes)
    }
    encoder.end(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `text has each kind of line as people saw it, and the day above`() {
    let text = export(
      .text,
      [
        (.said, "ann", "hello"), (.done, "ann", "waves"), (.bot, "deploy", "v1.2 is out"),
        (.coming, "", "bob joined"), (.left, "", "bob left"), (.renamed, "", "a is now b"),
        (.notice, "", "goodbye"), (.missing, "", "37"), (.missing, "", "1"),
      ])
    #expect(
      text.split(separator: "\n").dropFirst().map(String.init) == [
        "--- Saturday 2026-11-28 (UTC) ---", "12:20:05 <ann> hello", "12:20:06 * ann waves",
        "12:20:07 {deploy} v1.2 is out", "12:20:08 -- bob joined", "12:20:09 -- bob left",
        "12:20:10 -- a is now b", "12:20:11 -- goodbye", "12:20:12 -- 37 lines are missing here",
        "12:20:13 -- 1 line is missing here",
      ])
    #expect(text.hasPrefix("What was said in room lobby; times are those of UTC."))
  }

  @Test func `no line can be another, a fence or a heading`() {
    for format in [ExportFormat.text, .markdown] {
      let text = export(
        format, [(.said, "ann", "a\n```\n# b\r12:00:00 <ben> c\u{2028}d"), (.said, "x", "```")])
      for line in text.split(whereSeparator: \.isNewline) where line.contains("b") {
        #expect(!line.hasPrefix("# b") && !line.hasPrefix("12:00:00 <ben>"), "\(format)")
      }
      #expect(text.split(separator: "\n").count { $0 == "```" } == (format == .text ? 0 : 1))
    }
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\t=1", "'\t'=1"),
    ("＝1", "'＝1"), ("a;=1", "a;'=1"), ("say \"hi\"", "say \"\"hi\"\""), ("a,b", "a,b"),
    ("fine", "fine"), ("", ""), ("a=1", "a=1"),
  ])
  func `a cell of CSV is quoted, and no formula`(text: String, cell: String) {
    let lines = export(.csv, [(.said, "ann", text)]).split(separator: "\r\n")
    #expect(lines.first == "\u{FEFF}id,time,room,kind,name,text")
    #expect(
      lines.last == "1,2026-11-28T12:20:05.250Z,\"lobby\",said,\"ann\",\"\(cell)\"")
  }

  @Test(arguments: ["plain", "\"quotes\" and \\", "\u{1}\u{1F}\u{7F}", "日本語 🐈", "", "a/b"])
  func `a line of JSON is what was said, unchanged`(text: String) throws {
    let line = export(.jsonl, [(.said, "Zoë", text)])
    #expect(line.hasSuffix("}\n") && line.split(separator: "\n").count == 1)
    let value = try JSON.decode(JSONValue.self, from: Array(line.utf8))
    #expect(
      value == [
        "id": 1, "room": "lobby", "origin": "a.b", "number": 7,
        "time": "2026-11-28T12:20:05.250Z", "kind": "said", "member": 3, "name": "Zoë",
        "text": .string(text),
      ])
  }

  @Test func `a file is named after room and days`() {
    let day = 86_400_000
    let start = 1_795_824_000_000  // 2026-11-28
    let scopes: [(Int?, Int?, String)] = [
      (nil, nil, "netcatchat-lobby.txt"), (start, start + day, "netcatchat-lobby-2026-11-28.txt"),
      (start, start + 3 * day, "netcatchat-lobby-2026-11-28-to-2026-11-30.txt"),
      (start, nil, "netcatchat-lobby-from-2026-11-28.txt"),
      (nil, start, "netcatchat-lobby-to-2026-11-27.txt"),
    ]
    for (since, until, name) in scopes {
      let scope = ExportScope(room: "lobby", since: since, until: until, zone: .utc)
      #expect(scope.fileName(.text) == name)
    }
    #expect(
      ExportScope(room: "a\"\r\n/b", zone: .utc).fileName(.csv) == "netcatchat-ab.csv")
  }
}
