import API
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct SamplesTests {
  private let clock = ManualClock()
  private let written = Written()
  private let samples: Samples

  /// At a whole minute of the wall clock.
  private static let noon = WallTime(seconds: 1_795_521_600)
  private static let minute = noon.seconds / 60

  private final class Written { var samples: [Change.Sample] = [] }

  init() {
    let (clock, written) = (clock, written)
    samples = Samples(on: clock) {
      Self.noon + clock.now
    } write: {
      written.samples.append($0)
    }
  }

  private func report(
    _ id: String = "a", lines: Int, people: Int = 1, uptime: Int = 1_000, instance: String = "1"
  ) {
    samples.see(
      id,
      ServerReport(
        users: people, lines: lines, connections: 0, uptime: uptime, version: "1",
        instance: instance), people: people)
  }

  private func sample(_ minute: Int, _ people: Int, _ lines: Int) -> Change.Sample {
    Change.Sample(minute: Self.minute + minute, people: people, lines: lines)
  }

  @Test func `a minute has the most people at once, and the lines that were said in it`() {
    for (people, lines) in [(3, 100), (7, 110), (5, 130)] {
      report(lines: lines, people: people)
      clock.advance(by: .seconds(10))
    }
    #expect(written.samples.isEmpty)
    clock.advance(by: .seconds(30))
    // What was said before we counted is of no minute that we know.
    #expect(written.samples == [sample(0, 7, 30)])
    #expect(samples.list(1).people == [7] && samples.list(1).lines == [30])
    #expect(samples.list(1).start == Self.noon.rfc3339)
  }

  @Test(arguments: [
    ("the same process", "1", 2_000, 150, 50), ("another one, since then", "2", 5, 20, 20),
    ("another one, older than we are", "2", 2_000, 20, 0),
    ("one without an instance that counts anew", "1", 5, 30, 30),
  ])
  func `lines are counted since the report before`(
    _ what: String, _ instance: String, _ uptime: Int, _ lines: Int, _ counted: Int
  ) {
    report(lines: 100)
    clock.advance(by: .seconds(10))
    report(lines: lines, uptime: uptime, instance: instance)
    clock.advance(by: .seconds(60))
    #expect(written.samples == [sample(0, 1, counted)], "\(what)")
  }

  @Test func `without reports there is no minute, and no timer`() {
    report(lines: 0)
    clock.advance(by: .seconds(600))
    #expect(written.samples == [sample(0, 1, 0)])
    #expect(!clock.hasPendingCalls)
    report(lines: 0)
    clock.advance(by: .seconds(60))
    #expect(samples.list(12).people == [nil, 1] + Array(repeating: nil, count: 9) + [1])
  }

  @Test func `a minute that is over is there, whether or not its timer was heard`() {
    let now = Now()
    let late = Samples(on: clock) {
      now.time
    } write: { [written] in
      written.samples.append($0)
    }
    late.see(
      "a", ServerReport(users: 3, lines: 0, connections: 0, uptime: 0, version: "1"), people: 3)
    #expect(late.list(1).people == [nil])
    now.time = Self.noon + .seconds(60)
    #expect(late.list(1).people == [3] && written.samples == [sample(0, 3, 0)])
    clock.advance(by: .seconds(60))
    #expect(written.samples.count == 1)
  }

  private final class Now { var time = SamplesTests.noon }

  @Test func `lines of several servers are added up`() {
    for (a, b) in [(0, 0), (5, 3), (9, 4)] {
      report("a", lines: a)
      report("b", lines: b)
    }
    samples.finish()
    #expect(written.samples == [sample(0, 1, 13)])
  }

  @Test func `a minute that is interrupted is gone on with`() throws {
    let folder = try TemporaryFolder()
    let store = try Store.open(folder.database)
    for (people, lines) in [(3, 10), (2, 5)] {
      let change = Change(.sampled(sample(0, people, lines)), actor: "api", time: Self.noon.rfc3339)
      #expect(try store.commit([change]).events == [nil])
    }
    #expect(try store.samples() == [sample(0, 3, 15)])
    let later = Samples(on: clock, earlier: try store.samples()) {
      Self.noon + .seconds(60)
    } write: { _ in
    }
    #expect(later.list(1).people == [3] && later.list(1).lines == [15])
  }

  @Test func `a week is kept`() throws {
    let folder = try TemporaryFolder()
    let store = try Store.open(folder.database)
    for minute in [0, 1, Limits.samplesMax, Limits.samplesMax + 1] {
      let change = Change(
        .sampled(sample(minute, 1, 1)), actor: "api", time: Self.noon.rfc3339)
      _ = try store.commit([change])
    }
    #expect(
      try store.samples().map(\.minute)
        == [Limits.samplesMax, Limits.samplesMax + 1]
        .map { Self.minute + $0 })
  }

  @Test func `they can be asked for`() throws {
    let site = try TestSite()
    try site.presence.renew(
      "a", ServerReport(users: 4, lines: 0, connections: 0, uptime: 0, version: "1"), actor: "a")
    site.clock.advance(by: .seconds(60))
    let list = try JSON.decode(
      SampleList.self, from: try site.send(.get, "/samples?minutes=2").body)
    #expect(list.people == [nil, 4] && list.lines == [nil, 0])
    let day = try JSON.decode(SampleList.self, from: try site.send(.get, "/samples").body)
    #expect(day.people.count == 1_440)
    for wrong in ["0", "10081", "x"] {
      #expect(try site.send(.get, "/samples?minutes=\(wrong)").status == .badRequest)
    }
  }
}
