import Chat
import Glibc
import Support
import Testing
import TinyReactor
import Wire

/// Those whose connection is lost while lines of theirs wait to be said.
struct LastWordsTests {
  private func lines(_ count: Int) -> String { (1...count).map { "line \($0)\n" }.joined() }

  @Test func `lines that wait are said although the peer has gone, for a while`() {
    let house = TestRoom()
    let people = house.people(3)
    people[0].type(lines(30) + "the end")
    people[0].lose()
    house.clock.advance(by: .seconds(6))
    #expect(
      people[1].readLines() == (1...30).map { "<guest-1> line \($0)" } + [
        "<guest-1> the end", "-- guest-1 left",
      ])
    people[2].type(lines(1_000))
    people[2].lose()
    house.clock.advance(by: Ending.finishedMax)
    let rest = people[1].readLines()
    #expect(rest.count == 251 && rest.last == "-- guest-3 left")
    house.settle()
    #expect(people[1].readLines() == [])
    #expect(!house.clock.hasPendingCalls)
  }

  @Test
  func `whoever is gone is seen, counts for their address, and keeps the name to the last line`() {
    var limits = ChatLimits()
    limits.connectionsMax = 3
    limits.connectionsPerAddress = 1
    let house = TestRoom(limits: limits)
    let people = house.people(2)
    let ann = house.connect(from: "192.0.2.1")
    ann?.type("/nick ann\n" + lines(30))
    ann?.lose()
    house.turn()
    #expect(house.room.members.count == 2)
    people[0].type("/who\n/msg ann hello\n")
    #expect(
      people[0].readLines().suffix(3) == [
        "-- 2 here: guest-1 (you), guest-2", "-- 1 gone and still heard: ann",
        "-- nobody here is called ann; /who lists who is",
      ])
    let another = house.connect(from: "192.0.2.1")
    #expect(
      another?.readLines() == [
        "-- 1 connections from your address are the most", closedLine,
      ])
    let newcomer = house.connect(from: "192.0.2.2")
    #expect(newcomer?.transport.isClosing == false, "there is room in all")
    newcomer?.type("/nick ann\n")
    #expect(newcomer?.readLines().last?.contains("that name is taken") == true)
    house.settle()
    let ofAnn = people[1].readLines().filter { $0.contains("ann") }
    #expect(ofAnn.suffix(2) == ["<ann> line 30", "-- ann left"])
    newcomer?.lose()
    #expect(house.connect(from: "192.0.2.1")?.transport.isClosing == false)
    people[0].type("/who\n")
    #expect(people[0].readLines().last?.hasPrefix("-- 3 here: guest-1 (you), guest-2, ") == true)
  }

  private static let reset = ConnectionLost.failed(SystemError(.read, ECONNRESET))

  @Test
  func `a reset ends the lines that wait within five seconds, and a minute ends a half-close`() {
    let house = TestRoom()
    let people = house.people(3)
    people[0].type(lines(200))
    people[0].lose(Self.reset)
    people[1].type(lines(1_000))
    people[1].endInput()
    house.clock.advance(by: .seconds(5))
    let heard = people[2].readLines()
    #expect(heard.filter { $0.hasPrefix("<guest-1>") }.count == 30)
    #expect(heard.contains("-- guest-1 left"))
    #expect(house.room.leaving.isEmpty)
    house.clock.advance(by: .seconds(55))
    #expect(
      people[1].readLines().filter { $0.hasPrefix("-- your input") } == [
        "-- your input has ended; lines of yours that wait are said for 60 s at most",
        "-- your input has ended 60 s ago; 750 lines were not said",
      ])
    #expect(people[1].transport.isClosing)
    #expect(people[2].readLines().suffix(2) == ["<guest-2> line 250", "-- guest-2 left"])
    #expect(house.factory.linesUnsaid == 170 + 750)
    people[1].lose()
    house.settle()
    #expect(!house.clock.hasPendingCalls)
  }

  @Test(arguments: [([255, 236], 60, 750), ([255, 244], 5, 970)] as [([UInt8], Int, Int)])
  func `so does telnet's own end, and five seconds its Ctrl-C`(
    command: [UInt8], seconds: Int, unsaid: Int
  ) {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type(lines(1_000))
    people[0].type(command)
    house.clock.advance(by: .seconds(seconds - 1))
    #expect(!people[0].transport.isClosing)
    house.clock.advance(by: .seconds(1))
    #expect(people[0].transport.isClosing)
    #expect(
      people[0].readLines().filter { $0.hasPrefix("-- your input") } == [
        "-- your input has ended; lines of yours that wait are said for \(seconds) s at most",
        "-- your input has ended \(seconds) s ago; \(unsaid) lines were not said",
      ])
    #expect(people[1].readLines().last == "-- guest-1 left")
  }

  @Test func `a Ctrl-C after a paste is no pipe's end`() {
    let house = TestRoom()
    let people = house.people(3)
    for person in people.prefix(2) { person.type(lines(200)) }
    people[0].finish()  // a pipe's
    house.clock.advance(by: .seconds(1))
    people[1].finish()
    for person in people.prefix(2) { person.lose(.failed(SystemError(.send, EPIPE))) }
    house.clock.advance(by: .seconds(5))
    #expect(house.room.leaving.map(\.name.text) == ["guest-1"])
    house.clock.advance(by: .seconds(50))
    let heard = people[2].readLines()
    #expect(heard.filter { $0.hasPrefix("<guest-1>") }.count == 200)
    #expect(heard.filter { $0.hasPrefix("<guest-2>") }.count == 34)
  }

  @Test func `who is gone before all is read is heard to the end of it`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type(lines(12))
    #expect(people[0].breakOff(Self.reset), "what is not read yet is kept")
    #expect(house.room.leaving.count == 1 && house.room.members.count == 1)
    #expect(people[0].breakOff(Self.reset), "told again when reading is paused again")
    house.clock.advance(by: .seconds(1))
    #expect(people[0].transport.isReading)
    people[0].type("line 13\nline 14\n")
    people[0].lose(Self.reset)
    house.settle()
    #expect(
      people[1].readLines() == (1...14).map { "<guest-1> line \($0)" } + ["-- guest-1 left"])
    #expect(house.factory.open == 1)
  }

  @Test func `one whose connection lasts is let go of when the time is over`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type(lines(200))
    #expect(people[0].breakOff(Self.reset))
    house.settle()
    #expect(people[0].transport.isAborted)
    people[0].lose(.aborted)
    #expect(house.factory.open == 1 && house.room.leaving.isEmpty)
    let quiet = house.connect()
    #expect(quiet?.breakOff(Self.reset) == false, "nothing of theirs waits")
  }

  @Test func `in a room that is busy nobody's last line is lost, however many leave`() throws {
    let house = TestRoom()
    let watcher = house.people(1)[0]
    let reader = SluggishTransport()
    _ = house.room.join(reader)
    reader.unsentBytes = Fanout.behindBytes + 1
    watcher.type("nobody reads this\n")
    house.turn()
    #expect(house.room.isCongested)
    for number in 1...200 {
      let visitor = try #require(house.connect())
      visitor.type("visitor \(number)\n")
      visitor.lose(Self.reset)
    }
    #expect(house.room.leaving.count == 64)
    house.settle()
    let heard = watcher.readLines().filter { $0.contains("> visitor") }
    #expect(heard.count == 200)
    #expect(house.factory.linesUnsaid == 0)
  }

  @Test func `at the end it is said at once, and nobody waits for it`() {
    let house = TestRoom()
    let people = house.people(3)
    people[0].type(lines(30))
    people[0].lose()
    people[1].type(lines(30))
    var isOver = false
    house.factory.shutDown().addCallback { isOver = true }
    #expect(
      people[2].readLines().filter { $0.hasPrefix("<guest-1>") }
        == (1...30).map { "<guest-1> line \($0)" })
    people[1].lose()
    people[2].lose()
    #expect(isOver, "who leaves now is not waited for either")
    house.turn()
    #expect(house.room.leaving.isEmpty)
  }

  @Test func `who floods and vanishes is let go in favour of who vanishes later`() {
    let house = TestRoom()
    let watcher = house.people(1)[0]
    for _ in 0..<100 {
      let visitor = house.connect()
      visitor?.type(lines(100))
      visitor?.lose()
    }
    #expect(house.room.leaving.count == 64)
    house.clock.advance(by: .seconds(100))
    let said = watcher.readLines().filter { $0.contains("> line 100") }
    #expect(said.count == 64)
    #expect(house.room.leaving.isEmpty)
    #expect(!house.clock.hasPendingCalls)
  }

  @Test func `what they hold in all is bounded`() {
    let house = TestRoom()
    let long = String(repeating: String(repeating: "x", count: 1_000) + "\n", count: 40)
    for _ in 0..<20 {
      let visitor = house.connect()
      visitor?.type(long)
      visitor?.lose()
    }
    #expect(house.room.leaving.count == 9, "of each some 29,000 bytes wait; 262,144 are the most")
    house.clock.advance(by: .seconds(100))
    #expect(house.room.leaving.isEmpty)
  }

  @Test func `an admin can still silence them, and others need not listen`() {
    let house = TestRoom()
    let people = house.people(3)
    people[0].type(lines(100))
    people[0].lose()
    people[1].type("/ignore guest-1\n")
    house.clock.advance(by: .seconds(1))
    #expect(people[1].readLines().last == "-- you ignore guest-1; /unignore guest-1 ends it")
    #expect(people[2].readLines().last == "<guest-1> line 14")
    house.factory.carryOut(
      Order(action: .kick, member: 0, name: "guest-1", text: "flood"))
    house.settle()
    #expect(people[2].readLines() == ["-- guest-1 was removed (flood)"])
    #expect(!house.clock.hasPendingCalls)
  }
}
