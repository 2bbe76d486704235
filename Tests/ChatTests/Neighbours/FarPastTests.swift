import Chat
import RoomLog
import Support
import Testing
import TinyReactor
import Wire

/// What a room keeps of other servers: their lines, and who left from there.
struct FarPastTests {
  private func line(_ text: String, _ house: TestRoom, at seconds: Int) throws -> History.Line {
    let line = house.room.pastLine(
      LogRecord(.said, member: 1, name: "bob", text: text), from: "b.1", number: seconds,
      at: (TestRoom.noon + seconds) * 1_000)
    return try #require(line)
  }

  @Test func `of lines that were missed, the first are shown and the last are kept`() throws {
    let house = TestRoom()
    var past = PastLines()
    #expect(past.isEmpty)
    for number in 1...450 { past.append(try line("\(number)", house, at: number)) }
    #expect(past.count == 450)
    #expect(past.first.count == PastLines.shownMax)
    #expect(past.rest == 350)
    #expect(past.last.count < 2 * Limits.historyLinesMax)
    house.room.show(past: past, after: [])
    let person = try #require(house.connect())
    _ = person.read()
    person.type("/last 100\n")
    #expect(
      person.readLines().dropFirst().map { $0.split(separator: " ").last ?? "" }
        == (351...450).map { "\($0)" })
  }

  @Test func `they get among the past by their times, before those of the same moment`() throws {
    let house = TestRoom(limits: .none)
    let person = house.people(1)[0]
    person.type("at ten\n")
    house.clock.advance(by: .seconds(10))
    person.type("at twenty\n")
    house.turn()
    var past = PastLines()
    for second in [5, 10, 15, 20, 25] {
      past.append(try line("\(second)", house, at: second))
    }
    house.room.show(past: past, after: [])
    _ = person.read()
    person.type("/last 100\n")
    #expect(
      person.readLines().dropFirst().map { String($0.drop { $0 != ">" }.dropFirst(2)) }
        == ["5", "10", "at ten", "15", "20", "at twenty", "25"])
  }

  @Test(arguments: [
    (LogRecord.Kind.coming, "ann", "ann joined"), (.left, "", "ann left"),
    (.notice, "", "tea"), (.said, "server", "forged"), (.said, "", "nobody"), (.here, "ann", ""),
  ])
  func `what nobody said is not of the past`(kind: LogRecord.Kind, name: String, text: String) {
    let house = TestRoom()
    let record = LogRecord(kind, member: 1, name: name, text: text)
    #expect(house.room.pastLine(record, from: "b.1", number: 1, at: 0) == nil)
  }

  private static let home = "192.0.2.7"

  /// `bob` left another server `age` seconds ago.
  private func house(_ note: PersonNote) throws -> TestRoom {
    let house = TestRoom()
    house.room.adopt(LogRecord(.gone, member: 1, name: "bob", text: note.text), from: "b.1")
    return house
  }

  @Test(arguments: [(0, "60"), (20, "40"), (59, "1"), (60, nil), (10_000, nil)])
  func `a name that was lost elsewhere is kept for what is left of a minute`(
    age: Int, rest: String?
  ) throws {
    let key = try #require(SocketAddress(host: Self.home, port: 1)).networkKey
    let house = try house(PersonNote(network: key, keepsName: true, age: age))
    let thief = try #require(house.connect(from: "198.51.100.1"))
    _ = thief.read()
    thief.type("/nick bob\n")
    let kept = "-- that name is kept for who just lost their connection; try again in "
    #expect(thief.readLines().last == rest.map { "\(kept)\($0) s" } ?? "-- guest-1 is now bob")
    let owner = try #require(house.connect(from: Self.home))
    owner.type("/nick bob\n")
    #expect(owner.readLines().last?.hasSuffix("is now bob") == (rest != nil))
  }

  @Test(arguments: [(0, true), (599, true), (600, false)])
  func `a mute from elsewhere lasts ten minutes, and what is told twice counts once`(
    age: Int, isMuted: Bool
  ) throws {
    let key = try #require(SocketAddress(host: Self.home, port: 1)).networkKey
    let note = PersonNote(network: key, isMuted: true, age: age)
    let house = try house(note)
    house.room.adopt(LogRecord(.gone, member: 1, name: "bob", text: note.text), from: "b.1")
    #expect(try #require(house.connect(from: Self.home)).read().contains("muted") == isMuted)
    #expect(try #require(house.connect(from: "198.51.100.1")).read().contains("muted") == false)
    // A server that starts later learns of it from whoever knows.
    #expect(house.room.absenteeRecords.count == (isMuted ? 1 : 0))
    house.room.adopt(
      LogRecord(.heard, member: 2, name: "bob", text: PersonNote(network: key).text), from: "b.1")
    #expect(try #require(house.connect(from: Self.home)).read().contains("muted") == false)
  }
}
