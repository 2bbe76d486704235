import Dashboard
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct DayTests {
  let api = FakeAPI()
  let clock = ManualClock()
  let day: Day

  init() {
    let clock = clock
    day = Day(api: api.client) { WallTime(sinceEpoch: TestDashboard.noon + clock.now).rfc3339 }
    say(1)
  }

  private func say(_ people: Int) {
    api.samples = SampleList(start: "2026-11-24T11:00:00.000Z", people: [people], lines: [0])
  }

  /// What a question came to; nil while the API has not answered.
  private func refresh() -> Bool? {
    var isNew: Bool?
    day.refresh().addCallback { isNew = $0 }
    return isNew
  }

  private func shows(_ people: Int) -> Bool {
    day.curves.people.text.contains(
      "Most at once: \(people) at <time datetime=\"2026-11-24T11:00:00.000Z\"")
  }

  @Test func `it is asked for once a minute, and drawn when it is new`() {
    #expect(api.takeRequests() == [] && !clock.hasPendingCalls)
    #expect(refresh() == true && shows(1))
    say(2)
    #expect(refresh() == false && shows(1))
    clock.advance(by: .seconds(59))
    #expect(refresh() == false)
    clock.advance(by: .seconds(1))
    #expect(refresh() == true && shows(2))
    #expect(api.takeRequests().count == 2 && !clock.hasPendingCalls)
  }

  @Test func `who comes while it is asked for shares the answer`() {
    api.mood = .slow
    var answers: [Bool] = []
    for _ in 1...3 { day.refresh().addCallback { answers.append($0) } }
    #expect(api.takeRequests().count == 1 && answers == [])
    api.release()
    #expect(answers == [true, true, true])
  }

  @Test func `with the API away the curves stay, and the next to look asks again`() {
    _ = refresh()
    clock.advance(by: .seconds(60))
    api.mood = .away
    #expect(refresh() == false && shows(1))
    api.mood = .well
    say(3)
    #expect(refresh() == true && shows(3))
  }

  @Test func `an older API is asked no more often than another`() {
    api.samples = nil
    #expect(refresh() == true)
    #expect(day.curves.people.text.contains("older than the dashboard"))
    #expect(refresh() == false && api.takeRequests().count == 1)
  }
}
