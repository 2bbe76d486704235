import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Bans and orders as time goes by` {
  let site: TestSite
  var moderation: Moderation { site.moderation }
  var journal: Journal { site.journal }

  init() throws { site = try TestSite() }

  func ban(_ range: String, minutes: Int? = nil) throws {
    _ = try site.reactor.wait(
      for: moderation.ban(range, reason: "spam", minutes: minutes, actor: "zoe"))
  }

  func ranges() -> [String] { moderation.bans.map(\.range) }

  func actions() throws -> [String] {
    try site.reactor.wait(for: journal.events(.after(0, limit: 500)))
      .map { "\($0.action) \($0.target)" }
  }

  @Test func `a ban ends on the minute, by itself, with an event, and chat servers hear of it`()
    throws
  {
    try ban("192.0.2.7", minutes: 5)
    #expect(
      moderation.bans == [
        Ban(
          id: 1, range: "192.0.2.7", reason: "spam", until: "2026-11-24T12:05:00.000Z",
          since: "2026-11-24T12:00:00.000Z", actor: "zoe")
      ])
    var woken: ChatConfiguration?
    journal.configurationChanges.wait(atMost: .seconds(3_600)).addCallback {
      woken = moderation.configuration(after: nil)
    }
    site.clock.advance(by: .milliseconds(299_999))
    #expect(ranges() == ["192.0.2.7"])
    site.clock.advance(by: .milliseconds(1))
    // From this moment, whether the disk has heard of it or not.
    #expect(ranges() == [])
    #expect(moderation.configuration(after: nil).bans == [])
    try site.reactor.wait { woken != nil }
    #expect(woken?.seq == 2)
    #expect(journal.snapshot.configuration.bans == [])
    let event = try site.reactor.wait(for: journal.events(.newest(limit: 1)))[0]
    #expect(
      event
        == Event(
          seq: 2, time: "2026-11-24T12:05:00.000Z", actor: "api", action: "ban.expired",
          target: "192.0.2.7", old: "until 2026-11-24T12:05:00.000Z: spam"))
  }

  @Test func `one timer waits for the next end, and none when there is none`() throws {
    #expect(!site.clock.hasPendingCalls)
    try ban("192.0.2.1")
    #expect(!site.clock.hasPendingCalls)
    try ban("192.0.2.2", minutes: 20)
    try ban("192.0.2.3", minutes: 10)
    site.clock.advance(by: .seconds(600))
    try site.reactor.wait { journal.snapshot.configuration.bans.count == 2 }
    #expect(ranges() == ["192.0.2.1", "192.0.2.2"])
    #expect(site.clock.hasPendingCalls)
    _ = try site.reactor.wait(for: moderation.commit(.banLifted(id: 2), actor: "zoe"))
    #expect(!site.clock.hasPendingCalls)
    site.clock.advance(by: .seconds(600))
    #expect(try actions().last == "ban.lifted 192.0.2.2")
  }

  @Test func `a ban that has ended does not stand in the way of a new one`() throws {
    // The wall clock is set on, so that no timer knows.
    let other = Moderation(on: ManualClock(), journal: journal) {
      TestSite.start + .seconds(3_600)
    }
    try ban("192.0.2.7", minutes: 5)
    #expect(other.bans == [])
    _ = try site.reactor.wait(
      for: other.ban("192.0.2.7", reason: "again", minutes: 5, actor: "zoe"))
    #expect(other.bans.map(\.reason) == ["again"])
    #expect(
      try actions() == ["ban.added 192.0.2.7", "ban.expired 192.0.2.7", "ban.added 192.0.2.7"])
    let error = #expect(throws: ChangeRefusal.self) {
      try site.reactor.wait(for: other.commit(.banLifted(id: 1), actor: "zoe"))
    }
    #expect(error == .noSuchBan(id: 1))
  }

  @Test func `bans that ended while nobody was there end at the start`() throws {
    try ban("192.0.2.7", minutes: 5)
    try ban("192.0.2.8")
    let clock = ManualClock()
    let later = Moderation(on: clock, journal: journal) { TestSite.start + .seconds(86_400) }
    #expect(later.bans.map(\.range) == ["192.0.2.8"])
    clock.advance(by: .zero)
    try site.reactor.wait { journal.snapshot.configuration.bans.count == 1 }
    #expect(try actions().last == "ban.expired 192.0.2.7")
  }

  @Test func `many that end at once leave room for others, and each is one event`() throws {
    let count = APILimits.bansExpiringMax * 2 + 10
    for number in 0..<count {
      moderation.ban("10.0.\(number / 256).\(number % 256)", reason: "", minutes: 1, actor: "zoe")
        .addBoth { _ in }
    }
    try site.reactor.wait { moderation.bans.count == count }
    site.clock.advance(by: .seconds(60))
    #expect(ranges() == [])
    try site.reactor.wait {
      site.clock.advance(by: .zero)
      return journal.snapshot.configuration.bans.isEmpty
    }
    #expect(journal.snapshot.lastSeq == 2 * count)
    #expect(!site.clock.hasPendingCalls)
  }

  @Test func `what the disk does not take is tried again later, and not in a hurry`() throws {
    try ban("192.0.2.7", minutes: 5)
    try site.reactor.wait(for: journal.close())
    site.clock.advance(by: .seconds(300))
    #expect(ranges() == [])
    #expect(site.clock.hasPendingCalls)
    var tries = 0
    let retrying = Moderation(on: site.clock, journal: journal) {
      tries += 1
      return TestSite.start + .seconds(300)
    }
    site.clock.advance(by: .zero)
    let first = tries
    site.clock.advance(by: APILimits.expiryRetryDelay - .milliseconds(1))
    #expect(tries == first)
    site.clock.advance(by: .milliseconds(1))
    #expect(tries > first)
    #expect(retrying.bans == [])
  }

  @Test func `orders are for those who were there, and for ten minutes`() throws {
    func order(_ text: String) throws {
      let order = Change.NewOrder(
        id: text, action: .announce,
        recipients: [Change.Recipient(server: "a", instance: "i")], text: text)
      _ = try site.reactor.wait(for: moderation.commit(.ordered(order), actor: "zoe"))
      _ = try site.reactor.wait(
        for: moderation.commit(.orderWaiting(id: text, on: nil, why: "away"), actor: "zoe"))
    }
    func texts(after seq: Int?) -> [String?] {
      moderation.configuration(after: seq).orders.map(\.text)
    }
    try order("one")
    site.clock.advance(by: .seconds(300))
    try order("two")
    #expect(texts(after: nil) == [])
    #expect(texts(after: 0) == ["one", "two"])
    #expect(texts(after: 1) == ["two"])
    #expect(texts(after: 2) == [])
    #expect(texts(after: 99) == [])
    site.clock.advance(by: .seconds(300))
    #expect(texts(after: 0) == ["one", "two"])
    site.clock.advance(by: .milliseconds(1))
    #expect(texts(after: 0) == ["two"])
    site.clock.advance(by: .seconds(300))
    #expect(texts(after: 0) == [])
    #expect(moderation.configuration(after: 0).seq == 2)
  }
}
