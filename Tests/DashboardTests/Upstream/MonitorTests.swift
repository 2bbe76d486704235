import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct MonitorTests {
  let clock = ManualClock()
  let api = FakeAPI()

  func monitor(_ report: @escaping (Snapshot.Outage?) -> Void = { _ in }) -> Monitor {
    Monitor(on: clock, api: api.client, timeOfDay: { "now" }, reportOutage: report)
  }

  @Test func `with nobody watching it asks nothing`() {
    let monitor = monitor()
    clock.advance(by: .seconds(3_600))
    #expect(api.takeRequests() == [])
    #expect(!clock.hasPendingCalls)
    #expect(!monitor.isWatching)
  }

  @Test func `watching costs one long poll and the counts every two seconds`() {
    let monitor = monitor()
    var changes = 0
    monitor.startWatching { changes += 1 }
    #expect(
      api.takeRequests() == [
        "GET /users/", "GET /servers", "GET /banner/", "GET /events?limit=20", "GET /doors",
        "GET /rules", "GET /history", "GET /status", "GET /events?after=0&wait=25",
      ])
    clock.advance(by: .seconds(20))
    #expect(
      api.takeRequests()
        == Array(repeating: ["GET /users/", "GET /servers", "GET /status"], count: 10).flatMap {
          $0
        })
    #expect(changes == 11)
    #expect(api.followerCount == 1)

    monitor.stopWatching()
    #expect(api.followerCount == 0)
    clock.advance(by: .seconds(3_600))
    #expect(api.takeRequests() == [])
    #expect(!clock.hasPendingCalls)
  }

  @Test func `an event is shown at once, and a burst of them in a few updates`() {
    let monitor = monitor()
    var changes = 0
    monitor.startWatching { changes += 1 }
    api.banner = "New"
    api.happen("banner.changed")
    #expect(monitor.snapshot.banner == "New")
    #expect(monitor.snapshot.events?.count == 1)
    #expect(changes == 2)
    for _ in 0..<100 { api.happen("banner.changed") }
    #expect(changes == 2)
    clock.advance(by: Monitor.followPause)
    #expect(changes == 3)
    #expect(monitor.snapshot.events?.first?.seq == 101)
  }

  @Test func `an outage is reported once, and everything is asked after it`() {
    var reports: [String] = []
    let monitor = monitor { reports.append($0 == nil ? "back" : "away") }
    monitor.startWatching {}
    api.mood = .away
    clock.advance(by: .seconds(20))
    #expect(reports == ["away"])
    #expect(monitor.snapshot.users == 3)
    _ = api.takeRequests()
    api.mood = .well
    api.banner = "Changed meanwhile"
    clock.advance(by: .seconds(2))
    #expect(reports == ["away", "back"])
    #expect(monitor.snapshot.banner == "Changed meanwhile")
    #expect(api.takeRequests().prefix(4).contains("GET /banner/"))
  }

  @Test func `a crowd of pages costs two readings, and each is newer than its page`() {
    let monitor = monitor()
    api.mood = .slow
    var shown: [String] = []
    func load(_ count: Int) {
      for _ in 0..<count {
        monitor.refresh().addCallback { shown.append((try? $0.banner?.get()) ?? "nothing") }
      }
    }
    load(1)
    #expect(api.takeRequests().count == 8)
    load(699)
    #expect(api.takeRequests().count == 0)
    api.release()
    #expect(shown == ["Welcome"])
    #expect(api.takeRequests().count == 8)
    load(5)
    api.banner = "New"
    api.release()
    #expect(shown.count == 700 && shown.suffix(699).allSatisfy { $0 == "New" })
    api.release()
    #expect(shown.count == 705)
    #expect(api.takeRequests().count == 8)
    load(1)
    api.release()
    #expect(shown.count == 706)
  }

  @Test func `with the API away a crowd waits for one attempt, not two`() {
    let monitor = monitor()
    let answer = Deferred<HTTPResponse>()
    let stuck = Monitor(
      on: clock,
      api: APIClient(
        send: { _, _ in
          let waiting = Deferred<HTTPResponse>()
          answer.addBoth { _ in waiting.errback(FakeAPI.Away()) }
          return waiting
        }, stream: { _, _ in Deferred() }), timeOfDay: { "now" })
    var done = 0
    for _ in 0..<9 { stuck.refresh().addCallback { _ in done += 1 } }
    answer.callback(HTTPResponse(.ok))
    #expect(done == 9)
    #expect(stuck.snapshot.outage != nil && monitor.snapshot.outage == nil)
  }

  @Test func `too much to do ourselves is no outage of the API`() {
    var reports = 0
    let monitor = monitor { _ in reports += 1 }
    monitor.refresh().addCallback { _ in }
    api.mood = .overrun
    clock.advance(by: .seconds(5))
    monitor.refresh().addCallback { _ in }
    #expect(monitor.snapshot.outage == nil && reports == 0)
    #expect(monitor.snapshot.users == 3)
    #expect(monitor.snapshot.age(at: clock.now) == .seconds(5))
  }

  @Test func `a viewer who leaves while the API is slow is not told anything more`() {
    let monitor = monitor()
    api.mood = .silent
    var changes = 0
    monitor.startWatching { changes += 1 }
    monitor.stopWatching()
    #expect(changes == 0)
    #expect(!clock.hasPendingCalls)
  }

  @Test(
    arguments: [
      HTTPResponse.text("no JSON"), .json(["users": "three"]), .json(Outcome.error("no"), .ok),
      HTTPResponse(.ok),
      .text(#"{"users": 3, "events": [], "servers": [], "banner": "", "open": true, "lines": 1,}"#),
      .text(
        #"{"users": 3, "users": 3, "events": [], "servers": [], "banner": "", "open": true}"#),
      .text(#"{"users": "# + String(repeating: "[", count: 33) + "}"),
    ].map { String(decoding: $0.body, as: UTF8.self) })
  func `what is no answer of the API's is an outage, not a crash`(body: String) throws {
    let monitor = monitor()
    api.mood = .answering(.text(body))
    monitor.refresh().addCallback { _ in }
    guard case .unreadable = monitor.snapshot.outage?.failure else {
      Issue.record("\(String(describing: monitor.snapshot.outage))")
      return
    }
  }
}
