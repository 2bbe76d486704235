import Dashboard
import Testing
import TinyHTTP
import Wire

@Suite struct CurvesTests {
  private static func list(
    _ start: String, people: [Int?] = [], lines: [Int?] = [], minutes: Int
  ) -> SampleList {
    let rest = Array(repeating: Int?.none, count: minutes)
    return SampleList(
      start: start, people: (people + rest).prefix(minutes).map(\.self),
      lines: (lines + rest).prefix(minutes).map(\.self))
  }

  @Test func `they begin with the first whole hour`() {
    let early: [Int?] = Array(repeating: 99, count: 58) + [7, 3]
    let curves = Curves(Self.list("2026-11-24T23:02:00.000Z", people: early, minutes: 100))
    #expect(
      curves.people.text.contains(
        "Most at once: 7 at <time datetime=\"2026-11-25T00:00:00.000Z\" data-clock>00:00<"))
    #expect(curves.people.text.contains(">00:00</time></th><td>7</td>"))
    let whole = Curves(Self.list("2026-11-24T23:00:00.000Z", people: [5], minutes: 60))
    #expect(whole.people.text.contains("Most at once: 5 at <time datetime=\"2026-11-24T23:00"))
  }

  @Test func `lines have the last minute beside them`() {
    func words(_ last: Int?) -> String {
      Curves(
        SampleList(
          start: "2026-11-24T23:00:00.000Z", people: [1, nil], lines: [1_234, last])
      ).lines.text
    }
    #expect(words(12).contains("<b>12</b> lines in the last minute"))
    #expect(words(1).contains("<b>1</b> line in the last minute"))
    #expect(words(nil).contains("<b>–</b> lines counted in the last minute"))
    #expect(words(nil).contains("Most in a minute: 1,234 at <time datetime=\"2026-11-24T23:00"))
  }

  @Test func `what there is no curve of is said in words`() {
    #expect(Curves().people.text.contains("Not known yet."))
    #expect(Curves.older.lines.text.contains("older than the dashboard"))
    let nothing = Curves(Self.list("2026-11-24T23:00:00.000Z", minutes: 120))
    #expect(nothing.people.text.contains("Nothing was counted yet."))
    #expect(!nothing.people.text.contains("<svg"))
  }

  @Test(arguments: [
    SampleList(start: "soon", people: [1], lines: [1]),
    SampleList(start: "2026-11-24T25:00:00Z", people: [1], lines: [1]),
    SampleList(start: "2026-11-24T23:00:00Z", people: [1], lines: []),
    SampleList(start: "2026-11-24T23:01:00Z", people: [1], lines: [1]),
    SampleList(start: "2026-11-24T23:00:00Z", people: [], lines: []),
  ])
  func `what is no day is not drawn`(list: SampleList) {
    #expect(Curves(list).people.text.contains("in a way that the dashboard does not know"))
  }
}
