import Chat
import Support
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

  // MARK: - Dead lines

  @Test func `a dead line gives its name up at once to who calls again from there`() throws {
    let house = TestRoom()
    let watcher = house.people(1)[0]
    let ann = try makeAnn(house, from: "192.0.2.1")
    house.room.mute(try #require(house.room.member(named: "ann")))
    ann.transport.resends = 3
    let again = try #require(house.connect(from: "192.0.2.1"))
    again.type("/nick ANN\n")
    #expect(
      again.readLines().suffix(3) == [
        "-- ann left", "-- guest-3 is now ANN", "-- you have been muted; nobody hears what you say",
      ])
    #expect(ann.transport.isAborted)
    #expect(house.room.members.map(\.name.text).sorted() == ["ANN", "guest-1"])
    ann.lose(.aborted)
    house.settle()
    #expect(watcher.readLines() == ["-- ann joined", "-- ann left"], "who is muted comes unseen")
  }

  @Test func `a silent line is tried, and who is told waits until it is known to be dead`() throws {
    let house = TestRoom()
    let watcher = house.people(1)[0]
    let ann = try makeAnn(house, from: "2001:db8::1")
    let again = try #require(house.connect(from: "2001:db8::2"))  // of the same subscriber
    _ = again.read()
    ann.transport.resends = 0
    again.type("/nick ann\n")
    #expect(
      again.readLines() == [
        "-- ann is here from your address; if that line is dead, the name is yours in a moment"
      ])
    #expect(
      ann.readLines() == [
        "-- guest-3, from your address, asks for your name; it is yours while you are here"
      ])
    ann.transport.resends = 2
    house.clock.advance(by: .milliseconds(700))
    #expect(again.readLines() == [])
    ann.transport.resends = 3
    house.clock.advance(by: .milliseconds(300))
    #expect(again.readLines() == ["-- ann left", "-- guest-3 is now ann"])
    #expect(ann.transport.isAborted)
    house.settle()
    #expect(watcher.readLines() == ["-- ann joined", "-- ann left", "-- ann joined"])
  }

  @Test(arguments: [nil, 2])
  func `whose line answers keeps the name, as does whose is only slow, and is not asked again soon`(
    resends: Int?
  ) throws {
    let house = TestRoom()
    let ann = try makeAnn(house, from: "192.0.2.1")
    let neighbour = try #require(house.connect(from: "192.0.2.1"))
    ann.transport.resends = 0
    neighbour.type("/nick ann\n")
    ann.transport.resends = resends
    house.clock.advance(by: .seconds(6))
    let taken = "-- that name is taken, or looks too much like ann"
    #expect(neighbour.readLines().last == taken)
    #expect(ann.readLines().count { $0.contains("asks for your name") } == 1)
    neighbour.type("/nick ann\n")
    #expect(neighbour.readLines() == [taken])
    house.clock.advance(by: .seconds(20))
    _ = ann.read()
    neighbour.type("/nick ann\n")
    #expect(ann.readLines().count == 1)
    #expect(!ann.transport.isAborted)
  }

  @Test func `who chooses another name meanwhile is not given the first`() throws {
    let house = TestRoom()
    let ann = try makeAnn(house, from: "192.0.2.1")
    let again = try #require(house.connect(from: "192.0.2.1"))
    ann.transport.resends = 0
    again.type("/nick ann\n/nick anna\n")
    ann.transport.resends = 3
    house.settle()
    #expect(again.readLines().suffix(2) == ["-- guest-2 is now anna", "-- ann left"])
  }

  @Test(arguments: [
    ("192.0.2.1", "192.0.2.2", 16), ("127.0.0.1", "127.0.0.1", 16), ("192.0.2.1", "192.0.2.1", 0),
  ])
  func `elsewhere, or where addresses tell nothing, nobody gives way`(
    host: String, other: String, perAddress: Int
  ) throws {
    var limits = ChatLimits()
    limits.connectionsPerAddress = perAddress
    let house = TestRoom(limits: limits)
    let ann = try makeAnn(house, from: host)
    ann.transport.resends = 5
    let stranger = try #require(house.connect(from: other))
    stranger.type("/nick ann\n")
    #expect(stranger.readLines().last == "-- that name is taken, or looks too much like ann")
    #expect(ann.readLines() == [])
    #expect(!ann.transport.isAborted)
  }
}
