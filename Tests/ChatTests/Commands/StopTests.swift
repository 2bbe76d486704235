import Chat
import Support
import Testing
import TinyReactor
import Wire

/// `/stop`: for who has pasted by accident.
struct StopTests {
  private func lines(_ count: Int) -> String { (1...count).map { "line \($0)\n" }.joined() }

  @Test func `it drops what waits on one's own connection, though it was typed last`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type(lines(200))
    house.clock.advance(by: .seconds(1))
    #expect(people[1].readLines().last == "<guest-1> line 14")
    people[0].type("/stop\nI am sorry\n")
    #expect(people[0].readLines().last == "-- stopped: 186 lines of yours will not be said")
    house.settle()
    #expect(people[1].readLines() == ["<guest-1> I am sorry"])
    #expect(house.room.members.count == 2 && people[0].transport.isReading)
    #expect(!house.clock.hasPendingCalls)
  }

  @Test func `one that was pasted is not taken for the one that is typed later`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type(lines(20) + "/stop\n" + lines(20))
    people[0].type("/stop\nsorry\n")
    #expect(people[0].readLines().last == "-- stopped: 30 lines of yours will not be said")
    house.settle()
    #expect(people[1].readLines().count == 11)
  }

  @Test func `it is heard behind lines of one's own only as the whole of a line`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type(lines(30))
    people[0].type("/sto")
    people[0].type("p me\nx /stop\nlast\n")
    house.settle()
    #expect(people[1].readLines().suffix(2) == ["<guest-1> x /stop", "<guest-1> last"])
  }

  @Test func `behind a line that is too long it is heard as well`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type(lines(20))
    people[0].type(String(repeating: "x", count: 9_000) + "\n")
    people[0].type("/stop\n")
    #expect(people[0].readLines().last?.contains("will not be said") == true)
    house.settle()
    #expect(people[1].readLines().count == 10)
  }

  @Test func `who has so much waiting that nothing is read is not heard, and held is bounded`() {
    let house = TestRoom()
    let person = house.people(1)[0]
    for _ in 0..<2 { person.type(String(repeating: "12345678901234567890\n", count: 780)) }
    house.clock.advance(by: .milliseconds(250))
    #expect(!person.transport.isReading)
    person.type("/stop\n")  // as far as it has arrived it is heard all the same
    house.clock.advance(by: .milliseconds(250))
    #expect(person.transport.isReading)
  }

  @Test func `with nothing that waits it says so`() {
    let house = TestRoom()
    let person = house.people(1)[0]
    person.type("/stop\n")
    #expect(
      person.readLines() == [
        "-- nothing of yours waits, and nobody from your address is still heard"
      ])
  }

  @Test(arguments: ["192.0.2.1", "127.0.0.1"])
  func `from a new connection of the same address it stops who is gone, and all read by whom`(
    _ host: String
  ) throws {
    let house = TestRoom()
    let watcher = house.people(1)[0]
    let pasted = try #require(house.connect(from: host))
    house.settle()
    pasted.type(lines(200))
    pasted.lose()
    house.turn()
    _ = watcher.readLines()
    let again = try #require(house.connect(from: host))
    _ = again.readLines()
    again.type("/stop\n")
    #expect(again.readLines() == ["-- stopped: guest-2 will not be heard any more"])
    #expect(house.room.leaving.isEmpty)
    house.settle()
    #expect(watcher.readLines() == ["-- guest-2 left (stopped by guest-3)", "-- guest-3 joined"])
    #expect(house.factory.linesUnsaid == 190)
  }

  @Test func `it stops who has only ended their input as well, as nc -N does`() throws {
    let house = TestRoom()
    let watcher = house.people(1)[0]
    let pasted = try #require(house.connect())
    pasted.type("/nick ann\n" + lines(200))
    pasted.endInput()
    let here = try #require(house.connect())
    here.type(lines(200))
    let again = try #require(house.connect())
    for person in [watcher, again] { _ = person.readLines() }
    again.type("/stop\n/stop\n")
    #expect(
      again.readLines() == [
        "-- stopped: ann will not be heard any more",
        "-- nothing of yours waits, and nobody from your address is still heard",
      ])
    #expect(pasted.readLines().last == closedLine && pasted.transport.isClosing)
    house.settle()
    #expect(watcher.readLines().contains("-- ann left (stopped by guest-4)"))
    #expect(!watcher.readLines().contains { $0.hasPrefix("<ann>") })
  }

  @Test func `from another address it stops nobody, nor who is here`() throws {
    let house = TestRoom()
    let pasted = try #require(house.connect(from: "192.0.2.1"))
    let here = try #require(house.connect(from: "192.0.2.2"))
    pasted.type("/nick ann\n" + lines(200))
    pasted.lose()
    here.type(lines(200))
    _ = here.readLines()
    let stranger = try #require(house.connect(from: "192.0.2.2"))
    _ = stranger.readLines()
    stranger.type("/stop\n/stop ann\n/stop guest-2\n/stop nobody\n")
    #expect(
      stranger.readLines() == [
        "-- nothing of yours waits, and nobody from your address is still heard",
        "-- ann is not from your address",
        "-- guest-2 is here; /ignore guest-2 hides what they say",
        "-- nobody here is called nobody; /who lists who is",
      ])
    #expect(house.room.leaving.count == 1)
  }

  @Test func `all from an address are stopped where that is one person's, else one by name`() throws
  {
    let house = TestRoom()
    for host in ["192.0.2.1", "127.0.0.1"] {
      for _ in 0..<3 {
        let pasted = try #require(house.connect(from: host))
        pasted.type(lines(200))
        pasted.lose()
      }
    }
    let own = try #require(house.connect(from: "192.0.2.1"))
    _ = own.readLines()
    own.type("/stop\n")
    #expect(
      own.readLines() == ["-- stopped: guest-1, guest-2 and guest-3 will not be heard any more"])
    let local = try #require(house.connect())
    _ = local.readLines()
    local.type("/stop\n/stop guest-5\n")
    #expect(
      local.readLines() == [
        "-- guest-4, guest-5 and guest-6 are still heard, all from your address; say whom: /stop NAME",
        "-- stopped: guest-5 will not be heard any more",
      ])
    #expect(house.room.leaving.map(\.name.text) == ["guest-4", "guest-6"])
  }

  @Test func `an IPv6 address is as good as another of its network`() throws {
    let house = TestRoom()
    let pasted = try #require(house.connect(from: "2001:db8::1"))
    pasted.type(lines(200))
    pasted.lose()
    let again = try #require(house.connect(from: "2001:db8::2:1"))
    again.type("/stop\n")
    #expect(house.room.leaving.isEmpty)
  }
}
