import Chat
import ServiceKit
import Support
import Testing
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
