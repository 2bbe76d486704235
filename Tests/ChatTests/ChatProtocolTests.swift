import Chat
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

struct ChatProtocolTests {
  @Test func `the banner comes first, then who one is and how many are here`() {
    let house = TestRoom()
    #expect(
      house.connect()?.readLines() == [
        "Welcome to NetCatChat!",
        "-- you are guest-1; nobody else is here yet. /help lists the commands.",
      ])
    house.factory.banner = BannerText("line one\nline\u{1B}[31m two\n")
    #expect(
      house.connect()?.readLines() == [
        "line one", "line two",
        "-- you are guest-2; 1 other is here. /help lists the commands.",
      ])
    house.factory.banner = BannerText("")
    #expect(
      house.connect()?.readLines() == [
        "-- you are guest-3; 2 others are here. /help lists the commands."
      ])
  }

  @Test func `names are chosen, changed, and unique to the eye`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type("/nick ann\n")
    people[1].type("/nick ANN\n/nick \u{430}nn\n/nick server\n/nick\n/nick an n\n/nick bob\n")
    people[0].type("hi\n/nick Ann\n")
    house.settle()
    #expect(
      people[1].readLines() == [
        "-- guest-1 is now ann",
        "-- that name is taken, or looks too much like ann",
        "-- a name has letters of one script; yours has Cyrillic and Latin ones",
        "-- that name belongs to the server",
        "-- a name is needed: /nick NAME",
        "-- a name is one word: letters, digits, - and _",
        "-- guest-2 is now bob",
        "<ann> hi",
        "-- ann is now Ann",
      ])
  }

  @Test func `a name is free again once given up, and a guest's number never`() throws {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type("buy my pills\n/nick ann\n")
    house.factory.carryOut(Order(action: .kick, member: 0, name: "ann", text: "spam"))
    people[1].type("/nick ann\n")
    #expect(people[1].readLines().contains("-- guest-2 is now ann"))
    let newcomer = try #require(house.connect())
    #expect(
      newcomer.readLines().suffix(2) == [
        "[12:00] <guest-1> buy my pills",
        "-- you are guest-3; 1 other is here. /help lists the commands.",
      ])
    for number in 4...100 {
      let visitor = try #require(house.connect())
      #expect(visitor.read().contains("you are guest-\(number);"))
      visitor.lose()
    }
  }

  @Test func `a name may be typed in parts, by whoever asks for it too`() throws {
    let house = TestRoom()
    let people = house.people(3)
    people[0].type("/nick e\u{301}va\n")
    people[1].type("/msg E\u{301}VA one\n/msg éva two\n/ignore e\u{301}va\n/unignore é\u{76}a\n")
    #expect(
      people[1].readLines().suffix(4) == [
        "(you to éva) one", "(you to éva) two", "-- you ignore éva; /unignore éva ends it",
        "-- you hear éva again",
      ])
    #expect(people[0].readLines().contains("(guest-2 to you) one"))
    let query = try RosterQuery(try Form(decoding: "q=E%CC%81V"))
    #expect(house.room.roster(query).users.map(\.name) == ["éva"])
  }

  @Test func `what one does is told apart from what the server says`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type("/me waves\n//nick is a command\n-- root left\n/me\n")
    house.turn()
    #expect(
      people[1].readLines() == [
        "* guest-1 waves", "<guest-1> /nick is a command", "<guest-1> -- root left",
      ])
    #expect(people[0].readLines() == ["-- /me needs to know what you do: /me waves"])
  }

  @Test(arguments: [
    ("/help nick", ["-- /nick NAME: gives you another name: letters, digits, - and _"]),
    ("/help /me", ["-- /me TEXT: says what you do: * ann waves"]),
    ("/nik bob", ["-- there is no /nik; did you mean /nick NAME?"]),
    ("/timestmp", ["-- there is no /timestmp; did you mean /timestamps?"]),
    ("/mute", ["-- there is no /mute; /help lists the commands, // begins a line with a slash"]),
    ("/start", ["-- there is no /start; /help lists the commands, // begins a line with a slash"]),
    ("/rm", ["-- there is no /rm; did you mean /r TEXT?"]),
    ("/x", ["-- there is no /x; /help lists the commands, // begins a line with a slash"]),
    ("/hepl", ["-- there is no /hepl; did you mean /help [COMMAND]?"]),
    ("/names", ["-- 1 here: guest-1 (you)"]),
    ("/list", ["-- 1 here: guest-1 (you)"]),
    ("/w", ["-- 1 here: guest-1 (you)"]),
    ("/w guest-1 psst", ["(guest-1 to you) psst", "(you to guest-1) psst"]),
    ("/tell guest-1 psst", ["(guest-1 to you) psst", "(you to guest-1) psst"]),
    ("/q", ["-- goodbye", closedLine]),
    ("/exit", ["-- goodbye", closedLine]),
    ("/help exit", ["-- /quit: leaves the room"]),
    ("/hlep", ["-- there is no /hlep; did you mean /help [COMMAND]?"]),
    (
      "/usr/bin/perl",
      ["-- there is no /usr/bin/perl; /help lists the commands, // begins a line with a slash"]
    ),
    ("/who", ["-- 1 here: guest-1 (you)"]),
    ("/quit now", ["-- goodbye", closedLine]),
  ])
  func `commands answer`(line: String, answer: [String]) {
    let person = TestRoom().people(1)[0]
    person.type(line + "\n")
    #expect(person.readLines() == answer)
  }

  @Test func `help shows every command, and tells of each one alone`() {
    #expect(
      Set(Command.all.map(\.name)) == [
        "help", "nick", "who", "me", "msg", "r", "last", "ignore", "unignore", "quiet",
        "timestamps", "stop", "banner", "quit",
      ])
    let person = TestRoom(limits: .none).people(1)[0]
    person.type("/help\n")
    let help = person.readLines()
    #expect(help.count == Command.all.count + 1)
    for command in Command.all {
      #expect(help.contains { $0.contains(command.synopsis) && $0.hasSuffix(command.help) })
      person.type("/help \(command.name)\n/help /\(command.name.uppercased())\n")
      let line = "-- \(command.synopsis): \(command.help)"
      #expect(person.readLines() == [line, line])
    }
    person.type("/help nik\n")
    #expect(person.readLines() == ["-- there is no /nik; did you mean /nick NAME?"])
  }

  @Test(arguments: [
    ("quit", "/quit leaves"), ("exit", "/quit leaves"), ("EXIT", "/quit leaves"),
    ("Quit ", "/quit leaves"), ("help", "/help lists the commands"),
  ])
  func `who says what is a command elsewhere is heard, and told once of ours`(
    line: String, command: String
  ) {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type("\(line)\nno help here\n\(line)\n/me exit\n")
    house.turn()
    let said = line.split(separator: " ")[0]
    #expect(
      people[1].readLines() == [
        "<guest-1> \(said)", "<guest-1> no help here", "<guest-1> \(said)", "* guest-1 exit",
      ])
    #expect(
      people[0].readLines() == ["-- \(command); without its slash it is said to everybody"])
    #expect(!people[0].transport.isClosing)
  }

  @Test func `who is bounded`() {
    let house = TestRoom()
    let people = house.people(200)
    people[7].type("/who\n")
    let answer = people[7].read()
    #expect(answer.hasPrefix("-- 200 here: guest-8 (you), "))
    #expect(answer.hasSuffix(", 150 others\r\n"))
  }

  @Test func `quitting ends it, and nothing after it is heard`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type("bye\n/quit\nnobody hears this\n")
    people[0].type("nor this\n")
    house.turn()
    #expect(people[0].transport.isClosing)
    #expect(people[1].readLines() == ["<guest-1> bye", "-- guest-1 left"])
    #expect(people[0].readLines() == ["-- goodbye", closedLine])
    people[0].lose()
    house.settle()
    #expect(people[1].readLines() == [])
  }

  @Test func `a pipe's last line is said without its newline, then the connection ends`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type("first\nlast")
    people[0].endInput()
    house.turn()
    #expect(people[1].readLines() == ["<guest-1> first", "<guest-1> last", "-- guest-1 left"])
    #expect(people[0].transport.isClosing)
  }

  @Test func `whoever talks too fast is read more slowly, and nothing is lost`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type((1...30).map { "line \($0)\n" }.joined())
    house.turn()
    #expect(people[1].readLines().count == 10)
    #expect(people[0].transport.isReading, "or no /stop could be heard")
    #expect(
      people[0].readLines() == [
        "-- you talk faster than the room may listen; your lines wait, none is lost"
      ])
    house.clock.advance(by: .seconds(1))
    #expect(people[1].readLines().count == 4)
    people[0].endInput()
    house.clock.advance(by: .seconds(3))
    #expect(people[1].readLines().count == 12)
    #expect(!people[0].transport.isClosing)
    house.clock.advance(by: .seconds(1))
    #expect(people[1].readLines().last == "-- guest-1 left")
    #expect(people[0].transport.isClosing)
    #expect(
      people[0].readLines() == [
        "-- your input has ended; lines of yours that wait are said for 60 s at most"
      ])
    #expect(house.room.linesSaid == 30)
  }

  @Test func `who holds back much is not read from, and memory is bounded for who never stops`() {
    let house = TestRoom()
    let person = house.people(1)[0]
    let line = String(repeating: "x", count: 999) + "\n"
    var sent = 0
    for _ in 0..<4_000 {
      while person.transport.isReading {
        person.type(line)
        sent += 1
      }
      house.clock.advance(by: .milliseconds(250))
    }
    let conversation = person.conversation as? ChatProtocol
    #expect(sent > 4_000 && house.room.linesSaid > 4_000)
    #expect((conversation?.heldBytes ?? .max) < ChatProtocol.heldBytesMax + 1_000)
  }

  @Test func `a burst that is over in time is not slowed`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type((1...10).map { "line \($0)\n" }.joined())
    house.turn()
    #expect(people[0].transport.isReading)
    #expect(people[1].readLines().count == 10)
    #expect(house.clock.hasPendingCalls == false)
  }

  @Test func `an allowance of zero is no limit`() {
    let house = TestRoom(limits: .none)
    let people = house.people(2)
    people[0].type((1...1_000).map { "line \($0)\n" }.joined())
    house.turn()
    #expect(people[1].readLines().count == 1_000)
  }

  @Test func `empty lines are nothing, and cost nothing`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type((1...10).map { "\n\r\n\nline \($0)\r\r\n" }.joined())
    house.turn()
    #expect(people[1].readLines() == (1...10).map { "<guest-1> line \($0)" })
    #expect(people[0].transport.isReading)
  }

  @Test func `a terminal that sends only CR is heard line by line, and /msg by one alone`() {
    let house = TestRoom()
    let people = house.people(3)
    for key in "hi\r/msg guest-2 psst\rho\r".utf8 { people[0].type([key]) }
    house.turn()
    #expect(people[1].readLines() == ["<guest-1> hi", "(guest-1 to you) psst", "<guest-1> ho"])
    #expect(people[2].readLines() == ["<guest-1> hi", "<guest-1> ho"])
  }

  @Test func `a long line is said in parts, together, and each counts as a line`() {
    let house = TestRoom()
    let people = house.people(3)
    let words = (1...400).map { "w\($0)" }.joined(separator: " ")
    people[0].type("\(words)\n")
    people[1].type("between?\n")
    house.turn()
    let heard = people[2].readLines()
    #expect(heard.count == 3)
    #expect(heard[0].hasPrefix("<guest-1> w1 w2 ") && heard[0].hasSuffix(" …"))
    #expect(heard[1].hasPrefix("<guest-1> … w") && heard[1].hasSuffix(" w400"))
    #expect(heard[2] == "<guest-2> between?")
    people[0].type((1...9).map { "\($0)\n" }.joined())
    house.turn()
    #expect(people[2].readLines() == (1...8).map { "<guest-1> \($0)" }, "two of ten were taken")
  }

  @Test func `what is done and told alone is said in parts as well`() {
    let house = TestRoom()
    let people = house.people(2)
    let long = String(repeating: "x", count: 1_500)
    people[0].type("/me \(long)\n/msg guest-2 \(long)\n")
    house.turn()
    let beginnings = people[1].readLines().map { $0.prefix { $0 != "x" } }
    #expect(
      beginnings == ["* guest-1 ", "* guest-1 …", "(guest-1 to you) ", "(guest-1 to you) …"])
    let echoes = people[0].readLines().map { $0.prefix { $0 != "x" } }
    #expect(echoes == ["(you to guest-2) ", "(you to guest-2) …"])
  }

  @Test func `of a line beyond all bounds the beginning is said, and the rest told and skipped`() {
    let house = TestRoom(limits: .none)
    let people = house.people(2)
    people[0].type("hello\n")
    for _ in 0..<50 { people[0].type(String(repeating: "x", count: 1_000)) }
    people[0].type("\nstill here\n")
    house.turn()
    #expect(
      people[0].readLines() == [
        "-- a line holds 8192 bytes; the last 41808 of yours were not said"
      ])
    let heard = people[1].readLines()
    #expect(heard.first == "<guest-1> hello" && heard.last == "<guest-1> still here")
    #expect(heard.joined().count { $0 == "x" } == 8_192)
    #expect(heard.allSatisfy { $0.utf8.count <= "<guest-1> ".utf8.count + Limits.lineBytesMax })
  }

  @Test func `a line that grows beyond all bounds when it is cleaned is cut as well`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type(String(repeating: "x\t", count: 4_000) + "\n")
    house.turn()
    #expect(
      people[0].readLines() == [
        "-- a line holds 8192 bytes; the last 23801 of yours were not said"
      ])
    #expect(people[1].readLines().joined().count { $0 == "x" } == 1_024)
  }

  @Test(arguments: [
    ("POST / HTTP/1.1\r\nHost: x\r\n\r\nhello\n", "http"),
    ("GET /\(String(repeating: "a", count: 9_000)) HTTP/1.1\r\nHost: x\r\n", "http"),
    ("\r\n\nPOST / HTTP/1.1\r\nHost: x\r\n\r\nhello\n", "http"),
    ("\u{16}\u{3}\u{1}\u{2}\nhello\n", "tls"),
    ("\u{16}\u{3}\u{1}\u{8}\u{8}", "tls"),
    ("SSH-2.0-OpenSSH_9.2\r\n", "ssh"),
    ("*1\r\n$4\r\nPING\r\n", "redis"),
    ("EHLO mail.example.org\r\nMAIL FROM:<x@example.org>\r\n", "smtp"),
    ("\u{5}\u{1}\0", "socks"),
  ])
  func `a machine is cut before a word of it is heard, and logged by its kind`(
    greeting: String, kind: String
  ) {
    let pipe = Pipe()
    let house = TestRoom(log: Log(descriptor: pipe.writing))
    let people = house.people(1)
    let machine = house.connect()
    machine?.type(greeting)
    house.settle()
    #expect(machine?.transport.isClosing == true)
    #expect(people[0].readLines() == [])
    #expect(pipe.take().contains(" protocol=\(kind)\n"))
  }

  @Test func `whoever speaks of machines is heard`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type("HELO\nSSH-2.0-x is old\nPOST / HTTP/1.1\n")
    house.turn()
    #expect(
      people[1].readLines() == [
        "<guest-1> HELO", "<guest-1> SSH-2.0-x is old", "<guest-1> POST / HTTP/1.1",
      ])
  }

  @Test func `telnet is answered and does not show`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type([255, 253, 3, 104, 105, 255, 241, 13, 0])
    house.turn()
    #expect(people[0].transport.takeBytes() == [255, 252, 3])
    #expect(people[1].readLines() == ["<guest-1> hi"])
  }

  @Test(
    arguments: [
      ("end of file", [255, 236], ["<guest-1> one", "<guest-1> two", "-- guest-1 left"]),
      ("interrupt", [255, 244, 255, 253, 6], ["<guest-1> one", "-- guest-1 left"]),
    ] as [(String, [UInt8], [String])])
  func `telnet's own end is as good as /quit`(what: String, end: [UInt8], heard: [String]) {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type(Array("one\r\ntwo".utf8) + end)
    house.turn()
    #expect(people[1].readLines() == heard, "\(what)")
    #expect(people[0].transport.isClosing)
    #expect(people[0].read().hasSuffix("-- goodbye\r\n"), "telnet says the rest itself")
  }

  @Test func `lines that wait are said before telnet's end`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type(Array((1...30).map { "\($0)\r\n" }.joined().utf8) + [255, 236])
    house.clock.advance(by: .seconds(10))
    #expect(people[1].readLines() == (1...30).map { "<guest-1> \($0)" } + ["-- guest-1 left"])
    #expect(people[0].transport.isClosing)
  }

  @Test func `too many at once are told why`() {
    var limits = ChatLimits()
    limits.connectionsMax = 3
    limits.connectionsPerAddress = 2
    let house = TestRoom(limits: limits)
    let first = (0..<3).map { _ in house.connect(from: "192.0.2.1") }
    #expect(
      first[2]?.readLines() == ["-- 2 connections from your address are the most", closedLine])
    #expect(first[2]?.transport.isClosing == true)
    #expect(house.connect(from: "192.0.2.2")?.transport.isClosing == false)
    #expect(
      house.connect(from: "192.0.2.3")?.readLines() == [
        "-- the room is full; try again later", closedLine,
      ])
    first[2]?.lose()
    first[0]?.lose()
    #expect(house.connect(from: "192.0.2.1")?.transport.isClosing == false)
    #expect(house.factory.refused == [.address: 1, .full: 1])
    #expect(house.factory.open == 3)
    #expect(house.factory.accepted == 4)
  }

  @Test func `the limits a reader has are set`() {
    let person = TestRoom().connect()
    #expect(person?.transport.outputBytesMax == 262_144)
    #expect(person?.transport.outputStallMax == .seconds(10))
    #expect(person?.transport.readBytesMax == 16_384)
    let unlimited = TestRoom(limits: .none).connect()
    #expect(unlimited?.transport.readBytesMax == 65_536, "who is not made to wait holds nothing")
  }
}
