import Chat
import Support
import Testing
import TinyReactor
import Wire

@Suite struct `Mutes that the API keeps` {
  static func mute(
    _ id: Int = 1, member: Int? = nil, server: String? = nil, name: String? = nil,
    range: String? = nil, _ reason: String = "spam", until: String? = nil
  ) -> Mute {
    Mute(
      id: id, server: server ?? (member == nil ? nil : "vm"), instance: member == nil ? nil : "now",
      member: member, name: name, range: range, reason: reason, until: until, since: "",
      actor: "zoe")
  }

  func house(identify: Bool = true) -> TestRoom {
    var limits = ChatLimits.none
    if !identify { limits.connectionsPerAddress = 0 }
    let house = TestRoom(limits: limits)
    house.room.origin = MessageOrigin(server: "vm", instance: "now")
    return house
  }

  func adopt(_ mutes: [Mute], _ house: TestRoom, seq: Int = 1) {
    house.factory.adopt(ChatConfiguration(seq: seq, banner: "", mutes: mutes))
  }

  func person(_ house: TestRoom, _ name: String?, from host: String) throws -> TestPerson {
    let person = try #require(house.connect(from: host))
    if let name { person.type("/nick \(name)\n") }
    house.settle()
    _ = person.read()
    return person
  }

  func entry(_ house: TestRoom, _ name: String) -> RosterEntry? {
    house.room.roster(RosterQuery()).users.first { $0.name == name }
  }

  static let told = "-- you have been muted: spam; nobody hears what you say"
  static let free = "-- you are no longer muted"
  static let still = "-- you are still muted: nobody hears what you say"

  /// What a mute says of ann, who is member 0 and comes from 192.0.2.7.
  @Test(
    arguments: [
      (mute(member: 0, name: "ann"), .connection),
      (mute(member: 1, name: "bob"), nil),
      (mute(member: 0, server: "other", name: "bob"), nil),
      (mute(member: 5, server: "other", name: "ann"), .name),
      (mute(member: 5, name: "aNN"), .name),
      (mute(member: 5, name: "bob", range: "192.0.2.7"), .address),
      (mute(member: 5, name: "guest-1"), nil),
      (mute(name: "аnn"), nil), (mute(name: "ANN"), .name), (mute(name: "no name"), nil),
      (mute(range: "192.0.2.7"), .address), (mute(range: "192.0.2.0/24"), .range),
      (mute(range: "192.0.3.0/24"), nil), (mute(range: "nonsense"), nil),
      (mute(name: "ann", until: "2026-11-24T11:59:59.000Z"), nil),
    ] as [(Mute, MuteInForce.Match?)])
  func `a mute means a connection, a name or addresses`(
    mute: Mute, by: MuteInForce.Match?
  ) throws {
    let house = house()
    let ann = try person(house, "ann", from: "192.0.2.7")
    adopt([mute], house)
    #expect(entry(house, "ann")?.muted == (by != nil))
    #expect(entry(house, "ann")?.mute == by.map { MuteInForce(id: 1, by: $0, until: nil) })
    #expect(ann.readLines() == (by == nil ? [] : [Self.told]))
  }

  @Test func `who is here is told at once, who comes is greeted with it, until it is lifted`()
    throws
  {
    let house = house()
    let listener = try person(house, "bob", from: "198.51.100.1")
    let ann = try person(house, "ann", from: "192.0.2.7")
    _ = listener.read()
    adopt([Self.mute(range: "192.0.2.0/24", until: "2026-11-24T13:20:00.000Z")], house)
    #expect(
      ann.readLines() == [
        "-- you have been muted until 2026-11-24 13:20 UTC: spam; nobody hears what you say"
      ])
    let cem = try #require(house.connect(from: "192.0.2.8"))
    #expect(cem.readLines().last == Self.still)
    for person in [ann, cem] { person.type("hear me\n") }
    house.settle()
    #expect(listener.readLines().filter { $0.contains("hear me") } == [])
    for person in [ann, cem] { _ = person.read() }
    adopt([], house, seq: 2)
    for person in [ann, cem] { #expect(person.readLines() == [Self.free]) }
    ann.type("and now\n")
    house.settle()
    #expect(listener.readLines().contains("<ann> and now"))
  }

