import Support

/// The whole transcript as text, while others ask the API for other things.
enum TranscriptExport {
  private static let speed = "lines/s"
  private static let memory = "memory grown meanwhile, MiB"
  private static let p99 = "p99 of other requests, ms"
  /// What others ask for in turn, so often.
  private static let otherPaths = ["/banner/", "/messages?limit=50"]
  private static let askEveryNanoseconds: UInt64 = 5_000_000

  /// What the API exports, in as few words of SQL.
  private static let sql = """
    SELECT strftime('%H:%M:%S', time / 1000, 'unixepoch') || ' <' || name || '> ' || text
    FROM lines ORDER BY id
    """

  static func comparison(lines: Int) -> Comparison {
    var comparison = Comparison(
      "transcript: \(grouped(lines)) lines exported as text", columns: ["sqlite3", Transcript.api],
      ours: [Transcript.api],
      goals: [
        Goal(speed, .ratioAtLeast(0.5)), Goal(memory, .atMost(8)), Goal(p99, .atMost(20)),
      ])
    if !Programs.has("sqlite3") {
      comparison.note(
        "sqlite3 is not installed (Debian: apt install sqlite3), so there is no ratio")
    }
    return comparison
  }

  static func measure(_ round: Transcript.Round, _ comparison: inout Comparison) throws {
    let lines = Double(round.talk.lineCount)
    if Programs.has("sqlite3") {
      let script = #"exec sqlite3 "$0" "$1" > "$2""#
      let output = "\(round.folder.path)/sqlite3.txt"
      let run = try ProgramRun(["sh", "-c", script, round.database, sql, output])
      try requireText(output, of: round)
      comparison.add([Figure(speed, lines / run.seconds)], column: 0)
    }
    guard Programs.has("curl") else {
      throw Problem("curl is not installed, and the export is fetched with it")
    }
    comparison.add(try measureAPI(round), column: 1)
  }

  private static func measureAPI(_ round: Transcript.Round) throws -> [Figure?] {
    let server = round.server
    let client = try Client(at: server.port)
    // What the first requests need of memory is not the export's.
    for path in otherPaths { _ = try client.get(path) }
    let before = try server.usage()?.residentBytes
    var peak = before
    var others = Histogram()
    var asked = 0
    var askAt = monotonicNanoseconds()
    let url = "http://127.0.0.1:\(server.port)/messages/export?format=text"
    let curl = ["curl", "-sS", "--fail", "-o", round.exported, url]
    let run = try ProgramRun(curl, isLoad: true) {
      guard monotonicNanoseconds() >= askAt else { return }
      askAt = monotonicNanoseconds() + askEveryNanoseconds
      others.record(try client.get(otherPaths[asked % otherPaths.count]).nanoseconds)
      asked += 1
      if let now = try server.usage()?.residentBytes { peak = max(peak ?? now, now) }
    }
    try requireText(round.exported, of: round)
    return [
      Figure(speed, Double(round.talk.lineCount) / run.seconds),
      Figure(memory, before.flatMap { before in peak.map { Double($0 - before) / 1_048_576 } }),
      Figure("p50 of other requests, ms", Double(others.percentile(0.5)) / 1e6),
      Figure(p99, Double(others.percentile(0.99)) / 1e6),
      Figure("longest of other requests, ms", Double(others.max) / 1e6),
      Figure("bytes of a line", Double(fileBytes(round.exported)) / Double(round.talk.lineCount)),
    ]
  }

  /// An export that is not whole is no measure of anything.
  private static func requireText(_ file: String, of round: Transcript.Round) throws {
    guard fileBytes(file) >= round.talk.byteCount else {
      throw Problem(
        "\(file) has \(fileBytes(file)) bytes, of \(round.talk.byteCount) of talk alone")
    }
  }
}
