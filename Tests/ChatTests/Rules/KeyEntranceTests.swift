import Chat
import Support
import Testing
import TinyReactor
import Wire

@Suite struct `Doors that ask for a word` {
  let house = TestRoom(limits: .none)
  static let request = "-- this room asks for a word: /key WORD"

  func set(open: Bool = false, key: String? = "owl!", seq: Int = 1, bans: [Ban] = []) {
    house.factory.adopt(
      ChatConfiguration(seq: seq, banner: "hi", bans: bans, doorsOpen: open, doorsKey: key))
    house.turn()
  }

  @Test func `who does not know it hears nothing, and nobody hears of them`() throws {
    let watcher = house.people(1)[0]
    set()
    let stranger = try #require(house.connect())
    watcher.type("secret\n/who\n")
    stranger.type("hello\n\n")
    house.settle()
    #expect(stranger.readLines() == [Self.request, Self.request])
    #expect(watcher.readLines() == ["-- 1 here: guest-1 (you)"])
    #expect(house.room.members.count == 1)
    #expect(house.factory.accepted == 1)
  }

  @Test(arguments: [
    "/key owl!\nhello\n", "/KEY  owl! \r\nhello\r\n", "\r\nhello?\n/key owl!\nhello\n",
  ])
  func `what is sent behind the word is said`(input: String) throws {
    let watcher = house.people(1)[0]
    set()
    let newcomer = try #require(house.connect())
    for byte in input.utf8 { newcomer.type([byte]) }
    newcomer.endInput()
    house.settle()
    #expect(watcher.readLines().filter { $0.hasPrefix("<") } == ["<guest-2> hello"])
    let read = newcomer.readLines()
    #expect(read.contains("hi"), "the greeting")
    #expect(read.contains { $0.hasPrefix("-- you are guest-2") })
  }

  @Test func `all of it may come at once, with the end`() throws {
    let watcher = house.people(1)[0]
    set()
    let newcomer = try #require(house.connect())
    newcomer.type("/key owl!\none\ntwo")
    newcomer.endInput()
    house.settle()
    newcomer.lose()
    #expect(watcher.readLines().filter { $0.hasPrefix("<") } == ["<guest-2> one", "<guest-2> two"])
    #expect(house.room.members.count == 1)
    #expect(house.factory.open == 1)
  }

  @Test func `whatever comes in one piece with the word is heard`() throws {
    let watcher = house.people(1)[0]
    set()
    let newcomer = try #require(house.connect())
    newcomer.type("/key owl!\n" + String(repeating: "a line of a log\n", count: 2_000))
    house.settle()
    #expect(!newcomer.transport.isClosing)
    #expect(watcher.readLines().count { $0 == "<guest-2> a line of a log" } == 2_000)
  }

  @Test func `the word alone may come without a line end`() throws {
    set()
    let newcomer = try #require(house.connect())
    newcomer.type("/key owl!")
    newcomer.endInput()
    #expect(newcomer.readLines().contains { $0.hasPrefix("-- you are guest-1") })
  }

