import Chat
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Bans of names` {
  static func ban(_ name: String, until: String? = nil) -> Ban {
    Ban(id: 1, name: name, reason: "spam", until: until, since: "", actor: "zoe")
  }

  func adopt(_ bans: [Ban], _ house: TestRoom) {
    house.factory.adopt(ChatConfiguration(seq: 1, banner: "", bans: bans))
  }

  func person(_ house: TestRoom, _ name: String?) throws -> TestPerson {
    let person = try #require(house.connect(from: "192.0.2.7"))
    if let name { person.type("/nick \(name)\n") }
    house.settle()
    _ = person.read()
    return person
  }

  @Test func `of a classroom behind one address one is put out, the others notice it`() throws {
    let house = TestRoom(limits: .none)
    let troll = try person(house, "TROLL")
    let others = try (1...13).map { try person(house, "pupil\($0)") }
    for person in others { _ = person.read() }
    adopt([Self.ban("troll")], house)
    house.settle()
    #expect(
      troll.readLines().suffix(2) == ["-- the name troll is banned for ever: spam", closedLine])
    #expect(troll.transport.isClosing)
    for person in others {
      #expect(!person.transport.isClosing)
      #expect(person.readLines() == ["-- TROLL was removed (banned: spam)"])
    }
    #expect(house.connect(from: "192.0.2.7")?.transport.isClosing == false)
  }

  @Test(arguments: [
    ("troll", true), ("Troll", true), ("tr0ll", true), ("trolls", false), ("guest", nil),
  ])
  func `nobody takes the name, nor one that looks like it, until it ends`(
    name: String, isBanned: Bool?
  ) throws {
    let house = TestRoom(limits: .none)
    adopt([Self.ban("troll", until: "2026-11-24T12:10:00.000Z")], house)
    let person = try person(house, nil)
    person.type("/nick \(name)\n")
    house.turn()
    let told = person.readLines().last
    let isRefused = told == "-- the name troll is banned until 2026-11-24 12:10 UTC: spam"
    #expect(isRefused == (isBanned == true))
    #expect(!person.transport.isClosing)
    house.clock.advance(by: .seconds(600))
    person.type("/nick \(name)\n")
    house.settle()
    #expect(house.room.members.first?.name.isGuest == (isBanned == nil))
  }

  @Test func `a ban of no name, or of an older API's empty range, bans nobody`() throws {
    let house = TestRoom(limits: .none)
    let person = try person(house, "ann")
    adopt(
      [
        Self.ban("no name"), Self.ban(""), Ban(id: 2, reason: "", until: nil, since: "", actor: ""),
      ], house)
    #expect(!person.transport.isClosing)
    #expect(house.connect(from: "192.0.2.9")?.transport.isClosing == false)
  }

  @Test func `a name that is banned while the log is asked for it is not given`() throws {
    let bench = try BusBench()
    let person = try bench[0].connect()
    bench.settle()
    person.type("/nick troll\n")
    for server in [bench[0], bench[1]] { adopt([Self.ban("troll")], server.house) }
    bench.settle()
    #expect(bench[0].room.members.first?.name.isGuest == true)
    #expect(person.readLines().contains("-- the name troll is banned for ever: spam"))
  }

  // MARK: - Who would be hit

  @Test(arguments: [
    ("range=192.0.2.0/24", ["ann", "bob"]), ("range=192.0.2.1", ["ann"]),
    ("range=2001:db8::/32", ["eve"]), ("name=ANN", ["ann"]), ("name=an", []),
    ("muted=true", ["bob"]), ("muted=true&range=192.0.2.1", []),
    ("muted=false", ["ann", "bob", "eve"]),
    ("range=192.0.2.0/24&q=b", ["bob"]), ("range=&name=", ["ann", "bob", "eve"]),
  ])
  func `the roster tells who is on a range, goes by a name, is muted`(
    query: String, names: [String]
  ) throws {
    let house = TestRoom(limits: .none)
    for (name, host) in [("ann", "192.0.2.1"), ("bob", "192.0.2.2"), ("eve", "2001:db8::1")] {
      try #require(house.connect(from: host)).type("/nick \(name)\n")
    }
    house.room.mute(try #require(house.room.member(named: "bob")))
    let roster = house.room.roster(try RosterQuery(try Form(decoding: query)))
    #expect(roster.users.map(\.name) == names)
    #expect(roster.total == names.count)
  }

  @Test func `what is no range is refused`() throws {
    let form = try Form(decoding: "range=here")
    #expect { try RosterQuery(form) } throws: { ($0 as? HTTPError)?.status == .badRequest }
  }
}
