import FoundationEssentials

/// All comparisons as a machine reads them: one object, printed at the end.
struct JSONReport: Encodable {
  struct Entry: Encodable {
    let benchmark: String
    let figure: String
    let servers: [Measured]
    let goal: String?
    let reached: Bool?
  }

  struct Measured: Encodable {
    let server: String
    let median: Double?
    let ratio: Double?
    let rounds: [Double]
  }

  let machine: String
  let results: [Entry]
  let notes: [String]

  init(machine: String, _ comparisons: [Comparison]) {
    self.machine = machine
    results = comparisons.flatMap { comparison in comparison.rows.map(comparison.entry) }
    notes = comparisons.flatMap { comparison in
      comparison.notes.map { "\(comparison.title): \($0)" }
    }
  }

  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

extension Comparison {
  fileprivate func entry(_ row: Row) -> JSONReport.Entry {
    let goal = goal(of: row)
    return JSONReport.Entry(
      benchmark: title, figure: row.name,
      servers: columns.indices.map { column in
        JSONReport.Measured(
          server: columns[column], median: median(row, column: column),
          ratio: ratio(row, column: column), rounds: row.rounds[column])
      },
      goal: goal.map(\.limit.text), reached: goal.flatMap { isReached($0, row) })
  }
}
