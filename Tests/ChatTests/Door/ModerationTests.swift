import Chat
import Support
import Testing
import TinyReactor
import Wire

struct BansTests {
  private let noon = WallTime(seconds: TestRoom.noon)

  private func ban(
    _ range: String, _ reason: String = "spam", until: String? = nil
  ) -> Ban {
    Ban(id: 1, range: range, reason: reason, until: until, since: "", actor: "api")
  }

  @Test(arguments: [
    ("192.0.2.7", "192.0.2.7", true),
    ("192.0.2.7", "192.0.2.8", false),
    ("192.0.2.0/24", "192.0.2.255", true),
    ("192.0.2.0/24", "192.0.3.0", false),
    ("0.0.0.0/0", "203.0.113.9", true),
    ("0.0.0.0/0", "2001:db8::1", false),
    ("0.0.0.0/0", "127.0.0.1", false),
    ("::/0", "::1", false),
    ("127.0.0.1", "127.0.0.1", false),
    ("2001:db8::/32", "2001:db8:ffff::1", true),
    ("2001:db8::/32", "2001:db9::1", false),
    ("192.0.2.7", "::ffff:192.0.2.7", true),
    ("::ffff:192.0.2.0/120", "192.0.2.7", true),
    ("nonsense", "192.0.2.7", false),
  ])
  func `a ban means an address, or a range`(range: String, host: String, isBanned: Bool) throws {
    let peer = try #require(SocketAddress(host: host, port: 1))
    #expect((Bans([ban(range)]).ban(of: peer, at: noon) != nil) == isBanned)
  }

  @Test(
    arguments: [
      (nil, "you are banned for ever: spam"),
      ("2026-11-24T12:00:01.000Z", "you are banned until 2026-11-24 12:00 UTC: spam"),
      ("2026-11-24T12:00:00.000Z", nil),
      ("2026-11-24T11:59:59.000Z", nil),
      ("whenever", "you are banned for ever: spam"),
    ] as [(String?, String?)])
  func `a ban ends by the clock`(until: String?, notice: String?) throws {
    let peer = try #require(SocketAddress(host: "192.0.2.7", port: 1))
    let bans = Bans([ban("192.0.2.7", until: until)])
    #expect(bans.ban(of: peer, at: noon)?.notice == notice)
  }

  @Test func `of two bans the one that lasts longer is told`() throws {
    let peer = try #require(SocketAddress(host: "192.0.2.7", port: 1))
    let bans = Bans([
      ban("192.0.2.7", "short", until: "2026-11-24T13:00:00Z"),
      ban("192.0.2.0/24", "long", until: "2026-11-25T13:00:00Z"),
      ban("192.0.0.0/16", "shorter", until: "2026-11-24T12:30:00Z"),
    ])
    #expect(bans.ban(of: peer, at: noon)?.notice.hasSuffix("2026-11-25 13:00 UTC: long") == true)
  }

  @Test func `those who are here are told and dropped, newcomers refused, until it ends`() throws {
    let house = TestRoom()
    let watcher = house.people(1)[0]
    let here = try (1...7).map { try #require(house.connect(from: "192.0.2.\($0)")) }
    let other = try #require(house.connect(from: "198.51.100.1"))
    house.settle()
    for person in here + [watcher, other] { _ = person.read() }
    let bans = [ban("192.0.2.0/24", "sp\u{7}am", until: "2026-11-24T12:10:00.000Z")]
    house.factory.adopt(ChatConfiguration(seq: 1, banner: "", bans: bans))
    for person in here {
      #expect(
        person.readLines().suffix(2) == [
          "-- you are banned until 2026-11-24 12:10 UTC: spam", closedLine,
        ])
      #expect(person.transport.isClosing)
    }
    #expect(!other.transport.isClosing)
    house.settle()
    #expect(
      watcher.readLines() == [
        "-- guest-2 was removed (banned: spam)",
        "-- guest-3, guest-4, guest-5, guest-6 and 2 others were removed (banned: spam)",
      ])
    let newcomer = try #require(house.connect(from: "192.0.2.99"))
    #expect(
      newcomer.readLines() == ["-- you are banned until 2026-11-24 12:10 UTC: spam", closedLine])
    #expect(newcomer.transport.isClosing)
    for person in here { person.lose() }
    house.clock.advance(by: .seconds(600))
    #expect(house.connect(from: "192.0.2.99")?.transport.isClosing == false, "nobody has told us")
  }

  @Test func `lines that wait are not said for somebody who was banned meanwhile`() throws {
    let house = TestRoom()
    let watcher = house.people(1)[0]
    let flooder = try #require(house.connect(from: "192.0.2.1"))
    flooder.type((1...100).map { "line \($0)\n" }.joined())
    flooder.lose()
    house.factory.adopt(ChatConfiguration(seq: 1, banner: "", bans: [ban("192.0.2.1")]))
    house.clock.advance(by: .seconds(100))
    #expect(watcher.readLines().count { $0.hasPrefix("<") } == 10)
    #expect(house.room.members.count == 1)
    #expect(!house.clock.hasPendingCalls)
  }
}

struct DoorsTests {
  @Test func `a crowd before closed doors is told why, but not all of them at once`() throws {
    let house = TestRoom()
    house.factory.adopt(ChatConfiguration(seq: 1, banner: "", doorsOpen: false))
    var people: [TestPerson] = []
    for _ in 0..<ChatFactory.refusedVisitorsMax { people.append(try #require(house.connect())) }
    #expect(people.allSatisfy { $0.readLines().count == 2 })
    #expect(house.connect() == nil)
    people[0].lose()
    #expect(house.connect() != nil)
    #expect(house.connect() == nil)
  }

  @Test func `closed doors turn newcomers away, and those who are here stay`() {
    let house = TestRoom()
    let people = house.people(2)
    house.factory.adopt(ChatConfiguration(seq: 1, banner: "", doorsOpen: false))
    let newcomer = house.connect()
    #expect(
      newcomer?.readLines() == [
        "-- the doors are closed; nobody new gets in for now", closedLine,
      ])
    #expect(newcomer?.transport.isClosing == true)
    people[0].type("still here\n")
    house.turn()
    #expect(people[1].readLines() == ["<guest-1> still here"])
    house.factory.adopt(ChatConfiguration(seq: 2, banner: "", doorsOpen: true))
    #expect(house.connect()?.transport.isClosing == false)
  }
}
