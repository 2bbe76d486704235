package import TinyHTTP

/// A day as a curve, drawn on the server: inline SVG without a script, and a table of the hours beside
/// it for those who do not see it.
package struct Curve {
  /// What a step of the curve shows of its minutes.
  package enum Measure {
    /// The most of them: of what is there at a time.
    case most
    /// Their mean: of what happens in a minute.
    case mean
  }

  /// Minutes that are one step of the curve: more of them than pixels would be lost.
  static let step = 5

  private let title: String
  private let minutes: [Int?]
  private let measure: Measure
  /// The top of the plot.
  private let top: Int
  /// Of the hours and quarters below it.
  private let timeOfMinute: (Int) -> String

  /// `minutes` has a value for each minute; nil where nobody counted. `timeOfMinute` is the time at
  /// which one of them began, by its index, as people read it.
  package init(
    _ title: String, _ minutes: [Int?], _ measure: Measure,
    timeOfMinute: @escaping (Int) -> String
  ) {
    self.title = title
    self.minutes = minutes
    self.measure = measure
    self.timeOfMinute = timeOfMinute
    top = Self.top(above: Self.steps(of: minutes, measure).compactMap(\.self).max() ?? 0)
  }

  /// The most in any minute, and its index; nil when nobody counted.
  package var peak: (value: Int, index: Int)? {
    minutes.indices.filter { minutes[$0] != nil }
      .max { (minutes[$0] ?? 0) < (minutes[$1] ?? 0) }
      .map { (minutes[$0] ?? 0, $0) }
  }

  /// One value for each step; nil where none of its minutes was counted.
  static func steps(of minutes: [Int?], _ measure: Measure) -> [Double?] {
    stride(from: 0, to: minutes.count, by: step).map { first in
      let known = minutes[first..<min(first + step, minutes.count)].compactMap(\.self)
      guard let most = known.max() else { return nil }
      return switch measure {
      case .most: Double(most)
      case .mean: Double(known.reduce(0, +)) / Double(known.count)
      }
    }
  }

  /// The least of 2, 4, 10, 20, 40, 100 … that is not below `value`: so half of it is whole, too.
  static func top(above value: Double) -> Int {
    var unit = 1
    while true {
      for factor in [2, 4, 10] where Double(factor * unit) >= value { return factor * unit }
      unit *= 10
    }
  }

  package var html: HTML {
    let places = (0...4).map { $0 * (minutes.count - 1) / 4 }
    let times = HTML.join(places.map { "<span>\(timeOfMinute($0))</span>" })
    return """
      <div class="plot" role="img" aria-label="\(summary)">
      <div class="scale" aria-hidden="true"><span>\(Format.grouped(top))</span>\
      <span>\(Format.grouped(top / 2))</span><span>0</span></div>
      \(drawing)
      <div class="times" aria-hidden="true">\(times)</div>
      </div>
      <details class="table"><summary>\(title) as a table</summary>\(table)</details>
      """
  }

  private var summary: String {
    guard let peak else { return "\(title): nobody counted in the last 24 hours" }
    return "\(title), the last 24 hours: at most \(Format.grouped(peak.value)), at "
      + timeOfMinute(peak.index)
  }

  /// Stretched to whatever room there is; lines keep their width.
  private var drawing: HTML {
    let steps = Self.steps(of: minutes, measure)
    var (line, area) = ("", "")
    for run in Self.runs(of: steps) {
      let points = run.map { index -> String in
        "\(index),\(Self.decimal(100 - 100 * (steps[index] ?? 0) / Double(top)))"
      }
      // A single step would be nothing: it is drawn as wide as it is.
      let last = points.count == 1 ? "h1" : ""
      line += "M\(points.joined(separator: "L"))\(last)"
      let end = points.count == 1 ? run.lowerBound + 1 : run.upperBound - 1
      area += "M\(run.lowerBound),100L\(points.joined(separator: "L"))\(last)L\(end),100Z"
    }
    return """
      <svg viewBox="0 0 \(max(1, steps.count - 1)) 100" preserveAspectRatio="none" aria-hidden="true">
      <path class="grid" d="M0,0H\(steps.count)M0,50H\(steps.count)M0,100H\(steps.count)"/>
      <path class="area" d="\(area)"/><path class="line" d="\(line)"/></svg>
      """
  }

  /// Steps without a gap between them.
  static func runs(of steps: [Double?]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for index in steps.indices where steps[index] != nil {
      if let last = runs.last, last.upperBound == index {
        runs[runs.count - 1] = last.lowerBound..<index + 1
      } else {
        runs.append(index..<index + 1)
      }
    }
    return runs
  }

  /// With one place behind the point.
  private static func decimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  private var table: HTML {
    let rows = stride(from: 0, to: minutes.count, by: 60).map { first -> HTML in
      let hour = Array(minutes[first..<min(first + 60, minutes.count)])
      let known = hour.compactMap(\.self)
      let value =
        switch measure {
        case .most: known.max()
        case .mean: known.isEmpty ? nil : known.reduce(0, +)
        }
      return """
        <tr><th scope="row">\(timeOfMinute(first))</th>\
        <td>\(value.map(Format.grouped) ?? "not known")</td></tr>

        """
    }
    let head: HTML = measure == .most ? "The most at once" : "In all"
    return """
      <table><thead><tr><th scope="col">Hour from</th><th scope="col">\(head)</th></tr></thead>
      <tbody>\(HTML.join(rows))</tbody></table>
      """
  }
}
