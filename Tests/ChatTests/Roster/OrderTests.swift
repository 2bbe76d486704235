import Chat
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Orders, as chat obeys them` {
  let house = TestRoom()
  let orders: Orders

  init() { orders = Orders(on: house.clock, house.factory, server: "vm", instance: "now") }

  /// An order for the first member, unless told otherwise.
  static func order(
    _ action: Order.Action = .kick, _ text: String? = nil, id: String? = "o1",
    server: String? = "vm",
    instance: String? = "now", member: Int? = 0, name: String? = "guest-1"
  ) -> Order {
    Order(
      id: id, seq: 1, action: action, server: server, instance: instance, member: member,
      name: name, text: text)
  }

  func announce(_ text: String, id: String) -> Order {
    Self.order(.announce, text, id: id, member: nil, name: nil)
  }

  func outcome(_ order: Order) -> OrderResult.Outcome { orders.carryOut(order).outcome }

  @Test(
    arguments: [
      ("flooding", "-- you have been removed: flooding", "-- guest-1 was removed (flooding)"),
      (nil, "-- you have been removed", "-- guest-1 was removed"),
      ("\u{7}a\u{202E}b", "-- you have been removed: ab", "-- guest-1 was removed (ab)"),
      ("\u{7}", "-- you have been removed", "-- guest-1 was removed"),
    ] as [(String?, String, String)])
  func `a kick is told to both sides`(reason: String?, toThem: String, toAll: String) {
    let people = house.people(2)
    people[0].type("last words\n")
    #expect(outcome(Self.order(.kick, reason)) == .done)
    house.settle()
    #expect(people[0].readLines() == [toThem, closedLine])
    #expect(people[0].transport.isClosing)
    #expect(people[1].readLines() == ["<guest-1> last words", toAll])
    people[0].type("and more\n")
    #expect(outcome(Self.order(.kick, reason, id: "o2")) == .absent)
    people[0].lose()
    house.settle()
    #expect(people[1].readLines() == [], "who is gone is out of reach")
  }

  @Test func `who is muted is told once, is heard by nobody, and does all else`() {
    let people = house.people(2)
    #expect(outcome(Self.order(.mute, "too loud")) == .done)
    people[0].type("one\n/me waves\n/msg guest-2 psst\ntwo\n/nick ann\n/who\n")
    house.settle()
    #expect(
      people[0].readLines() == [
        "-- you have been muted: too loud; nobody hears what you say",
        "-- you are muted: nobody hears what you say",
        "-- guest-1 is now ann",
        "-- 2 here: ann (you), guest-2",
      ])
    #expect(people[1].readLines() == [], "nor can one talk in names")
    #expect(outcome(Self.order(.unmute, id: "o2", name: "ann")) == .done)
    people[0].type("three\n")
    house.settle()
    #expect(people[0].readLines() == ["-- you are no longer muted"])
    #expect(people[1].readLines() == ["-- guest-1 is now ann", "<ann> three"])
    #expect(house.connect()?.read().contains("one") == false)
  }

  @Test func `an announcement is for everybody, and clean`() {
    let people = house.people(2)
    #expect(outcome(announce("tea\u{7} at\u{202E} five\n", id: "a")) == .done)
    #expect(outcome(announce("\u{7}", id: "b")) == .absent)
    house.settle()
    for person in people { #expect(person.readLines() == ["-- announcement: tea at five"]) }
  }

  static let misfits: [(String, Order, OrderResult.Outcome, String?)] = [
    ("another server", order(server: "other"), .absent, nil),
    ("no server", order(server: nil), .absent, nil),
    ("a process of before", order(instance: "before"), .absent, nil),
    ("no process", order(instance: nil), .absent, nil),
    ("somebody who was never here", order(member: 77), .absent, nil),
    ("nobody", order(member: nil), .absent, nil),
    ("the name of before", order(name: "mallory"), .renamed, "guest-1"),
    ("no id", order(id: nil), .absent, nil),
    ("an id of no use", order(id: "a b"), .absent, nil),
    ("another case", order(name: "Guest-1"), .renamed, "guest-1"),
    ("no name", order(name: nil), .renamed, "guest-1"),
  ]

  @Test(arguments: misfits, [Order.Action.kick, .mute, .unmute])
  func `an order is obeyed only if all of it fits`(
    _ misfit: (what: String, order: Order, outcome: OrderResult.Outcome, name: String?),
    action: Order.Action
  ) {
    let people = house.people(1)
    var order = misfit.order
    order.action = action
    #expect(
      orders.carryOut(order)
        == OrderResult(
          order: misfit.order.id ?? "", server: "vm", outcome: misfit.outcome, name: misfit.name),
      "\(misfit.what)")
    house.settle()
    #expect(people[0].read() == "")
    #expect(house.room.members.count == 1)
    #expect(house.room.member(withID: 0)?.isMuted == false)
  }

  @Test(arguments: misfits)
  func `so is one that has waited`(
    _ misfit: (what: String, order: Order, outcome: OrderResult.Outcome, name: String?)
  ) {
    _ = house.people(1)
    let result = orders.carryOutLate(misfit.order)
    #expect(result?.outcome != .done, "\(misfit.what)")
    // What is for another process is that one's to tell.
    let isOurs =
      misfit.order.server == "vm" && misfit.order.instance == "now" && misfit.order.id == "o1"
    #expect((result != nil) == isOurs, "\(misfit.what)")
    #expect(house.room.members.count == 1)
  }

  @Test func `an order is carried out once, by whichever way and however often it comes`() {
    let people = house.people(2)
    let tea = announce("tea", id: "t")
    let first = orders.carryOut(tea)
    #expect(orders.carryOutLate(tea) == first)
    #expect(orders.carryOut(tea) == first)
    let late = Self.order(.mute, id: "m")
    let muted = orders.carryOutLate(late)
    #expect(muted?.outcome == .done)
    #expect(orders.carryOut(late) == muted)
    house.settle()
    #expect(people[1].readLines() == ["-- announcement: tea"])
    #expect(people[0].readLines().count == 2)
  }

  @Test func `what cannot be done is not done later under the same id`() {
    #expect(outcome(Self.order()) == .absent)
    _ = house.people(1)
    #expect(orders.carryOutLate(Self.order())?.outcome == .absent)
    #expect(house.room.members.count == 1)
  }

  @Test func `of an older API announcements are made, and nobody is kicked who is not named`() {
    let people = house.people(1)
    let text = Order(seq: 1, action: .announce, text: "tea")
    #expect(orders.carryOutLate(text) == nil)
    #expect(orders.carryOutLate(Order(seq: 2, action: .kick, server: "vm", member: 0)) == nil)
    house.settle()
    #expect(people[0].readLines() == ["-- announcement: tea"])
    #expect(house.room.members.count == 1)
  }

  @Test func `an announcement for all who follow is made here too, and told of`() {
    let people = house.people(1)
    let order = Order(id: "a", seq: 1, action: .announce, text: "tea")
    #expect(
      orders.carryOutLate(order) == OrderResult(order: "a", server: "vm", outcome: .done))
    house.settle()
    #expect(people[0].readLines() == ["-- announcement: tea"])
  }

  @Test func `so many orders are remembered, and no more are carried out in that time`() {
    for number in 0..<OrderMemory.ordersMax {
      #expect(outcome(Self.order(id: "\(number)", member: 77)) == .absent)
    }
    let person = house.people(1)[0]
    #expect(outcome(Self.order(id: "more")) == .busy)
    #expect(outcome(Self.order(id: "0", member: 77)) == .absent, "known")
    #expect(!person.transport.isClosing)
    house.clock.advance(by: OrderMemory.timeMax)
    #expect(outcome(Self.order(id: "more")) == .done)
  }

  @Test func `an id is nobody else's, whatever was before`() throws {
    let before = MemberID.first
    let room = Room(on: ManualClock(), firstID: before)
    let peer = try #require(SocketAddress(host: "127.0.0.1", port: 1))
    let ids = (0..<3).map { _ in room.join(MemoryTransport(peer: peer)).id }
    #expect(ids == [before, before + 1, before + 2])
    // A million a second are not let in.
    while MemberID.first < before + 3 {}
    #expect(MemberID.first > (ids.last ?? 0))
    #expect(before > 1_700_000_000_000_000)
    #expect(before < 1 << 53)
  }
}

