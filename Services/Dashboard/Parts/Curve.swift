import ServiceKit
package import TinyHTTP
package import TinyReactor

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
  /// Hours from one line below the curve to the next.
  private static let hoursBetween = 6

  private let title: String
  private let minutes: [Int?]
  private let measure: Measure
  /// When the first minute began: at a whole hour.
  private let start: WallTime
  private let steps: [Double?]
  /// The top of the plot.
  private let top: Int

  /// `minutes` has a value for each minute since `start`, a whole hour; nil where nobody counted.
  package init(_ title: String, _ minutes: [Int?], _ measure: Measure, from start: WallTime) {
    self.title = title
    self.minutes = minutes
    self.measure = measure
    self.start = start
    steps = Self.steps(of: minutes, measure)
    top = Self.top(above: steps.compactMap(\.self).max() ?? 0)
  }

  /// The most in any minute, and when that was; nil when nobody counted.
  package var peak: (value: Int, time: HTML)? {
    peakIndex.map { (minutes[$0] ?? 0, Self.time(moment($0))) }
  }

  private var peakIndex: Int? {
    minutes.indices.filter { minutes[$0] != nil }.max { (minutes[$0] ?? 0) < (minutes[$1] ?? 0) }
  }

  private func moment(_ index: Int) -> WallTime { start + .seconds(60 * index) }

  /// `13:05`
  private static func clock(_ time: WallTime) -> Substring {
    time.rfc3339.dropFirst("2026-11-24T".count).prefix("13:05".count)
  }

  private static func time(_ time: WallTime) -> HTML {
    "<time datetime=\"\(time.rfc3339)\" data-clock>\(clock(time))</time>"
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

  /// The least of 2, 4, 6, 8, 10, 20, 40 … that is not below `value`: so half of it is whole, too.
  static func top(above value: Double) -> Int {
    var unit = 1
    while true {
      for factor in [2, 4, 6, 8, 10] where Double(factor * unit) >= value { return factor * unit }
      unit *= 10
    }
  }

  package var html: HTML {
    """
    <div class="plot" role="img" aria-label="\(summary)">
    <div class="scale"><span>\(Format.grouped(top))</span><span>\(Format.grouped(top / 2))</span>\
    <span>0</span></div>
    \(drawing)
    \(times)
    </div>
    <details class="table"><summary>\(title), hour by hour</summary>\(table)</details>
    """
  }

  private var summary: String {
    guard let peakIndex, let peak else { return "\(title): nobody counted in the last 24 hours" }
    let (most, time) = (Format.grouped(peak.value), Self.clock(moment(peakIndex)))
    return "\(title), the last 24 hours: at most \(most), at \(time) UTC"
  }

  // MARK: - The picture

  /// Steps after the first.
  private var width: Int { max(1, steps.count - 1) }

  /// The steps at which a line stands, at hours that a clock has at its sides.
  private var marks: [(step: Int, time: WallTime)] {
    stride(from: 0, to: minutes.count, by: 60)
      .filter { moment($0).calendar.hour % Self.hoursBetween == 0 }
      .map { ($0 / Self.step, moment($0)) }
  }

  /// Stretched to whatever room there is; lines keep their width.
  private var drawing: HTML {
    var (line, area) = ("", "")
    for run in Self.runs(of: steps) {
      let points = run.map { "\($0),\(height(of: $0))" }
      // A single step would be nothing: it is drawn as wide as it is.
      let last = points.count == 1 ? "h1" : ""
      line += "M\(points.joined(separator: "L"))\(last)"
      let end = points.count == 1 ? run.lowerBound + 1 : run.upperBound - 1
      area += "M\(run.lowerBound),100L\(points.joined(separator: "L"))\(last)L\(end),100Z"
    }
    let upright = marks.map { "M\($0.step),0V100" }.joined()
    let peak = peakIndex.map { index -> HTML in
      "<path class=\"peak\" d=\"M\(index / Self.step),\(height(of: index / Self.step))h0\"/>"
    }
    return """
      <svg class="curve" viewBox="0 0 \(width) 100" preserveAspectRatio="none">
      <path class="grid" d="M0,0H\(width)M0,50H\(width)M0,100H\(width)\(upright)"/>
      <path class="area" d="\(area)"/><path class="line" d="\(line)"/>\(peak)</svg>
      """
  }

  /// From the top, of 100.
  private func height(of step: Int) -> String {
    Self.decimal(100 - 100 * (steps[step] ?? 0) / Double(top))
  }

  /// Not stretched, so in a picture of its own. At the sides a time stands inside.
  private var times: HTML {
    let texts = marks.map { mark -> HTML in
      let place = 100 * Double(mark.step) / Double(width)
      let anchor: HTML = place < 6 ? "start" : place > 94 ? "end" : "middle"
      return """
        <text x="\(Self.decimal(place))%" y="1em" text-anchor="\(anchor)" \
        data-time="\(mark.time.rfc3339)" data-clock>\(Self.clock(mark.time))</text>
        """
    }
    return "<svg class=\"times\">\(HTML.join(texts))</svg>"
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

  // MARK: - The table

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
        <tr><th scope="row">\(Self.time(moment(first)))</th>\
        <td>\(value.map(Format.grouped) ?? "not known")</td></tr>

        """
    }
    let head: HTML = measure == .most ? "Most at once" : "In all"
    return """
      <table class="figures"><thead><tr><th scope="col">Hour from</th>\
      <th scope="col">\(head)</th></tr></thead>
      <tbody>\(HTML.join(rows))</tbody></table>
      """
  }
}