  @Test func `a mute of a name waits for who takes it, and another name does not end it`() throws {
    let house = house()
    let listener = try person(house, "bob", from: "198.51.100.1")
    adopt([Self.mute(name: "troll")], house)
    let troll = try person(house, nil, from: "192.0.2.7")
    troll.type("/nick Troll\n")
    house.turn()
    #expect(troll.readLines().suffix(1) == [Self.told])
    troll.type("/nick nice\nhear me\n")
    house.settle()
    #expect(entry(house, "nice")?.mute?.by == .name)
    #expect(listener.readLines().filter { $0.contains("hear me") || $0.contains("nice") } == [])
    adopt([], house, seq: 2)
    #expect(entry(house, "nice")?.muted == false)
  }

  @Test func `who was muted is known by the name, unless they are still there themselves`() throws {
    let house = house(identify: false)
    let ann = try person(house, "ann", from: "192.0.2.7")
    adopt([Self.mute(member: 0, name: "ann")], house)
    ann.type("/nick eve\n")
    house.settle()
    let other = try person(house, "ann", from: "192.0.2.7")
    #expect(entry(house, "ann")?.muted == false, "eve is who was muted")
    other.type("/nick bob\n")
    ann.lose()
    house.clock.advance(by: .seconds(600))
    let again = try #require(house.connect(from: "192.0.2.7"))
    again.type("/nick ann\n")
    house.turn()
    #expect(again.readLines().last == Self.told)
    #expect(entry(house, "ann")?.mute == MuteInForce(id: 1, by: .name, until: nil))
    #expect(entry(house, "bob")?.muted == false, "everybody comes from there")
  }

  @Test func `it outlasts the chat server, by an address that tells people apart`() throws {
    let mute = Self.mute(member: 77, name: "guest-5", range: "192.0.2.7")
    let known = house()
    adopt([mute], known)
    #expect(try #require(known.connect(from: "192.0.2.7")).readLines().last == Self.still)
    #expect(entry(known, "guest-1")?.mute?.by == .address)
    let anybody = house(identify: false)
    adopt([mute], anybody)
    #expect(try #require(anybody.connect(from: "192.0.2.7")).read().contains("muted") == false)
  }

  @Test func `its end comes by the clock, whether the API says so or not`() throws {
    let house = house()
    let ann = try person(house, "ann", from: "192.0.2.7")
    adopt([Self.mute(member: 0, name: "ann", until: "2026-11-24T12:05:00.000Z")], house)
    ann.type("one\n")
    house.clock.advance(by: .seconds(300))
    _ = ann.read()
    let bob = try person(house, "bob", from: "192.0.2.8")
    ann.type("two\n")
    house.settle()
    #expect(ann.readLines().contains(Self.free))
    #expect(bob.readLines().contains("<ann> two"))
    #expect(try #require(house.connect(from: "192.0.2.7")).read().contains("muted") == false)
  }

  @Test func `of two mutes the one that lasts longer is told, and then the surer one`() throws {
    let house = house()
    _ = try person(house, "ann", from: "192.0.2.7")
    let soon = "2026-11-24T13:00:00.000Z"
    adopt(
      [Self.mute(1, member: 0, name: "ann", until: soon), Self.mute(2, range: "192.0.2.7")], house)
    #expect(entry(house, "ann")?.mute == MuteInForce(id: 2, by: .address, until: nil))
    adopt(
      [Self.mute(1, member: 0, name: "ann"), Self.mute(2, range: "192.0.2.7")], house, seq: 2)
    #expect(entry(house, "ann")?.mute == MuteInForce(id: 1, by: .connection, until: nil))
  }

  // MARK: - With orders

  func order(_ action: Order.Action, _ id: String, until: String? = nil) -> Order {
    Order(
      id: id, seq: 1, action: action, server: "vm", instance: "now", member: 0, name: "ann",
      text: "spam", until: until)
  }

