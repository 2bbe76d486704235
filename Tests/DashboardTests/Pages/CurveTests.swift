import Testing
import TinyHTTP

@testable import Dashboard

@Suite struct CurveTests {
  private func curve(_ minutes: [Int?], _ measure: Curve.Measure = .most) -> Curve {
    Curve("People", minutes, measure) { "minute \($0)" }
  }

  @Test(arguments: [
    (0.0, 2), (1, 2), (2, 2), (2.1, 4), (4, 4), (5, 10), (10, 10), (11, 20), (39, 40), (41, 100),
    (4_001, 10_000),
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
    #expect(try #require(most.peak) == (1_234, 70))
    let html = most.html.text
    #expect(html.contains("People, the last 24 hours: at most 1,234, at minute 70"))
    #expect(html.contains("<th scope=\"row\">minute 60</th><td>1,234</td>"))
    #expect(curve(minutes, .mean).html.text.contains("minute 0</th><td>120</td>"))
  }

  @Test func `of a day that nobody counted it says so`() {
    let html = curve(Array(repeating: nil, count: 1_440)).html.text
    #expect(html.contains("nobody counted in the last 24 hours"))
    #expect(html.contains("<td>not known</td>"))
    #expect(html.contains("d=\"\""))
  }
}
