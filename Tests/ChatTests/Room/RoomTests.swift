import Chat
import Support
import Testing
import TinyReactor
import Wire

struct RoomTests {
  @Test func `lines go to everybody else, in order, in one write`() {
    let house = TestRoom()
    let people = house.people(3)
    let writes = people.map(\.transport.writeCount)
    people[0].type("one\n")
    people[1].type("two\n")
    people[0].type("three\n")
    house.turn()
    #expect(people[0].readLines() == ["<guest-2> two"])
    #expect(people[1].readLines() == ["<guest-1> one", "<guest-1> three"])
    #expect(people[2].readLines() == ["<guest-1> one", "<guest-2> two", "<guest-1> three"])
    #expect(people.map(\.transport.writeCount) == writes.map { $0 + 1 })
    #expect(house.room.linesSaid == 3)
  }

  @Test func `a quiet room sends at the end of the turn, a busy one gathers`() {
    let house = TestRoom()
    let people = house.people(20)
    people[0].type("one\n")
    house.turn()
    #expect(people[1].readLines() == ["<guest-1> one"])
    let writes = people[1].transport.writeCount
    people[0].type("two\n")
    house.turn()
    #expect(people[1].readLines() == [])
    house.clock.advance(by: FramePacer.intervalMin - .milliseconds(2))
    people[2].type("three\n")
    house.clock.advance(by: .milliseconds(1))
    #expect(people[1].readLines() == [])
    house.clock.advance(by: .milliseconds(1))
    #expect(people[1].readLines() == ["<guest-1> two", "<guest-3> three"])
    #expect(people[1].transport.writeCount == writes + 1)
    house.clock.advance(by: FramePacer.intervalMin)
    people[0].type("four\n")
    house.turn()
    #expect(people[1].readLines() == ["<guest-1> four"])
  }

  @Test func `a handful of people is never kept waiting`() {
    let house = TestRoom(limits: .none)
    let people = house.people(2)
    for number in 0..<100 {
      people[0].type("\(number)\n")
      house.turn()
      #expect(people[1].readLines() == ["<guest-1> \(number)"])
    }
  }