  @Test func `three wrong words are the most, and ten lines`() throws {
    set()
    let guesser = try #require(house.connect())
    guesser.type("/key a\n/key b\n/key c\n/key owl!\n")
    let wrong = "-- that is not the word; /key WORD tries another"
    #expect(
      guesser.readLines() == [Self.request, wrong, wrong, "-- that is not the word", closedLine])
    #expect(guesser.transport.isClosing)
    guesser.lose()
    let pipe = try #require(house.connect())
    pipe.type(String(repeating: "line of a log\n", count: 100))
    #expect(pipe.readLines().count == 1 + KeyEntrance.linesMax + 1)
    #expect(pipe.transport.isClosing)
    pipe.lose()
    let flood = try #require(house.connect())
    for _ in 0..<17 { flood.type(String(repeating: "x", count: 1_000)) }
    #expect(flood.transport.isClosing)
    flood.lose()
    #expect(house.factory.refused[.key] == 3)
    #expect(house.factory.open == 0)
  }

  @Test func `an address that has guessed too often is not heard for a while, right or wrong`()
    throws
  {
    set()
    for _ in 0..<7 {
      let guesser = try #require(house.connect(from: "192.0.2.1"))
      guesser.type("/key a\n/key b\n/key c\n")
      guesser.lose()
    }
    let late = try #require(house.connect(from: "192.0.2.1"))
    late.type("/key owl!\n")
    #expect(
      late.readLines().contains("-- too many wrong words from your address; try again in 10 s"))
    #expect(late.transport.isClosing)
    late.lose()
    let other = try #require(house.connect(from: "192.0.2.2"))
    other.type("/key owl!\n")
    #expect(house.room.members.count == 1)
    house.clock.advance(by: .seconds(10))
    let patient = try #require(house.connect(from: "192.0.2.1"))
    patient.type("/key owl!\n")
    #expect(house.room.members.count == 2)
  }

  @Test func `there is a minute for it, and nothing is left after that`() throws {
    set()
    let sleeper = try #require(house.connect())
    house.clock.advance(by: .seconds(59))
    #expect(!sleeper.transport.isClosing)
    house.clock.advance(by: .seconds(1))
    #expect(
      sleeper.readLines() == [
        Self.request, "-- nobody gave the word in 60 s", closedLine,
      ])
    sleeper.type("/key owl!\n")
    sleeper.lose()
    #expect(house.room.members.isEmpty)
    // The log counts who is refused for a minute.
    house.clock.advance(by: .seconds(60))
    #expect(!house.clock.hasPendingCalls)
  }

  @Test func `who waits at the doors gets in when they open, and is told when they close`() throws {
    set()
    let early = try #require(house.connect())
    early.type("half a li")
    set(key: "other", seq: 2)
    early.type("ne\n/key owl!\n")
    #expect(early.readLines().last == "-- that is not the word; /key WORD tries another")
    set(open: true, key: nil, seq: 3)
    #expect(early.readLines().contains { $0.hasPrefix("-- you are guest-1") })
    early.type("/key owl!\nhi all\n")
    #expect(early.readLines() == ["-- you are in, and need no word; nobody was shown yours"])
    set(seq: 4)
    let late = try #require(house.connect())
    set(key: nil, seq: 5)
    #expect(late.readLines().contains("-- the doors are closed; nobody new gets in for now"))
    #expect(late.transport.isClosing)
    #expect(!early.transport.isClosing)
  }

  @Test func `a lost connection is no way in, though the name is kept`() throws {
    let ann = try #require(house.connect(from: "192.0.2.1"))
    ann.type("/nick ann\n")
    set()
    ann.lose()
    let again = try #require(house.connect(from: "192.0.2.1"))
    again.type("/nick ann\n")
    #expect(again.readLines() == [Self.request, Self.request])
    #expect(house.room.members.isEmpty)
    again.type("/key owl!\n/nick ann\n")
    #expect(house.room.members.map(\.name.text) == ["ann"])
  }

  @Test func `who waits counts for the address, is banned, and is told of the end`() throws {
    var limits = ChatLimits.none
    limits.connectionsPerAddress = 1
    let house = TestRoom(limits: limits)
    func adopt(_ bans: [Ban], seq: Int) {
      house.factory.adopt(
        ChatConfiguration(seq: seq, banner: "", bans: bans, doorsOpen: false, doorsKey: "owl!"))
    }
    adopt([], seq: 1)
    let first = try #require(house.connect(from: "192.0.2.1"))
    let second = try #require(house.connect(from: "192.0.2.1"))
    #expect(second.readLines().first == "-- 1 connections from your address are the most")
    let ban = Ban(
      id: 1, range: "192.0.2.1", reason: "spam", until: nil, since: "", actor: "api")
    adopt([ban], seq: 2)
    #expect(first.readLines().contains("-- you are banned for ever: spam"))
    #expect(first.transport.isClosing)
    let last = try #require(house.connect(from: "192.0.2.2"))
    _ = house.factory.shutDown()
    #expect(last.readLines().contains("-- the server is shutting down; goodbye"))
  }

  @Test(arguments: ["GET / HTTP/1.1\r\n", "SSH-2.0-x\r\n"])
  func `programs that took the port for another's are cut here, too`(input: String) throws {
    set()
    let stranger = try #require(house.connect())
    stranger.type(input)
    #expect(stranger.transport.isClosing)
  }

  @Test func `an empty word lets nobody in`() throws {
    set(key: "")
    #expect(
      house.connect()?.readLines().first == "-- the doors are closed; nobody new gets in for now")
  }
}
