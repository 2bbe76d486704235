import ServiceKit
package import TinyHTTP
import TinyReactor
package import Wire

/// How many were there and how much they said in the last 24 hours: each as a curve, with the most
/// there was. Drawn once for all who look.
package struct Curves {
  /// The most people at once in each minute.
  package let people: HTML
  /// Lines in each minute, and in the last one.
  package let lines: HTML

  /// Before the API has said anything.
  package init() { self.init("Not known yet.") }

  private init(_ why: HTML) { self.init(people: Self.none(why), lines: Self.none(why)) }

  private init(people: HTML, lines: HTML) {
    self.people = people
    self.lines = lines
  }

  /// Of an API that does not count.
  package static let older = Curves("This API is older than the dashboard: it keeps no curves.")

  /// The whole hours of `list`, and what there is of the last.
  package init(_ list: SampleList) {
    guard let start = WholeHour(in: list) else {
      self.init("This API counts minutes in a way that the dashboard does not know.")
      return
    }
    let (people, lines) = (
      Array(list.people.dropFirst(start.skipped)), Array(list.lines.dropFirst(start.skipped))
    )
    let now: HTML =
      switch lines.last ?? nil {
      case nil: "<b>–</b> lines counted in the last minute"
      case let count?:
        "<b>\(Format.grouped(count))</b> \(count == 1 ? "line" : "lines") in the last minute"
      }
    self.init(
      people: Self.html(Curve("People", people, .most, from: start.time), "Most at once"),
      lines: """
        <p class="count">\(now)</p>
        \(Self.html(Curve("Lines", lines, .mean, from: start.time), "Most in a minute"))
        """)
  }

  private static func html(_ curve: Curve, _ most: HTML) -> HTML {
    guard let peak = curve.peak else {
      return none("Nothing was counted yet. The curve begins when a chat server reports.")
    }
    return """
      <p class="facts">\(most): \(Format.grouped(peak.value)) at \(peak.time)</p>
      \(curve.html)
      """
  }

  private static func none(_ why: HTML) -> HTML { "<p class=\"none\">\(why)</p>" }
}

/// Where the first whole hour of a list begins.
private struct WholeHour {
  /// Minutes before it.
  let skipped: Int
  let time: WallTime

  /// Nil when the beginning is no time, or there is no whole hour.
  init?(in list: SampleList) {
    guard let first = WallTime(rfc3339: list.start),
      first.rfc3339.prefix(16) == list.start.prefix(16), first.seconds % 60 == 0
    else { return nil }
    skipped = (60 - first.seconds / 60 % 60) % 60
    time = first + .seconds(60 * skipped)
    guard list.people.count == list.lines.count, list.people.count > skipped else { return nil }
  }
}