  @Test func `an order's mute becomes one that is kept, and its end is the end`() throws {
    let house = house()
    let orders = Orders(on: house.clock, house.factory, server: "vm", instance: "now")
    let ann = try person(house, "ann", from: "2001:db8::7")
    let result = orders.carryOut(order(.mute, "m", until: "2026-11-24T13:00:00.000Z"))
    #expect(result.outcome == .done && result.range == "2001:db8::/64" && result.mutes == nil)
    #expect(entry(house, "ann")?.muted == true && entry(house, "ann")?.mute == nil)
    adopt([Self.mute(member: 0, name: "ann", range: "2001:db8::/64")], house)
    #expect(
      ann.readLines() == [
        "-- you have been muted until 2026-11-24 13:00 UTC: spam; nobody hears what you say"
      ], "told once")
    #expect(entry(house, "ann")?.mute?.by == .connection)
    ann.lose()
    adopt([], house, seq: 2)
    #expect(
      try #require(house.connect(from: "2001:db8::8")).read().contains("muted") == false,
      "nothing remembers what the API has ended")
  }

  @Test func `where addresses tell nobody apart none is reported`() throws {
    let house = house(identify: false)
    let orders = Orders(on: house.clock, house.factory, server: "vm", instance: "now")
    _ = try person(house, "ann", from: "192.0.2.7")
    #expect(orders.carryOut(order(.mute, "m")).range == nil)
  }

  @Test func `nor where others are who would be muted with them`() throws {
    let house = house()
    let orders = Orders(on: house.clock, house.factory, server: "vm", instance: "now")
    _ = try person(house, "ann", from: "192.0.2.7")
    let ben = try person(house, "ben", from: "192.0.2.7")
    #expect(orders.carryOut(order(.mute, "m")).range == nil)
    ben.lose()
    house.clock.advance(by: .seconds(60))
    #expect(orders.carryOut(order(.mute, "n")).range == "192.0.2.7")
  }

  @Test func `who is unmuted is heard before the API says so, and stays so`() throws {
    let house = house()
    let orders = Orders(on: house.clock, house.factory, server: "vm", instance: "now")
    let ann = try person(house, "ann", from: "192.0.2.7")
    let mutes = [Self.mute(3, member: 9, name: "ann"), Self.mute(4, member: 0, name: "ann")]
    adopt(mutes, house)
    _ = ann.read()
    let result = orders.carryOut(order(.unmute, "u"))
    #expect(result.outcome == .done && result.mutes == [3, 4])
    #expect(ann.readLines() == [Self.free])
    adopt(mutes + [Self.mute(5, name: "other")], house, seq: 2)
    #expect(entry(house, "ann")?.muted == false)
    ann.type("/nick eve\n/nick ann\n")
    #expect(entry(house, "ann")?.muted == false)
  }

  @Test func `nobody is unmuted alone whom a mute of many holds`() throws {
    let house = house()
    let orders = Orders(on: house.clock, house.factory, server: "vm", instance: "now")
    _ = try person(house, "ann", from: "192.0.2.7")
    adopt(
      [Self.mute(1, member: 0, name: "ann"), Self.mute(2, range: "192.0.2.0/24")], house)
    let result = orders.carryOut(order(.unmute, "u"))
    #expect(result.outcome == .held && result.mutes == [2])
    #expect(entry(house, "ann")?.muted == true)
  }

  @Test func `several servers are one room for it, too`() throws {
    let bench = try BusBench()
    for server in [bench[0], bench[1]] {
      server.room.origin = MessageOrigin(server: server.name, instance: "1")
    }
    let people = try bench.people("troll", "ann")
    let troll = try #require(bench[0].room.member(named: "troll"))
    bench[0].room.mute(troll)
    bench.pass()
    func adopt(_ mutes: [Mute], seq: Int) {
      for server in [bench[0], bench[1]] {
        server.house.factory.adopt(ChatConfiguration(seq: seq, banner: "", mutes: mutes))
      }
    }
    let mute = Mute(
      id: 1, server: "one", instance: "1", member: troll.id, name: "troll", reason: "", until: nil,
      since: "", actor: "zoe")
    adopt([mute], seq: 1)
    // The server is gone, and with it whom it had: nobody there says that they are muted.
    bench[0].kill()
    bench.pass(60_000)
    let again = try bench[1].connect()
    again.type("/nick troll\nhear me\n")
    bench.pass()
    #expect(again.read().contains("you have been muted"))
    #expect(people[1].read().contains("hear me") == false)
    adopt([], seq: 2)
    again.lose()
    bench.pass()
    let last = try bench[1].connect()
    last.type("/nick troll\n")
    bench.settle()
    #expect(last.read().contains("muted") == false)
  }
}
