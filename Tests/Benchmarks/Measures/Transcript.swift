import Support

/// What the API makes of lines of talk, beside what SQLite does in a loop of C with the same lines:
/// handing over, export, search, and the file that it all ends in.
enum Transcript {
  private static let linesDefault = 2_000_000
  private static let sqlite = "SQLite in C"
  static let api = "api"

  private static let linesPerSecond = "lines/s"
  private static let fileSize = "file, bytes for one of text"

  /// Some goals are about large transcripts: small ones are mostly log, and quickly grepped.
  static func isLarge(_ lines: Int) -> Bool { lines >= linesDefault }

  /// One round: the database that the yardstick has made, and the API that has the same lines.
  struct Round {
    let talk: PreparedTalk
    let folder: TemporaryFolder
    let database: String
    let server: Server
    /// What the API exported, for grep.
    var exported: String { "\(folder.path)/export.txt" }
  }

  static func run(_ bench: Bench) throws -> [Comparison] {
    let folder = try TemporaryFolder()
    let lines = bench.options.lines ?? linesDefault
    Output.progress("transcript: making \(grouped(lines)) lines up")
    let talk = try PreparedTalk(lines: lines, in: folder)
    var pouring = Comparison(
      "transcript: \(grouped(lines)) lines handed over in batches of \(PreparedTalk.batchLines)",
      columns: [sqlite, api], ours: [api],
      goals: [Goal(linesPerSecond, .ratioAtLeast(0.6))]
        + (isLarge(lines) ? [Goal(fileSize, .atMost(2.6))] : []))
    var exporting = TranscriptExport.comparison(lines: lines)
    var searching = TranscriptSearch.comparison(lines: lines)
    for number in 1...bench.options.rounds {
      do {
        let title = "transcript: round \(number) of \(bench.options.rounds)"
        Output.progress("\(title), handing over")
        let round = try pour(talk, &pouring)
        Output.progress("\(title), export")
        try TranscriptExport.measure(round, &exporting)
        Output.progress("\(title), search")
        try TranscriptSearch.measure(round, &searching)
      } catch let interruption as Interruption {
        throw interruption
      } catch {
        pouring.note("round \(number): \(error)")
      }
    }
    Output.clearProgress()
    return [pouring, exporting, searching]
  }

  /// Puts the lines into both, and tells what that took.
  private static func pour(_ talk: PreparedTalk, _ comparison: inout Comparison) throws -> Round {
    let folder = try TemporaryFolder()
    let database = "\(folder.path)/yardstick.sqlite"
    let poured = try SQLiteLoop.pour(talk, into: database)
    comparison.add(
      [
        Figure(linesPerSecond, Double(poured.lines) / poured.seconds),
        Figure("CPU of a line, µs", poured.cpuSeconds / Double(poured.lines) * 1e6),
        Figure("longest batch, ms", poured.longestBatchSeconds * 1_000),
        Figure(fileSize, Double(fileBytes(database)) / Double(talk.byteCount)),
      ], column: 0)
    let transcript = "\(folder.path)/transcript.sqlite"
    let server = try Services.startAPI(transcript: transcript, in: folder)
    let figures = try pour(talk, into: server)
    // Its write-ahead log is part of what the lines take while it runs.
    let bytes = fileBytes(transcript) + fileBytes("\(transcript)-wal")
    comparison.add(
      figures + [Figure(fileSize, Double(bytes) / Double(talk.byteCount))], column: 1)
    return Round(talk: talk, folder: folder, database: database, server: server)
  }

  private static func pour(_ talk: PreparedTalk, into server: Server) throws -> [Figure?] {
    let callers = try Callers(PreparedTalk.origins, at: server.port) { origin, turn in
      talk.request(origin: origin, turn: turn)
    }
    let before = try server.usage()
    let start = monotonicNanoseconds()
    let cpu = try server.cpuMicroseconds { try callers.callToTheEnd() }
    let seconds = Double(monotonicNanoseconds() - start) / 1e9
    let after = try server.usage()
    return [
      Figure(linesPerSecond, Double(talk.lineCount) / seconds),
      Figure("CPU of a line, µs", cpu.map { $0 / Double(talk.lineCount) }),
      Figure("longest batch, ms", Double(callers.latencies.max) / 1e6),
      Figure("p99 of a batch, ms", Double(callers.latencies.percentile(0.99)) / 1e6),
      Figure(
        "memory grown meanwhile, MiB",
        before.flatMap { before in
          after.map { Double($0.residentBytes - before.residentBytes) / 1_048_576 }
        }),
    ]
  }
}
