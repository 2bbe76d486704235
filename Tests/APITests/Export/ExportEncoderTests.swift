import API
import Support
import Testing
import Wire

@Suite struct `An export` {
  @Test func `as text is what one would paste into a report`() throws {
    #expect(
      try Export.text(.text, room: "lobby", Export.day) == """
        What was said in room lobby; times are those of Europe/Berlin. \
        Lines that an admin has hidden are left out.

        --- Saturday 2026-11-28 (CET, +01:00) ---
        23:59:57 -- ann joined
        23:59:58 <ann> hello
        23:59:58 * ann waves
        23:59:59 {deploy} v1.2 is out

        --- Sunday 2026-11-29 (CET, +01:00) ---
        00:00:00 -- ann is now known as zoe
        00:00:01 -- the room closes at ten
        00:00:02 -- 37 lines are missing here
        00:00:02 -- 1 line is missing here
        00:00:03 -- zoe left

        """)
  }

  @Test func `as Markdown has the same lines, as code`() throws {
    #expect(
      try Export.text(.markdown, room: "lobby", Array(Export.day[2...5])) == """
        # Room `lobby`

        From NetCatChat: what was said in room `lobby`. Times are those of `Europe/Berlin`. \
        Lines that an admin has hidden are left out.

        ## Saturday 2026-11-28 (CET, +01:00)

        ```text
        23:59:58 * ann waves
        23:59:59 {deploy} v1.2 is out
        ```

        ## Sunday 2026-11-29 (CET, +01:00)

        ```text
        00:00:00 -- ann is now known as zoe
        00:00:01 -- the room closes at ten
        ```

        """)
  }

  @Test func `as JSON Lines has the members of a message, in one order`() throws {
    let line = ExportLine(
      id: 42, room: "lobby", origin: "eu1.0a1b", number: 7, member: 3, time: 1_795_868_405_007,
      kind: .said)
    #expect(
      try Export.text(.jsonl, room: "lobby", [(line, "ann", "hi \"you\"")]) == """
        {"id":42,"room":"lobby","origin":"eu1.0a1b","number":7,\
        "time":"2026-11-28T13:20:05.007+01:00","kind":"said","member":3,"name":"ann",\
        "text":"hi \\"you\\""}

        """)
    let bare = ExportLine(id: 43, room: "lobby", time: 0, kind: .notice)
    #expect(
      try Export.text(.jsonl, room: "lobby", [(bare, "", "bye")], in: .utc) == """
        {"id":43,"room":"lobby","time":"1970-01-01T00:00:00.000Z","kind":"notice",\
        "name":"","text":"bye"}

        """)
  }

  @Test func `as CSV has a row for each line`() throws {
    let text = try Export.text(.csv, room: "lobby", Array(Export.day[1...3]))
    #expect(
      text
        == [
          "\u{FEFF}id,time,room,kind,name,text",
          #"2,2026-11-28T23:59:58.000+01:00,"lobby",said,"ann","hello""#,
          #"3,2026-11-28T23:59:58.500+01:00,"lobby",done,"ann","waves""#,
          #"4,2026-11-28T23:59:59.999+01:00,"lobby",bot,"deploy","v1.2 is out""#, "",
        ].joined(separator: "\r\n"))
  }

  @Test(arguments: [(ExportFormat.text, 1), (.markdown, 3), (.jsonl, 0), (.csv, 1)])
  func `of nothing says so by its first lines alone`(format: ExportFormat, lines: Int) throws {
    let text = try Export.text(format, room: "lobby", [])
    #expect(text.utf8.count { $0 == 0x0A } == lines)
  }

  @Test func `of all rooms names the room of each line`() throws {
    let lines = [Export.line(1, 0, "hi"), Export.line(2, 1_000, "ho", room: "ops")]
    let text = try Export.text(.text, room: nil, lines, in: .utc)
    #expect(text.hasPrefix("What was said in all rooms; times are those of UTC."))
    #expect(text.hasSuffix("00:00:00 [lobby] <ann> hi\n00:00:01 [ops] <ann> ho\n"))
    #expect(try Export.text(.markdown, room: nil, lines).hasPrefix("# All rooms\n"))
  }

  @Test func `tells the hour that comes twice apart`() throws {
    // 02:30 CEST, 02:30 CET.
    let lines = [1_792_888_200_000, 1_792_891_800_000].map { Export.line(1, $0, "hm") }
    #expect(
      try Export.text(.text, room: "lobby", lines).hasSuffix(
        """

        --- Sunday 2026-10-25 (CEST, +02:00) ---
        02:30:00 <ann> hm

        --- Sunday 2026-10-25 (CET, +01:00) ---
        02:30:00 <ann> hm

        """))
  }

  @Test(arguments: [
    ("Asia/Kathmandu", 1_795_868_405_007, "2026-11-28T18:05:05.007+05:45"),
    ("America/New_York", 1_795_868_405_007, "2026-11-28T07:20:05.007-05:00"),
    ("Etc/GMT+12", 1_795_868_405_007, "2026-11-28T00:20:05.007-12:00"),
    ("Europe/London", 1_795_868_405_007, "2026-11-28T12:20:05.007+00:00"),
    // -00:44:30 has no form in RFC 3339: the instant is the same.
    ("Africa/Monrovia", 10_000, "1969-12-31T23:16:10.000-00:44"),
    ("Europe/Berlin", -1, "1970-01-01T00:59:59.999+01:00"),
    ("Europe/Berlin", 1_792_889_999_999, "2026-10-25T02:59:59.999+02:00"),
    ("Europe/Berlin", 1_792_890_000_000, "2026-10-25T02:00:00.000+01:00"),
    ("Europe/Berlin", 253_402_100_000_000, "9999-12-29T17:13:20.000+01:00"),
  ])
  func `tells times as RFC 3339 does`(zone: String, time: Int, text: String) throws {
    let zone = try ZoneFixture.zone(zone)
    let json = try Export.text(.jsonl, room: "lobby", [Export.line(1, time, "x")], in: zone)
    #expect(json.contains("\"time\":\"\(text)\""), "\(json)")
  }

  @Test func `knows clocks that were changed within a minute`() throws {
    let lines = [63_593_069_000, 63_593_070_000].map { Export.line(1, $0, "x") }
    let zone = try ZoneFixture.zone("Africa/Monrovia")
    let json = try Export.text(.jsonl, room: "lobby", lines, in: zone)
    #expect(json.contains("1972-01-07T00:00:29.000-00:44"))
    #expect(json.contains("1972-01-07T00:44:30.000+00:00"))
  }

  @Test(arguments: ExportFormat.allCases)
  func `takes times in any order, and any at all`(format: ExportFormat) throws {
    var random = SplitMix(seed: 3)
    let times =
      [.min, .max, -62_135_596_800_000, 253_402_300_799_999]
      + (0..<200).map { _ in Int.random(in: 1_780_000_000_000...1_800_000_000_000, using: &random) }
    let zone = try ZoneFixture.zone("Australia/Lord_Howe")
    func last(_ lines: [Export.Line]) throws -> Substring? {
      try Export.text(format, room: "lobby", lines, in: zone).split(whereSeparator: \.isNewline)
        .last { $0.contains("hello") }
    }
    for time in times {
      let line = Export.line(1, time, "hello")
      // What is kept of the line before makes no difference.
      let alone = try #require(try last([line]))
      #expect(try last([Export.line(1, 1_792_890_000_000, "hello"), line]) == alone)
    }
  }

  @Test(
    arguments: [
      ("lobby", nil, nil, "netcatchat-lobby.txt"), (nil, nil, nil, "netcatchat.txt"),
      // From the 1st to the 29th at midnight, in Berlin.
      (
        "lobby", 1_793_487_600_000, 1_795_906_800_000,
        "netcatchat-lobby-2026-11-01-to-2026-11-28.txt"
      ),
      ("lobby", 1_793_487_600_000, nil, "netcatchat-lobby-from-2026-11-01.txt"),
      ("lobby", nil, 1_795_906_800_000, "netcatchat-lobby-to-2026-11-28.txt"),
      ("lobby", 1_795_820_400_000, 1_795_906_800_000, "netcatchat-lobby-2026-11-28.txt"),
      ("lobby", 1_795_820_400_000, 1_795_820_400_000, "netcatchat-lobby-2026-11-28.txt"),
      ("dev.ops-2_x", nil, nil, "netcatchat-dev.ops-2_x.txt"),
      ("a\"\r\nb/../c; d", nil, nil, "netcatchat-ab..cd.txt"),
      ("x", .min, .max, "netcatchat-x-0001-01-02-to-9999-12-30.txt"),
    ] as [(String?, Int?, Int?, String)])
  func `has a name to be saved under`(
    room: String?, since: Int?, until: Int?, name: String
  ) throws {
    let zone = try ZoneFixture.zone("Europe/Berlin")
    let scope = ExportScope(room: room, since: since, until: until, zone: zone)
    #expect(scope.fileName(.text) == name)
  }

  @Test(arguments: [
    (ExportFormat.text, "txt", "text/plain; charset=utf-8"),
    (.markdown, "md", "text/markdown; charset=utf-8"),
    (.jsonl, "jsonl", "application/x-ndjson"),
    (.csv, "csv", "text/csv; charset=utf-8; header=present"),
  ])
  func `says what it is`(format: ExportFormat, fileExtension: String, contentType: String) {
    let scope = ExportScope(room: nil, zone: .utc)
    #expect(scope.fileName(format) == "netcatchat.\(fileExtension)")
    #expect(format.contentType == contentType)
  }

  @Test func `says which time it is of`() throws {
    let scope = ExportScope(
      room: "lobby", since: 1_793_487_600_000, until: 1_795_906_800_000,
      zone: try ZoneFixture.zone("Europe/Berlin"))
    var bytes: [UInt8] = []
    ExportEncoder(.text, scope).begin(&bytes)
    #expect(
      String(decoding: bytes, as: UTF8.self).hasPrefix(
        "What was said in room lobby from 2026-11-01 00:00:00 until 2026-11-29 00:00:00; times "))
  }
}
