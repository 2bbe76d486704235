import Chat
import Testing
import TinyReactor
import Wire

struct HistoryTests {
  @Test func `the past is bounded, in order, and as long as was set`() {
    let house = TestRoom(limits: .none)
    let person = house.people(1)[0]
    for number in 1...250 { person.type("line \(number)\n") }
    house.turn()
    #expect(
      house.connect()?.readLines().dropFirst(2).prefix(10).first == "[12:00] <guest-1> line 241")
    person.type("/last 100\n")
    #expect(
      person.readLines()
        == ["-- said before (times in UTC):"] + (151...250).map { "[12:00] <guest-1> line \($0)" })
    house.room.historyLines = 3
    #expect(
      house.connect()?.readLines().dropFirst(2).dropLast()
        == (248...250).map { "[12:00] <guest-1> line \($0)" })
  }

  @Test func `zero shows nothing and forgets what there was`() {
    let house = TestRoom()
    let people = house.people(1)
    people[0].type("forget me\n")
    house.turn()
    house.room.historyLines = 0
    people[0].type("me too\n/last\n")
    #expect(people[0].readLines() == ["-- no past lines are kept here"])
    house.room.historyLines = 10
    #expect(house.connect()?.readLines().count == 2)
  }

  @Test func `what is past has its time, and doings have too`() {
    let house = TestRoom()
    let people = house.people(1)
    people[0].type("hello\n")
    house.clock.advance(by: .seconds(12 * 3_600 + 5 * 60))
    people[0].type("/me waves\n")
    house.turn()
    #expect(
      house.connect()?.readLines().dropFirst(2).dropLast() == [
        "[2026-11-24 12:00] <guest-1> hello", "[00:05] * guest-1 waves",
      ])
  }

  @Test(arguments: [(-1, 0), (0, 0), (7, 7), (Limits.historyLinesMax + 1, Limits.historyLinesMax)])
  func `as many lines are shown as an admin says, within limits`(wanted: Int, shown: Int) {
    let house = TestRoom(limits: .none)
    let person = house.people(1)[0]
    house.factory.adopt(ChatConfiguration(seq: 1, banner: "", historyLines: wanted))
    for number in 1...250 { person.type("line \(number)\n") }
    house.turn()
    let past = house.connect()?.readLines().filter { $0.hasPrefix("[") }
    #expect(past?.count == shown)
    #expect(past?.last == (shown == 0 ? nil : "[12:00] <guest-1> line 250"))
  }
}
