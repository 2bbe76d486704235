import Testing
import TinyReactor

@Test func `what happens over and over is said once, then counted once a minute`() {
  let clock = ManualClock()
  let scan = RepeatedReport(about: "rule-of-quiet", on: clock)
  let lines = Reports.about("rule-of-quiet") {
    for _ in 0..<3 {
      for second in 0..<30 {
        scan.report("knock \(second)")
        clock.advance(by: .seconds(1))
      }
    }
    clock.advance(by: .seconds(300))
    scan.report("another day")
  }
  #expect(
    lines == [
      "rule-of-quiet: knock 0", "rule-of-quiet: knock 29 (59 such in the last 60 s)",
      "rule-of-quiet: knock 29 (30 such in the last 60 s)", "rule-of-quiet: another day",
    ])
}

@Test func `what is no longer watched leaves no timer`() {
  let clock = ManualClock()
  var scan: RepeatedReport<String>? = RepeatedReport(about: "rule-of-rest", on: clock)
  _ = Reports.about("rule-of-rest") { scan?.report("knock") }
  scan = nil
  #expect(!clock.hasPendingCalls)
}
