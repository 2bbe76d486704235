import Chat
import Support
import Testing
import TinyReactor
import Wire

/// Who talks faster than the room may listen.
struct PaceTests {
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

  @Test func `lines that wait are said before telnet's end`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type(Array((1...30).map { "\($0)\r\n" }.joined().utf8) + [255, 236])
    house.clock.advance(by: .seconds(10))
    #expect(people[1].readLines() == (1...30).map { "<guest-1> \($0)" } + ["-- guest-1 left"])
    #expect(people[0].transport.isClosing)
  }
}
