import Support

/// The yardstick's loop around SQLite, which keeps lines of talk and finds them again.
enum SQLiteLoop {
  /// What pouring lines into a new database took.
  struct Poured: Equatable {
    let lines: Int
    let seconds: Double
    let cpuSeconds: Double
    let longestBatchSeconds: Double

    init?(_ output: String) {
      let numbers = output.split { $0 == " " || $0 == "\n" }.compactMap { Double($0) }
      guard numbers.count == 4 else { return nil }
      lines = Int(numbers[0])
      seconds = numbers[1]
      cpuSeconds = numbers[2]
      longestBatchSeconds = numbers[3]
    }
  }

  /// What one search took, and how many lines it found: a page, and one more if there are more.
  struct Found: Equatable {
    let nanoseconds: UInt64
    let lines: Int

    init?(_ line: Substring) {
      let numbers = line.split(separator: " ").compactMap { Double($0) }
      guard numbers.count == 2 else { return nil }
      nanoseconds = UInt64(numbers[0] * 1_000)
      lines = Int(numbers[1])
    }
  }

  static func pour(_ talk: PreparedTalk, into database: String) throws -> Poured {
    let output = try ProgramRun(
      command("pour", talk.file, database, "\(PreparedTalk.origins)")
    ).output
    guard let poured = Poured(output), poured.lines == talk.lineCount else {
      throw Problem("the yardstick poured not \(talk.lineCount) lines, but said: \(output)")
    }
    return poured
  }

  /// Searches twice for everything, and tells of the second time, when SQLite has what it needs.
  static func search(_ searches: [Search], in database: String) throws -> [Found] {
    let matches = searches.map { "\($0.match)\n" }.joined()
    let file = "\(database).queries"
    try write(matches + matches, to: file)
    let output = try ProgramRun(command("search", file, database)).output
    let found = output.split(separator: "\n").compactMap { Found($0) }
    guard found.count == 2 * searches.count else {
      throw Problem("the yardstick answered \(found.count) of \(2 * searches.count) searches")
    }
    return Array(found.suffix(searches.count))
  }

  private static func command(_ arguments: String...) -> [String] {
    [Programs.ours("yardstick"), "transcript"] + arguments
  }
}