  @Test func `answers keep their place among the lines of others`() {
    let house = TestRoom()
    let people = house.people(3)
    people[0].type("before\n")
    people[2].type("mine\n/who\n")
    people[1].type("after\n")
    house.turn()
    #expect(
      people[2].readLines() == [
        "<guest-1> before", "-- 3 here: guest-3 (you), guest-1, guest-2", "<guest-2> after",
      ])
    #expect(people[0].readLines() == ["<guest-3> mine", "<guest-2> after"])
  }

  @Test func `a newcomer is shown the past as the past, and nothing twice`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type("before\n")
    let newcomer = house.connect()
    people[0].type("hello\n")
    house.turn()
    #expect(
      newcomer?.readLines().dropFirst() == [
        "-- said before (times in UTC):", "[12:00] <guest-1> before",
        "-- you are guest-3; 2 others are here. /help lists the commands.", "<guest-1> hello",
      ])
  }

  @Test func `joins and leaves are announced, short visits are not`() {
    let house = TestRoom()
    let people = house.people(2)
    let visitor = house.connect()
    house.clock.advance(by: .milliseconds(500))
    visitor?.type("only passing\n")
    visitor?.lose()
    house.settle()
    #expect(people[0].readLines() == ["<guest-3> only passing"])
    let newcomer = house.connect()
    house.settle()
    #expect(people[0].readLines() == ["-- guest-4 joined"])
    _ = newcomer?.read()
    newcomer?.lose()
    house.turn()
    #expect(people[0].readLines() == ["-- guest-4 left"])
  }

  @Test func `many who come or go at once are one line`() {
    let house = TestRoom()
    let watcher = house.people(1)[0]
    let crowd = (0..<100).compactMap { _ in house.connect() }
    house.settle()
    #expect(
      watcher.readLines() == ["-- guest-2, guest-3, guest-4, guest-5 and 96 others joined"])
    for person in crowd { person.lose() }
    house.settle()
    #expect(
      watcher.readLines() == [
        "-- guest-2 left", "-- guest-3, guest-4, guest-5, guest-6 and 95 others left",
      ])
    #expect(house.clock.hasPendingCalls == false, "a silent room wakes nobody")
  }

  @Test func `a freed name is said to leave before it is taken again`() {
    let house = TestRoom()
    let people = house.people(4)
    people[0].type("/nick ann\n")
    people[3].lose()
    people[0].lose()
    people[1].type("/nick ann\n")
    house.settle()
    #expect(
      people[2].readLines() == [
        "-- guest-1 is now ann", "-- guest-4 and ann left", "-- guest-2 is now ann",
      ])
  }

  @Test func `a slow reader leaves with a word about it`() {
    let house = TestRoom()
    let people = house.people(2)
    people[1].lose(.slowReader)
    house.turn()
    #expect(people[0].readLines() == ["-- guest-2 left (too slow)"])
    #expect(house.factory.slowReaders == 1)
  }

  @Test func `a frame that is full leaves at once`() {
    let house = TestRoom(limits: .none)
    let people = house.people(20)
    let lines = String(repeating: String(repeating: "x", count: 1_000) + "\n", count: 100)
    people[0].type("hello\n")
    house.turn()
    _ = people[1].read()
    people[0].type(lines)
    #expect(people[1].transport.written.count >= Fanout.frameBytesMax)
    #expect(people[1].transport.written.count < Fanout.frameBytesMax + 1_100)
  }

  @Test func `everybody is told of the end`() {
    let house = TestRoom()
    let people = house.people(2)
    var isOver = false
    people[0].type("last words\n")
    house.factory.shutDown().addCallback { isOver = true }
    #expect(
      people[1].readLines() == [
        "<guest-1> last words", "-- the server is shutting down; goodbye", closedLine,
      ])
    #expect(people.allSatisfy { $0.transport.isClosing })
    people[0].lose()
    #expect(!isOver)
    people[1].lose()
    #expect(isOver)
  }

  @Test func `when most are behind, who talks waits; a single one is not waited for`() {
    let clock = ManualClock()
    let room = Room(on: clock)
    let transports = (0..<4).map { _ in SluggishTransport() }
    let members = transports.map { room.join($0) }
    transports[1].unsentBytes = Fanout.behindBytes + 1
    room.say(CleanText("hello"), by: members[0])
    clock.advance(by: .zero)
    #expect(!room.isCongested)
    transports[2].unsentBytes = Fanout.behindBytes + 1
    room.say(CleanText("hello"), by: members[0])
    clock.advance(by: .zero)
    #expect(room.isCongested)
    transports[1].unsentBytes = 0
    clock.advance(by: Fanout.congestionPause)
    #expect(!room.isCongested)
  }

  @Test func `those who never read are waited for no longer than a second`() {
    let clock = ManualClock()
    let room = Room(on: clock)
    let transports = (0..<4).map { _ in SluggishTransport() }
    let members = transports.map { room.join($0) }
    for transport in transports.dropFirst() { transport.unsentBytes = Fanout.behindBytes + 1 }
    room.say(CleanText("hello"), by: members[0])
    clock.advance(by: .milliseconds(900))
    #expect(room.isCongested)
    clock.advance(by: .milliseconds(200))
    #expect(!room.isCongested)
    room.say(CleanText("still here"), by: members[0])
    clock.advance(by: .milliseconds(100))
    #expect(!room.isCongested)
  }

  @Test func `a congested room holds a talker's lines and loses none`() {
    let house = TestRoom(limits: .none)
    let people = house.people(1)
    let reader = SluggishTransport()
    _ = house.room.join(reader)
    reader.unsentBytes = Fanout.behindBytes + 1
    people[0].type("one\n")
    house.turn()
    people[0].type("two\nthree\n")
    house.clock.advance(by: .milliseconds(100))
    #expect(!people[0].transport.isReading)
    #expect(house.room.linesSaid == 1)
    reader.unsentBytes = 0
    house.clock.advance(by: .milliseconds(100))
    #expect(people[0].transport.isReading)
    #expect(house.room.linesSaid == 3)
  }
}
