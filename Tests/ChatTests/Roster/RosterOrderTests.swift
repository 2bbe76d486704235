import Chat
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `A roster that is sorted` {
  let house = TestRoom()

  /// Their names are those of guests, unless they have chosen one.
  @discardableResult
  func come(
    _ name: String = "", from host: String = "192.0.2.1", saying lines: Int = 0
  ) -> TestPerson? {
    let person = house.connect(from: host)
    if !name.isEmpty { person?.type("/nick \(name)\n") }
    for line in 0..<lines { person?.type("line \(line)\n") }
    return person
  }

  func roster(_ query: String) throws -> Roster {
    house.room.roster(try RosterQuery(try Form(decoding: query)))
  }

  func names(_ query: String) throws -> [String] { try roster(query).users.map(\.name) }

  @Test func `each column sorts in both directions`() throws {
    come("ben", from: "10.0.0.1", saying: 3)
    house.clock.advance(by: .seconds(60))
    come("Ann", from: "9.0.0.1", saying: 1)
    house.clock.advance(by: .seconds(60))
    come("", from: "2001:db8::1")
    house.room.mute(try #require(house.room.member(named: "Ann")))
    for (column, names) in [
      ("name", "Ann ben guest-3"), ("-name", "guest-3 ben Ann"),
      ("address", "Ann ben guest-3"), ("-address", "guest-3 ben Ann"),
      ("joined", "ben Ann guest-3"), ("-joined", "guest-3 Ann ben"),
      ("active", "ben Ann guest-3"), ("-active", "Ann ben guest-3"),
      ("lines", "guest-3 Ann ben"), ("-lines", "ben Ann guest-3"),
      ("server", "ben Ann guest-3"), ("-server", "ben Ann guest-3"),
      ("flags", "Ann ben guest-3"), ("-flags", "ben guest-3 Ann"), ("", "ben Ann guest-3"),
    ] {
      #expect(try self.names("sort=\(column)").joined(separator: " ") == names, "\(column)")
    }
  }

  @Test(arguments: PeopleOrder.all)
  func `pages have everybody once, whoever comes, goes and talks meanwhile`(order: PeopleOrder)
    throws
  {
    var random = SplitMix(seed: 7)
    house.room.origin = MessageOrigin(server: "chat", instance: "i")
    var people: [TestPerson?] = []
    for number in 0..<60 {
      let host = "192.0.2.\(Int.random(in: 1...9, using: &random))"
      people.append(come("n\(number * 37 % 60)", from: host, saying: number % 4))
      house.clock.advance(by: .milliseconds(Int.random(in: 0...2_000, using: &random)))
    }
    let all = try roster("limit=200&sort=\(order.text)").users
    let stay = Set(all.map(\.id)).subtracting([10, 20, 30])
    var seen: [RosterEntry] = []
    var query = "limit=7&sort=\(order.text)"
    var pages = 0
    while true {
      let page = try roster(query)
      let known = page.users.filter { user in all.contains { $0.id == user.id } }
      #expect(known == all.filter { user in page.users.contains { $0.id == user.id } })
      seen += page.users
      guard page.next != nil, let last = page.users.last else { break }
      #expect(page.next == last.id)
      query = Form.encode([
        ("limit", "7"), ("sort", order.text), ("past", place(of: last, order).cursor(in: order)),
      ])
      pages += 1
      if pages <= 3 { people[pages * 10]?.lose() }
      // Newcomers never talk, so nobody who was there moves.
      come("")
    }
    #expect(pages >= 8)
    let ids = seen.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(stay.isSubset(of: ids))
  }

  func place(of user: RosterEntry, _ order: PeopleOrder) -> PeoplePlace {
    let seconds = { (time: String?) in time.flatMap { WallTime(rfc3339: $0)?.seconds } }
    let value: PeoplePlace.Value =
      switch order.column {
      case .name: .name(user.name)
      case .address: .address(user.address)
      case .joined: .time(seconds: seconds(user.joined))
      case .active: .time(seconds: seconds(user.active))
      case .lines: .count(user.lines)
      case .server: .server("chat")
      case .flags:
        .flags(isMuted: user.muted, isVoiced: user.voiced == true, isGone: user.gone == true)
      }
    return PeoplePlace(value, server: "chat", id: user.id)
  }

  @Test func `filters look at silence, at newcomers, at voices and at mutes`() throws {
    come("ann", saying: 1)
    come("ben")
    house.clock.advance(by: .seconds(100))
    come("cem")
    house.room.member(named: "ben").map { house.room.mute($0) }
    house.clock.advance(by: .seconds(10))
    come("dan", saying: 1)
    let order = Order(seq: 1, action: .voice, member: 2, name: "cem")
    #expect(house.factory.carryOut(order).outcome == .done)
    for (query, names) in [
      ("idle=110", "ann ben"), ("idle=111", ""), ("idle=10", "ann ben cem"),
      ("idle=0", "ann ben cem dan"), ("new=0", "dan"), ("new=9", "dan"), ("new=10", "cem dan"),
      ("new=31536000", "ann ben cem dan"),
      ("voiced=true", "cem"), ("muted=true", "ben"), ("muted=true&voiced=true", ""),
      ("idle=100&new=200&muted=true", "ben"),
    ] {
      let found = try roster(query)
      #expect(found.users.map(\.name).joined(separator: " ") == names, "\(query)")
      #expect(found.total == found.users.count)
    }
  }

  @Test func `a name is looked up by what it looks like, with all else that is asked`() throws {
    come("Straße", from: "192.0.2.1")
    come("ann", from: "192.0.2.2", saying: 1)
    let gone = try #require(house.room.member(named: "ann"))
    house.room.beginLeaving(gone)
    for (query, names) in [
      ("name=STRASSE", "Straße"), ("name=strasse&range=192.0.2.2", ""), ("name=%C3%A4nn", ""),
      ("name=ANN", "ann"), ("name=ann&q=n", "ann"), ("name=ann&q=x", ""), ("name=ann&new=0", "ann"),
      ("name=GUEST-1", ""), ("name=\(String(repeating: "a", count: 61))", ""),
      ("name=Stra%C3%9Fe&sort=-name", "Straße"),
    ] {
      let found = try roster(query)
      #expect(found.users.map(\.name).joined(separator: " ") == names, "\(query)")
      #expect(found.total == found.users.count)
    }
  }

  @Test(arguments: [
    "sort=id", "sort=--name", "sort=Name", "past=x", "past=name~0~0~a~7~x", "sort=name&past=x",
    "sort=-name&past=name~0~0~a~7~x", "sort=name&after=3", "idle=-1", "idle=x", "idle=31536001",
    "new=-1", "new=",
  ])
  func `what makes no sense is refused`(query: String) throws {
    let form = try Form(decoding: query)
    #expect { try RosterQuery(form) } throws: { ($0 as? HTTPError)?.status == .badRequest }
  }

  @Test func `when somebody came is told in the same words each time`() throws {
    come("ann", saying: 1)
    let first = try #require(try roster("").users.first)
    #expect(first.joined == "2026-11-24T12:00:00.000Z" && first.active == first.joined)
    for milliseconds in [1, 499, 500, 999, 1_001, 86_400_000] {
      house.clock.advance(by: .milliseconds(milliseconds))
      let user = try #require(try roster("").users.first)
      #expect(user.joined == first.joined && user.active == first.active)
    }
  }
}

@Suite struct `The wall's clock beside the loop's` {
  @Test func `is as far away as before, unless it was set`() {
    var offset = WallOffset()
    let noon = Duration.seconds(1_795_521_600)
    for (now, wall, expected) in [
      (10_000, 10_400, 400), (20_000, 21_300, 400), (30_000, 29_500, 400),
      (40_000, 41_500, 1_500), (50_000, 51_000, 1_500), (60_000, 50_000, -10_000),
      (70_000, 60_900, -10_000), (80_000, 80_000, 0),
    ] {
      let found = offset.renewed(
        at: .milliseconds(now), WallTime(sinceEpoch: noon + .milliseconds(wall)))
      #expect(found == noon + .milliseconds(expected))
    }
  }
}
