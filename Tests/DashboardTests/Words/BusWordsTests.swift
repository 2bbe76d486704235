import Dashboard
import Testing
import TinyHTTP
import Wire

@Suite struct `A bus in words` {
  static let island = #"<span class="gone">island: out of reach of the others</span>"#

  @Test(arguments: [
    (BusReport.State.inStep, 0, 0, "in step"),
    (.inStep, 1, 0, "in step, 1 entry behind"),
    (.inStep, 12_345, 1, "in step, 12,345 entries behind, 1 line waits"),
    (.island, 0, 0, island),
    (.island, 0, 12, island + ", 12 lines wait"),
    (.island, 7, 1, island + ", 1 line waits"),
    (.starting, 0, 0, "joining the others"),
    (.starting, 400, 3, "joining the others, 400 entries behind, 3 lines wait"),
  ])
  func `it is plain how a server stands with the others`(
    state: BusReport.State, lag: Int, unsent: Int, words: String
  ) {
    let html = BusWords.html(BusReport(state: state, lag: lag, unsent: unsent))
    #expect(html.text == words)
  }
}