@Suite struct `Outcomes, told to the API` {
  let api = FakeAPI()
  let reporter: OutcomeReporter

  init() { reporter = OutcomeReporter(on: api.clock, api.link) }

  func result(_ order: String) -> OrderResult {
    OrderResult(order: order, server: "vm", outcome: .renamed, name: "ann")
  }

  /// What was told so far.
  func told() throws -> [OrderResult] {
    try api.requests.map { try JSON.decode(OrderResult.self, from: $0.body) }
  }

  @Test func `each is told, one after the other, until the API has heard`() throws {
    reporter.tell(result("a"))
    reporter.tell(result("b"))
    #expect(api.requests.map(\.target) == ["/outcomes"])
    api.fail()
    #expect(try told() == [result("a")])
    api.clock.advance(by: Backoff.first)
    #expect(try told() == [result("a"), result("a")])
    api.answer(.json(Outcome.success))
    #expect(try told() == [result("a"), result("a"), result("b")])
    api.answer(.json(Outcome.success))
    api.clock.advance(by: .seconds(60))
    #expect(api.requests.count == 3)
    #expect(!api.clock.hasPendingCalls)
    reporter.tell(result("c"))
    #expect(api.requests.count == 4)
  }

  @Test func `of those that cannot be told only so many are kept`() throws {
    let count = OutcomeReporter.resultsMax + 10
    for number in 0..<count { reporter.tell(result("\(number)")) }
    while api.waiting > 0 { api.answer(.json(Outcome.success)) }
    let orders = try told().map(\.order)
    #expect(orders == ["0"] + (10..<count).map { "\($0)" }, "the one on its way, and the last")
  }
}
