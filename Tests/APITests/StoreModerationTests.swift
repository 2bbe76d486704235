import API
import ServiceKit
import Support
import Testing
import Wire

@Suite struct `The store of what admins decide` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func open(pagesMax: Int = 10_000) throws -> Store {
    try Store.open(folder.database, pagesMax: pagesMax)
  }

  func change(_ what: Change.What, actor: String = "zoe", time: String = "t") -> Change {
    Change(what, actor: actor, time: time)
  }

  func ban(_ range: String, _ reason: String = "spam", until: String? = nil) -> Change {
    change(.banAdded(range: range, reason: reason, until: until))
  }

  func kick(_ id: String, _ member: Int = 7, on server: String = "a") -> Change {
    change(
      .ordered(
        Change.NewOrder(
          id: id, action: .kick, recipients: [Change.Recipient(server: server, instance: "i")],
          member: member, name: "Al", text: "rude")))
  }

  func announcement(_ id: String, on servers: [String]) -> Change {
    change(
      .ordered(
        Change.NewOrder(
          id: id, action: .announce,
          recipients: servers.map { Change.Recipient(server: $0, instance: "i-" + $0) }, text: "Hi")
      ))
  }

  /// Orders of which it is not known what came of them.
  func rows(_ store: Store) throws -> Int? {
    try store.db.rows("SELECT count(*) FROM orders") { $0.integer(0) }.first
  }

  func words(_ receipt: Store.Receipt) -> [String?] {
    receipt.events.map { event in
      event.map {
        "\($0.seq) \($0.action) \($0.target) \($0.old ?? "-") \($0.new ?? "-") \($0.actor)"
      }
    }
  }

  @Test func `a new database bans nobody, is open, and has a history`() throws {
    let snapshot = try open().snapshot()
    #expect(snapshot.configuration.bans == [])
    #expect(snapshot.configuration.doorsOpen)
    #expect(snapshot.configuration.historyLines == Limits.historyLinesDefault)
    #expect(snapshot.orders == [])
  }

  @Test func `a ban and its event are there together, and after reopening`() throws {
    let receipt = try open().commit([.banner("x"), ban("192.0.2.7", until: "u"), ban("::2", "")])
    let bans = [
      Ban(id: 2, range: "192.0.2.7", reason: "spam", until: "u", since: "t", actor: "zoe"),
      Ban(id: 3, range: "::2", reason: "", until: nil, since: "t", actor: "zoe"),
    ]
    #expect(receipt.snapshot.configuration.bans == bans)
    #expect(receipt.snapshot.configuration.seq == 3)
    #expect(
      receipt.events.dropFirst() == [
        Event(
          seq: 2, time: "t", actor: "zoe", action: "ban.added", target: "192.0.2.7",
          new: "until u: spam"),
        Event(seq: 3, time: "t", actor: "zoe", action: "ban.added", target: "::2", new: "for ever"),
      ])
    let store = try open()
    #expect(try store.snapshot() == receipt.snapshot)
    #expect(try store.events(.after(1, limit: 9)) == receipt.events.dropFirst().compactMap { $0 })
  }

  @Test(arguments: [
    (Change.What.banLifted(id: 1), "ban.lifted"), (.banExpired(id: 1), "ban.expired"),
  ])
  func `a ban that ends is an event that tells what it was`(
    what: Change.What, action: String
  ) throws {
    let store = try open()
    _ = try store.commit([ban("192.0.2.7", until: "u")])
    let receipt = try store.commit([change(what)])
    #expect(
      receipt.events == [
        Event(
          seq: 2, time: "t", actor: "zoe", action: action, target: "192.0.2.7", old: "until u: spam"
        )
      ])
    #expect(receipt.snapshot.configuration.bans == [])
    #expect(receipt.snapshot.configuration.seq == 2)
    #expect(try store.commit([change(what)]).results == [.failure(.noSuchBan(id: 1))])
    #expect(try store.snapshot() == receipt.snapshot)
  }

  @Test func `a refused change leaves those beside it alone`() throws {
    let store = try open()
    let receipt = try store.commit([
      ban("192.0.2.7"), ban("192.0.2.7", "again"), change(.banLifted(id: 7)), ban("192.0.2.8"),
    ])
    let first = receipt.snapshot.configuration.bans[0]
    #expect(first.reason == "spam")
    #expect(receipt.results[1] == .failure(.alreadyBanned(first)))
    #expect(receipt.results[2] == .failure(.noSuchBan(id: 7)))
    #expect(receipt.events.map { $0?.seq } == [1, nil, nil, 2])
    #expect(receipt.snapshot.configuration.bans.map(\.range) == ["192.0.2.7", "192.0.2.8"])
  }

  @Test func `one may be banned again, under an id that was never used`() throws {
    let store = try open()
    _ = try store.commit([ban("192.0.2.7"), change(.banLifted(id: 1)), ban("192.0.2.7")])
    #expect(try store.snapshot().configuration.bans.map(\.id) == [3])
  }

  @Test func `there is room for so many bans and no more`() throws {
    let store = try open()
    let full = try store.commit((0...Limits.bansMax).map { ban("10.0.\($0 / 256).\($0 % 256)") })
    #expect(full.snapshot.configuration.bans.count == Limits.bansMax)
    #expect(full.results.last == .failure(.tooManyBans))
    let swapped = try store.commit([change(.banLifted(id: 1)), ban("192.0.2.7")])
    #expect(swapped.snapshot.configuration.bans.last?.range == "192.0.2.7")
  }

  @Test func `doors and history are settings: the same again is no event`() throws {
    let store = try open()
    let receipt = try store.commit([
      change(.doors(open: true)), change(.doors(open: false)), change(.doors(open: false)),
      change(.history(lines: 10)), change(.history(lines: 0)), change(.doors(open: true)),
    ])
    let words = receipt.events.map { event in
      event.map { "\($0.seq) \($0.action) \($0.target) \($0.old ?? "-") \($0.new ?? "-")" }
    }
    #expect(
      words == [
        nil, "1 doors.closed doors open closed", nil, nil, "2 history.changed history 10 0",
        "3 doors.opened doors closed open",
      ])
    #expect(receipt.snapshot.configuration.seq == 3)
    #expect(receipt.snapshot.configuration.doorsOpen)
    #expect(receipt.snapshot.configuration.historyLines == 0)
    #expect(try open(after: store).snapshot() == receipt.snapshot)
  }

  @Test func `an order that was carried out is an event, and nothing is left of it`() throws {
    let store = try open()
    let given = try store.commit([kick("k"), announcement("a", on: ["a", "b"])])
    #expect(given.events == [nil, nil])
    #expect(given.snapshot.orders == [], "nobody waits for it while it is being given")
    #expect(given.snapshot.configuration.seq == 0)
    let done = try store.commit([
      change(.orderDone(id: "k", on: ["a"]), actor: "api"),
      change(.orderDone(id: "a", on: nil), actor: "api"),
      change(.orderDone(id: "k", on: ["a"]), actor: "api"),
    ])
    #expect(
      words(done) == [
        "1 member.kicked Al (7 on a) - rude zoe", "2 announcement.made everyone - Hi zoe", nil,
      ])
    #expect(done.snapshot.configuration.seq == 0)
    #expect(try rows(store) == 0)
  }

  @Test func `one that waits is there after a restart, until it is known what came of it`() throws {
    let store = try open()
    let waits = try store.commit([
      kick("k"), announcement("a", on: ["a", "b", "c"]),
      change(.orderWaiting(id: "k", on: ["a"], why: "away"), actor: "api"),
      change(.orderDone(id: "a", on: ["a"]), actor: "api"),
      change(.orderWaiting(id: "a", on: ["b", "c"], why: "away"), actor: "api"),
    ])
    #expect(
      words(waits).suffix(3) == [
        "1 order.waiting Al (7 on a) kick: rude away zoe",
        "2 announcement.made everyone on a - Hi zoe",
        "3 order.waiting everyone on b, c announce: Hi away zoe",
      ])
    #expect(
      waits.snapshot.orders.map(\.order) == [
        Order(
          id: "k", seq: 1, action: .kick, server: "a", instance: "i", member: 7, name: "Al",
          text: "rude"),
        Order(id: "a", seq: 3, action: .announce, server: "b", instance: "i-b", text: "Hi"),
        Order(id: "a", seq: 3, action: .announce, server: "c", instance: "i-c", text: "Hi"),
      ])
    #expect(waits.snapshot.configuration.seq == 3)
    #expect(try open(after: store).snapshot() == waits.snapshot)
    let known = try store.commit([
      change(.orderFailed(id: "k", on: ["a"], why: "gone"), actor: "api"),
      change(.orderDone(id: "a", on: ["c"]), actor: "api"),
    ])
    #expect(
      words(known) == [
        "4 order.failed Al (7 on a) kick: rude gone zoe",
        "5 announcement.made everyone on c - Hi zoe",
      ])
    #expect(known.snapshot.orders.map(\.order.server) == ["b"])
    #expect(known.snapshot.configuration.seq == 3, "there is nothing new to do")
    #expect(try open(after: store).snapshot() == known.snapshot)
  }

  @Test func `none is pushed out by others, of its kind or not`() throws {
    let store = try open()
    let count = APILimits.ordersWaitingMax
    let kicks = (0...count).flatMap {
      [kick("k\($0)"), change(.orderWaiting(id: "k\($0)", on: nil, why: "away"))]
    }
    let receipt = try store.commit(kicks)
    #expect(
      receipt.results.last
        == .failure(.noRoomForOrders(max: count, areAnnouncements: false)))
    #expect(receipt.snapshot.orders.map(\.order.id) == (0..<count).map { "k\($0)" })
    let more = try store.commit([
      announcement("a", on: ["a"]), change(.orderWaiting(id: "a", on: nil, why: "away")),
    ])
    #expect(more.snapshot.orders.count == count + 1)
  }

  @Test func `one that was being given when the process ended waits after the restart`() throws {
    _ = try open().commit([
      kick("k"), kick("l"), announcement("a", on: ["a", "b"]),
      change(.orderDone(id: "l", on: nil)), change(.orderDone(id: "a", on: ["a"])),
    ])
    let next = try open()
    try next.resumeOrders(at: "u")
    let snapshot = try next.snapshot()
    #expect(snapshot.orders.map(\.order.id) == ["a", "k"])
    #expect(snapshot.orders.map(\.time) == ["t", "t"])
    #expect(
      try next.events(.newest(limit: 2)).map { "\($0.action) \($0.target) \($0.new ?? "")" } == [
        "order.waiting Al (7 on a) the API was started anew while it was being given",
        "order.waiting everyone on b the API was started anew while it was being given",
      ])
    try next.resumeOrders(at: "v")
    #expect(try next.snapshot() == snapshot)
  }

  @Test func `what there is no room for after a restart is said to have failed`() throws {
    _ = try open().commit(
      (0..<APILimits.ordersWaitingMax).flatMap {
        [kick("k\($0)"), change(.orderWaiting(id: "k\($0)", on: nil, why: "away"))]
      } + [kick("more")])
    let next = try open()
    try next.resumeOrders(at: "u")
    #expect(try next.snapshot().orders.count == APILimits.ordersWaitingMax)
    #expect(try next.events(.newest(limit: 1)).map(\.action) == ["order.failed"])
    #expect(try rows(next) == APILimits.ordersWaitingMax)
  }

  @Test func `logins are events and leave the configuration's seq alone`() throws {
    let receipt = try open().commit([
      change(.loginFailed(peer: "::1"), actor: "dashboard"),
      change(.loginSucceeded(peer: "::1"), actor: "dashboard"),
    ])
    #expect(receipt.events.map { $0?.action } == ["login.failed", "login.succeeded"])
    #expect(receipt.events.map { $0?.target } == ["::1", "::1"])
    #expect(receipt.snapshot.configuration.seq == 0)
    #expect(receipt.snapshot.lastSeq == 2)
  }

  @Test func `what was rolled back is not remembered, though its seq comes again`() throws {
    let store = try open(pagesMax: 16)
    let before = try store.commit([.banner("safe")]).snapshot
    let tooMuch = String(repeating: "x", count: 100_000)
    #expect(throws: SQLiteError.self) {
      try store.commit([self.ban("192.0.2.7"), .banner(tooMuch)])
    }
    #expect(try store.snapshot() == before)
    let after = try store.commit([ban("192.0.2.8"), .banner("small")]).snapshot
    #expect(after.configuration.seq == 3)
    #expect(after.configuration.bans.map(\.range) == ["192.0.2.8"])
    #expect(try open(after: store).snapshot() == after)
  }

  /// What a `kill -9` now would leave behind.
  func open(after store: Store) throws -> Store {
    let copy = try TemporaryFolder()
    for (name, bytes) in folder.contents() { copy.write(bytes, to: name) }
    return try Store.open(copy.database)
  }
}
