/// One thing measured of one server in one round; the name ends in its unit.
struct Figure {
  let name: String
  let value: Double

  init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }

  /// Not there when the value is not known.
  init?(_ name: String, _ value: Double?) {
    guard let value else { return nil }
    self.init(name, value)
  }
}

/// What a figure of ours is to reach, beside the yardstick's or by itself.
struct Goal {
  enum Limit {
    case ratioAtMost(Double)
    case ratioAtLeast(Double)
    case atMost(Double)
    case atLeast(Double)
  }

  let figure: String
  let limit: Limit

  init(_ figure: String, _ limit: Limit) {
    self.figure = figure
    self.limit = limit
  }
}

/// Servers side by side under one load: a column each, the first one the measure of the others.
struct Comparison {
  struct Row {
    let name: String
    /// The values of all rounds, by column.
    var rounds: [[Double]]
  }

  let title: String
  let columns: [String]
  /// The columns that goals are about.
  let ours: [Int]
  let goals: [Goal]
  /// False when the columns are different things, so that a ratio means nothing.
  let hasRatios: Bool
  private(set) var rows: [Row] = []
  /// What went wrong, for people to read.
  private(set) var notes: [String] = []

  init(
    _ title: String, columns: [String], ours: [String] = [], goals: [Goal] = [],
    hasRatios: Bool = true
  ) {
    self.title = title
    self.columns = columns
    self.ours = ours.compactMap { columns.firstIndex(of: $0) }
    self.goals = goals
    self.hasRatios = hasRatios
  }

  mutating func add(_ figures: [Figure?], column: Int) {
    for case let figure? in figures {
      var index = rows.firstIndex { $0.name == figure.name }
      if index == nil {
        index = rows.count
        rows.append(Row(name: figure.name, rounds: columns.map { _ in [] }))
      }
      if let index { rows[index].rounds[column].append(figure.value) }
    }
  }

  mutating func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }

  func median(_ row: Row, column: Int) -> Double? { row.rounds[column].median }

  /// The median of each round's ratio to the first column: what disturbs a whole round cancels out.
  func ratio(_ row: Row, column: Int) -> Double? {
    guard hasRatios, column > 0 else { return nil }
    return zip(row.rounds[column], row.rounds[0]).filter { $1 != 0 }.map { $0 / $1 }.median
  }

  func goal(of row: Row) -> Goal? { goals.first { $0.figure == row.name } }

  /// Nil when it was not measured.
  func isReached(_ goal: Goal, _ row: Row) -> Bool? {
    let answers = ours.compactMap { isReached(goal, row, column: $0) }
    return answers.isEmpty ? nil : answers.allSatisfy { $0 }
  }

  private func isReached(_ goal: Goal, _ row: Row, column: Int) -> Bool? {
    switch goal.limit {
    case .ratioAtMost(let limit): ratio(row, column: column).map { $0 <= limit }
    case .ratioAtLeast(let limit): ratio(row, column: column).map { $0 >= limit }
    case .atMost(let limit): median(row, column: column).map { $0 <= limit }
    case .atLeast(let limit): median(row, column: column).map { $0 >= limit }
    }
  }
}

extension [Double] {
  fileprivate var median: Double? {
    guard !isEmpty else { return nil }
    let sorted = sorted()
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }
}
