import Chat
import Testing
import TinyReactor
import Wire

struct ReturnTests {
  /// Somebody at an address, called ann, who has read everything.
  private func makeAnn(_ house: TestRoom, from host: String) throws -> TestPerson {
    let ann = try #require(house.connect(from: host))
    ann.type("/nick ann\n")
    house.settle()
    _ = ann.read()
    return ann
  }

  @Test(arguments: [ConnectionLost.done, .slowReader, .failed(SystemError(.read, 110))])
  func `a name that was lost is kept for a minute, for the address it was lost from`(
    reason: ConnectionLost
  ) throws {
    let house = TestRoom()
    let other = try #require(house.connect(from: "192.0.2.2"))
    try makeAnn(house, from: "192.0.2.1").lose(reason)
    house.settle()
    _ = other.read()
    other.type("/nick Ann\n")
    #expect(
      other.readLines() == [
        "-- that name is kept for who just lost their connection; try again in 50 s"
      ])
    let again = try #require(house.connect(from: "192.0.2.1"))
    again.type("/nick ANN\n")
    house.settle()
    #expect(other.readLines() == ["-- ANN joined"])
  }

  @Test func `after the minute, or once it is given up, a name is anybody's`() throws {
    let house = TestRoom()
    let other = try #require(house.connect(from: "192.0.2.2"))
    try makeAnn(house, from: "192.0.2.1").lose()
    house.clock.advance(by: .seconds(60))
    other.type("/nick ann\n/nick bob\n")
    #expect(other.readLines().suffix(2) == ["-- guest-1 is now ann", "-- ann is now bob"])
    let ann = try makeAnn(house, from: "192.0.2.1")
    ann.type("/quit\n")
    ann.lose()
    house.settle()
    _ = other.read()
    other.type("/nick ann\n")
    house.turn()
    #expect(other.readLines() == ["-- bob is now ann"])
  }

  @Test func `a mute outlasts calling again from the same address, for a while`() throws {
    let house = TestRoom()
    let listener = house.people(1)[0]
    let ann = try makeAnn(house, from: "192.0.2.1")
    let member = try #require(house.room.member(named: "ann"))
    house.room.mute(member)
    ann.type("/quit\n")
    let again = try #require(house.connect(from: "192.0.2.1"))
    #expect(
      again.readLines().last == "-- you are still muted: nobody hears what you say")
    again.type("hear me\n")
    let neighbour = try #require(house.connect(from: "192.0.2.2"))
    neighbour.type("I am another\n")
    house.settle()
    #expect(listener.readLines().filter { $0.hasPrefix("<") } == ["<guest-4> I am another"])
    again.lose()
    house.clock.advance(by: .seconds(601))
    #expect(house.connect(from: "192.0.2.1")?.read().contains("muted") == false)
  }

  @Test func `where all have the same address, a mute goes with the kept name`() throws {
    var limits = ChatLimits()
    limits.connectionsPerAddress = 0
    let house = TestRoom(limits: limits)
    let ann = try makeAnn(house, from: "192.0.2.1")
    house.room.mute(try #require(house.room.member(named: "ann")))
    ann.lose()
    let other = try #require(house.connect(from: "192.0.2.1"))
    #expect(!other.read().contains("muted"), "everybody comes from there")
    other.type("/nick ann\n")
    house.settle()
    #expect(other.readLines().contains("-- you have been muted; nobody hears what you say"))
  }

  @Test func `unmuting one who came back ends it for the next time too`() throws {
    let house = TestRoom()
    let ann = try makeAnn(house, from: "192.0.2.1")
    house.room.mute(try #require(house.room.member(named: "ann")))
    ann.lose()
    let again = try #require(house.connect(from: "192.0.2.1"))
    let member = try #require(house.room.members.first)
    #expect(member.isMuted)
    house.room.unmute(member)
    #expect(again.readLines().last == "-- you are no longer muted")
    again.lose()
    #expect(house.connect(from: "192.0.2.1")?.read().contains("muted") == false)
  }
}
