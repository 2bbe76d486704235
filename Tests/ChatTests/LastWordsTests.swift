import Chat
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
    house.clock.advance(by: ChatProtocol.afterlifeMax)
    #expect(people[1].readLines().count == 250)
    house.clock.advance(by: .seconds(1))
    #expect(people[1].readLines().last == "-- guest-3 left")
    house.settle()
    #expect(people[1].readLines() == [])
    #expect(!house.clock.hasPendingCalls)
  }

  @Test func `whoever is gone takes nobody's place, and keeps the name until the last line`() {
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
      people[0].readLines().suffix(2) == [
        "-- 2 here: guest-1 (you), guest-2",
        "-- nobody here is called ann; /who lists who is",
      ])
    let newcomer = house.connect(from: "192.0.2.1")
    #expect(newcomer?.transport.isClosing == false, "there is room in all, and for that address")
    newcomer?.type("/nick ann\n")
    #expect(newcomer?.readLines().last?.contains("that name is taken") == true)
    house.settle()
    newcomer?.type("/nick ann\n")
    house.turn()
    #expect(
      people[1].readLines().suffix(4) == [
        "<ann> line 29", "<ann> line 30", "-- ann left", "-- guest-4 is now ann",
      ])
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
    house.factory.carryOut(Order(seq: 1, action: .kick, member: 0, text: "flood"))
    house.settle()
    #expect(people[2].readLines() == ["-- guest-1 was removed (flood)"])
    #expect(!house.clock.hasPendingCalls)
  }
}
