import Chat
import Support
import Testing
import TinyReactor
import Wire

@Suite struct `The rules of the room` {
  let house = TestRoom(limits: .none)

  func set(_ rules: RoomRules?, _ limits: RoomLimits? = nil, seq: Int = 1) {
    house.factory.adopt(
      ChatConfiguration(seq: seq, banner: "", rules: rules, limits: limits))
    house.turn()
  }

  @Test func `slow mode is told once, and a line that is too early is not said`() {
    let people = house.people(2)
    set(RoomRules(slowSeconds: 10))
    set(RoomRules(slowSeconds: 10), seq: 2)
    let rule = "slow mode: one line in 10 seconds each"
    for person in people { #expect(person.readLines() == ["-- \(rule)"]) }
    people[0].type("one\n")
    house.clock.advance(by: .milliseconds(2_500))
    people[0].type("two\n/me waves\n/who\n//three\n")
    house.clock.advance(by: .milliseconds(7_500))
    people[0].type("/me is back\n")
    house.turn()
    #expect(people[1].readLines() == ["<guest-1> one", "* guest-1 is back"])
    let refusal = "-- \(rule); this was not said, wait 8 s"
    #expect(
      people[0].readLines() == [
        refusal, refusal, "-- 2 here: guest-1 (you), guest-2", "-- \(rule)", refusal,
      ])
    #expect(people[0].conversation is ChatProtocol)
    set(RoomRules(), seq: 3)
    people[0].type("free\nagain\n")
    house.turn()
    #expect(
      people[1].readLines() == ["-- slow mode is off", "<guest-1> free", "<guest-1> again"])
  }

  @Test func `each has a turn of their own, a long line is one, and bots and admins have none`()
    throws
  {
    let people = house.people(3)
    set(RoomRules(slowSeconds: 60))
    for person in people { _ = person.read() }
    people[0].type(String(repeating: "a", count: 3_000) + "\n")
    people[1].type("mine\n/msg guest-3 psst\n/msg guest-3 and more\n")
    let bot = try Nickname(chosen: "deploy")
    for text in ["v1", "v2"] { house.room.sayAsBot(bot, CleanText(text), isRecorded: true) }
    house.factory.carryOut(Order(seq: 9, action: .announce, text: "tea"))
    house.turn()
    let read = people[2].readLines()
    #expect(read.count { $0.contains("<guest-1>") } == 3, "it is said in parts")
    #expect(read.contains("<guest-2> mine"))
    #expect(read.suffix(3) == ["{deploy} v1", "{deploy} v2", "-- announcement: tea"])
    #expect(read.count { $0.contains("psst") || $0.contains("and more") } == 2)
  }

  @Test func `a line that is refused announces nobody, and newcomers read the rules`() throws {
    let watcher = house.people(1)[0]
    set(RoomRules(slowSeconds: 10, voicedOnly: true))
    _ = watcher.read()
    let newcomer = try #require(house.connect())
    #expect(
      newcomer.readLines().contains { $0 == "-- slow mode: one line in 10 seconds each" })
    newcomer.type("hello\nhello\n")
    #expect(
      newcomer.readLines() == [
        "-- only those with voice may talk, so this was not said; /who lists them, an admin gives "
          + "voice"
      ])
    house.turn()
    #expect(watcher.read() == "")
    #expect(house.room.linesSaid == 0)
  }

  @Test func `voice lets talk, is in the roster, and is taken back`() {
    let people = house.people(2)
    set(RoomRules(voicedOnly: true))
    for person in people { _ = person.read() }
    house.factory.carryOut(Order(seq: 1, action: .voice, member: 0, name: "guest-1"))
    house.factory.carryOut(Order(seq: 2, action: .voice, member: 0, name: "guest-1"))
    #expect(
      people[0].readLines() == [
        "-- you have voice now: you are heard while only those with voice may talk"
      ])
    people[0].type("/nick ann\nheard\n")
    people[1].type("not heard\n/who\n")
    house.settle()
    #expect(
      people[1].readLines().filter { !$0.hasPrefix("-- guest-1 is now") } == [
        "<ann> heard",
        "-- only those with voice may talk, so this was not said; /who lists them, an admin gives "
          + "voice", "-- 2 here: guest-2 (you), ann",
        "-- only those with voice may talk; the others can read", "-- with voice: ann",
      ])
    #expect(house.room.roster(RosterQuery()).users.map(\.voiced) == [true, nil])
    _ = people[0].read()
    house.factory.carryOut(Order(seq: 3, action: .unvoice, member: 0, name: "ann"))
    people[0].type("silent\n/who\n")
    house.settle()
    #expect(people[1].read() == "")
    #expect(people[0].readLines().suffix(1) == ["-- nobody has voice"])
  }

  @Test(arguments: [("192.0.2.1", true), ("192.0.2.2", false)])
  func `voice comes back with the name to its address, and to no other`(
    host: String, isBack: Bool
  ) throws {
    let watcher = house.people(1)[0]
    let ann = try #require(house.connect(from: "192.0.2.1"))
    ann.type("/nick ann\n")
    set(RoomRules(voicedOnly: true))
    house.factory.carryOut(Order(seq: 1, action: .voice, member: 1, name: "ann"))
    ann.lose()
    house.clock.advance(by: .seconds(30))
    _ = watcher.read()
    let again = try #require(house.connect(from: host))
    again.type("/nick ann\nback\n")
    house.clock.advance(by: .seconds(40))
    again.type("/nick ann\nstill here\n")
    house.settle()
    #expect(watcher.readLines().contains("<ann> back") == isBack)
    #expect(house.room.voicedNames == (isBack ? ["ann"] : []))
  }

  @Test func `who quits gives the voice up with the name`() throws {
    let ann = try #require(house.connect(from: "192.0.2.1"))
    ann.type("/nick ann\n")
    house.factory.carryOut(Order(seq: 1, action: .voice, member: 0, name: "ann"))
    ann.type("/quit\n")
    ann.lose()
    let again = try #require(house.connect(from: "192.0.2.1"))
    again.type("/nick ann\n")
    #expect(house.room.voicedNames == [])
  }

  @Test func `the muted are told that they are muted, whatever the rules`() {
    let person = house.people(1)[0]
    set(RoomRules(slowSeconds: 10, voicedOnly: true))
    house.factory.carryOut(Order(seq: 1, action: .mute, member: 0, name: "guest-1"))
    _ = person.read()
    person.type("one\ntwo\n")
    #expect(person.readLines() == ["-- you are muted: nobody hears what you say"])
  }

  @Test func `the talk rate changes for those who are here, and is told`() throws {
    let people = house.people(2)
    #expect(people[0].transport.readBytesMax == 65_536)
    set(nil, RoomLimits(talkRate: 1, talkBurst: 2))
    #expect(people[0].readLines() == ["-- the room takes 1 line a second each, 2 at once"])
    #expect(people[0].transport.readBytesMax == ChatProtocol.readBytesMax)
    _ = people[1].read()
    people[0].type("1\n2\n3\n4\n")
    house.turn()
    #expect(people[1].readLines() == ["<guest-1> 1", "<guest-1> 2"])
    set(nil, nil, seq: 2)
    house.settle()
    #expect(
      people[1].readLines() == [
        "-- the room takes as many lines a second as you like", "<guest-1> 3", "<guest-1> 4",
      ])
  }

  @Test func `who owes lines at a slow rate does not pay for them at another`() {
    var limits = ChatLimits()
    limits.talk = Rate(burst: 1_000, perSecond: 1)
    let house = TestRoom(limits: limits)
    let people = house.people(2)
    people[0].type(String(repeating: "x\n", count: 1_000))
    house.turn()
    _ = people[1].read()
    house.factory.adopt(
      ChatConfiguration(seq: 1, banner: "", limits: RoomLimits(talkRate: 4, talkBurst: 10)))
    people[0].type("again\n")
    house.clock.advance(by: .seconds(5))
    #expect(people[1].readLines().contains("<guest-1> again"))
  }

  @Test func `limits on connections change for newcomers, and those who are here stay`() throws {
    let people = try (1...3).map { _ in try #require(house.connect(from: "192.0.2.1")) }
    set(nil, RoomLimits(connectionsPerAddress: 3))
    let refused = try #require(house.connect(from: "192.0.2.1"))
    #expect(refused.readLines().first == "-- 3 connections from your address are the most")
    refused.lose()
    set(nil, RoomLimits(connectionsMax: 2), seq: 2)
    #expect(
      house.connect(from: "192.0.2.9")?.readLines().first
        == "-- the room is full; try again later")
    #expect(people.allSatisfy { !$0.transport.isClosing })
    set(nil, nil, seq: 3)
    #expect(house.connect(from: "192.0.2.9")?.transport.isClosing == false)
  }

  @Test func `people who came without a limit count once there is one`() throws {
    var limits = ChatLimits.none
    limits.connectionsPerAddress = 0
    let house = TestRoom(limits: limits)
    let old = try (1...2).map { _ in try #require(house.connect(from: "192.0.2.1")) }
    house.factory.adopt(
      ChatConfiguration(seq: 1, banner: "", limits: RoomLimits(connectionsPerAddress: 2)))
    #expect(house.connect(from: "192.0.2.1")?.transport.isClosing == true)
    old[0].lose()
    #expect(house.connect(from: "192.0.2.1")?.transport.isClosing == false)
    #expect(house.connect(from: "192.0.2.1")?.transport.isClosing == true)
  }
}
