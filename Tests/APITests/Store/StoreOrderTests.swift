import API
import ServiceKit
import Support
import Testing
import Wire

@Suite struct `The store of orders`: StoreSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

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
}
