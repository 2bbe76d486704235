import Support

/// Searches of all kinds, in the transcript and in its text.
enum TranscriptSearch {
  private static let p50 = "p50, ms"
  private static let p95 = "p95, ms"
  private static let differing = "searches that find another number of lines"
  private static let overGrep = "grep's median in medians of ours"
  /// What is asked for: SQL has a line more, to know whether there are more.
  private static let page = 50

  static func comparison(lines: Int) -> Comparison {
    Comparison(
      "transcript: searches in \(grouped(lines)) lines",
      columns: ["SQLite in C", Transcript.api, "grep -ci"], ours: [Transcript.api],
      goals: [Goal(p95, .ratioAtMost(1.3)), Goal(differing, .atMost(0))]
        + (Transcript.isLarge(lines) ? [Goal(overGrep, .atLeast(100))] : []))
  }

  static func measure(_ round: Transcript.Round, _ comparison: inout Comparison) throws {
    let searches = round.talk.searches
    let found = try SQLiteLoop.search(searches, in: round.database)
    comparison.add(figures(of: found.map(\.nanoseconds)), column: 0)

    let client = try Client(at: round.server.port)
    let paths = searches.map { "/messages?q=\(percentEncoded($0.query))&limit=\(page)" }
    for path in paths { _ = try client.get(path) }
    let answers = try paths.map { try client.get($0) }
    let different = zip(answers, found).count { answer, found in
      lines(in: answer.bytes) != min(found.lines, page)
    }
    let times = answers.map(\.nanoseconds)
    comparison.add(
      figures(of: times) + [Figure(differing, Double(different))], column: 1)

    let grep = try Search.Kind.allCases.compactMap { kind in
      try searches.first { $0.kind == kind }.map { try grepNanoseconds($0, round) }
    }
    comparison.add(figures(of: grep), column: 2)
    comparison.add(
      [Figure(overGrep, Double(median(grep)) / Double(max(1, median(times))))], column: 1)
  }

  private static func figures(of times: [UInt64]) -> [Figure?] {
    var histogram = Histogram()
    for time in times { histogram.record(time) }
    return [
      Figure(p50, Double(median(times)) / 1e6),
      Figure(p95, Double(histogram.percentile(0.95)) / 1e6),
      Figure("longest, ms", Double(histogram.max) / 1e6),
    ]
  }

  private static func median(_ times: [UInt64]) -> UInt64 {
    times.isEmpty ? 0 : times.sorted()[(times.count - 1) / 2]
  }

  /// grep finds nothing with exit code 1.
  private static func grepNanoseconds(_ search: Search, _ round: Transcript.Round) throws -> UInt64
  {
    let run = try ProgramRun(["grep", "-ci", search.pattern, round.exported], allows: [0, 1])
    return UInt64(run.seconds * 1e9)
  }

  /// How many lines an answer has: each has its origin.
  private static func lines(in answer: [UInt8]) -> Int {
    let key = Array(#""origin""#.utf8)
    return answer.indices.count { answer[$0...].starts(with: key) }
  }
}
