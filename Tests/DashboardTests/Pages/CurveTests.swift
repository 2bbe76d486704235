import Testing
import TinyHTTP
import TinyReactor

@testable import Dashboard

@Suite struct CurveTests {
  /// That hour of a day, UTC.
  private static func start(_ hour: Int) -> WallTime {
    WallTime(seconds: 1_795_478_400 + 3_600 * hour)
  }

  private func curve(_ minutes: [Int?], _ measure: Curve.Measure = .most) -> Curve {
    Curve("People", minutes, measure, from: Self.start(22))
  }

  @Test(arguments: [
    (0.0, 2), (1, 2), (2, 2), (2.1, 4), (4, 4), (5, 6), (7, 8), (9, 10), (10, 10), (11, 20),
    (39, 40), (41, 60),
    (4_001, 6_000), (8_001, 10_000),
  ])
  func `the scale ends at a number whose half is whole`(value: Double, top: Int) {
    #expect(Curve.top(above: value) == top)
  }

  @Test func `a step has the most, or the mean, of the minutes that were counted`() {
    let minutes: [Int?] = [1, 5, nil, 3, 0, nil, nil, nil, nil, nil, 4]
    #expect(Curve.steps(of: minutes, .most) == [5, nil, 4])
    #expect(Curve.steps(of: minutes, .mean) == [2.25, nil, 4])
  }

  @Test func `where nobody counted the curve is interrupted`() {
    #expect(Curve.runs(of: [nil, 1, 2, nil, nil, 3]) == [1..<3, 5..<6])
    #expect(Curve.runs(of: []) == [])
    let minutes: [Int?] = [1, 1, 1, 1, 1, 2, 2, 2, 2, 2] + Array(repeating: nil, count: 5) + [0]
    let html = curve(minutes).html.text
    #expect(html.contains("class=\"line\" d=\"M0,50L1,0M3,100h1\""))
    #expect(html.contains("class=\"area\" d=\"M0,100L0,50L1,0L1,100ZM3,100L3,100h1L4,100Z\""))
  }

  @Test func `it says its most in words, and its hours in a table`() throws {
    var minutes = [Int?](repeating: 2, count: 120)
    minutes[70] = 1_234
    let most = curve(minutes)
    #expect(try #require(most.peak).value == 1_234)
    let html = most.html.text
    #expect(html.contains("People, the last 24 hours: at most 1,234, at 23:10 UTC"))
    #expect(html.contains(">23:00</time></th><td>1,234</td>"))
    #expect(curve(minutes, .mean).html.text.contains("22:00</time></th><td>120</td>"))
  }

  @Test func `a clock stands below it, and a dot at its most`() {
    var minutes = [Int?](repeating: 0, count: 24 * 60 + 1)
    minutes[723] = 2
    let html = curve(minutes).html.text
    // From 22 on: midnight, 6, 12 and 18 o'clock, in steps of five minutes.
    #expect(html.contains("M0,100H288M24,0V100M96,0V100M168,0V100M240,0V100\""))
    #expect(
      html.contains(
        "<text x=\"8.3%\" y=\"1em\" text-anchor=\"middle\" data-time=\"2026-11-25T00:00:00.000Z\" data-clock>00:00</text>"
      ))
    #expect(
      html.contains(
        "<text x=\"83.3%\" y=\"1em\" text-anchor=\"middle\" data-time=\"2026-11-25T18:00:00.000Z\" data-clock>18:00</text>"
      ))
    #expect(html.contains("<path class=\"peak\" d=\"M144,0h0\"/>"))
    let early = Curve("People", minutes, .most, from: Self.start(6)).html.text
    #expect(
      early.contains(
        "<text x=\"0%\" y=\"1em\" text-anchor=\"start\" data-time=\"2026-11-24T06:00:00.000Z\" data-clock>06:00</text>"
      ))
    #expect(
      early.contains(
        "<text x=\"100%\" y=\"1em\" text-anchor=\"end\" data-time=\"2026-11-25T06:00:00.000Z\" data-clock>06:00</text>"
      ))
  }

  @Test func `of a day that nobody counted it says so`() {
    let html = curve(Array(repeating: nil, count: 1_440)).html.text
    #expect(html.contains("nobody counted in the last 24 hours"))
    #expect(html.contains("<td>not known</td>"))
    #expect(html.contains("d=\"\""))
  }
}
