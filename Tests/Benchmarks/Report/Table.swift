/// A comparison as people read it.
extension Comparison {
  var table: String {
    let header = [""] + columns + (goals.isEmpty ? [] : ["goal"])
    let body = rows.map { row in
      [row.name] + columns.indices.map { cell(row, $0) } + (goals.isEmpty ? [] : [goalText(row)])
    }
    let widths = header.indices.map { column in
      ([header] + body).map { $0[column].count }.max() ?? 0
    }
    let lines = ([header] + body).map { cells in
      zip(cells, widths).enumerated().map { index, cell in
        index == 0 ? padded(cell.0, after: cell.1) : padded(cell.0, before: cell.1)
      }.joined(separator: "   ")
    }
    let notes = notes.map { "  ! \($0)" }
    return ([title] + lines.map { "  \($0)" } + notes).joined(separator: "\n") + "\n"
  }

  private func cell(_ row: Row, _ column: Int) -> String {
    guard let median = median(row, column: column) else { return "–" }
    let value = readable(median)
    guard let ratio = ratio(row, column: column) else { return value }
    return "\(value) \(padded("(\(readable(ratio))×)", before: 8))"
  }

  private func goalText(_ row: Row) -> String {
    guard let goal = goal(of: row) else { return "" }
    let text = goal.limit.text
    return switch isReached(goal, row) {
    case true?: "\(text) reached"
    case false?: "\(text) MISSED"
    case nil: text
    }
  }
}

extension Goal.Limit {
  /// `≤ 0.35×`
  var text: String {
    switch self {
    case .ratioAtMost(let limit): "≤ \(readable(limit))×"
    case .ratioAtLeast(let limit): "≥ \(readable(limit))×"
    case .atMost(let limit): "≤ \(readable(limit))"
    case .atLeast(let limit): "≥ \(readable(limit))"
    }
  }
}

/// Three digits that matter, thousands apart.
func readable(_ value: Double) -> String {
  switch abs(value) {
  case 1e7...: "\(fixed(value / 1e6, decimals: 1)) M"
  case 1e6...: "\(fixed(value / 1e6, decimals: 2)) M"
  case 100...: grouped(Int(value.rounded()))
  case 10...: fixed(value, decimals: 1)
  case 0: "0"
  case ..<0.1: fixed(value, decimals: 3)
  default: fixed(value, decimals: 2)
  }
}

private func fixed(_ value: Double, decimals: Int) -> String {
  var scale = 1
  for _ in 0..<decimals { scale *= 10 }
  let scaled = Int((abs(value) * Double(scale)).rounded())
  let fraction = "\(scaled % scale)"
  let zeros = String(repeating: "0", count: decimals - fraction.count)
  return "\(value < 0 ? "-" : "")\(scaled / scale).\(zeros)\(fraction)"
}

func grouped(_ value: Int) -> String {
  let digits = "\(value.magnitude)"
  var text = value < 0 ? "-" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return text
}

private func padded(_ text: String, before width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

private func padded(_ text: String, after width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}
