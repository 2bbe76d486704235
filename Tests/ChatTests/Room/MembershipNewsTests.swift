import Chat
import Support
import Testing
import TinyReactor
import Wire

/// What the room is told of who comes, goes and changes names.
struct MembershipNewsTests {
  private func connect(_ house: TestRoom, after pause: Duration = .zero) throws -> TestPerson {
    let person = try #require(house.connect())
    house.clock.advance(by: pause)
    return person
  }

  @Test func `who chooses a name in their first seconds comes under it, with one line`() throws {
    let house = TestRoom()
    let watcher = house.people(1)[0]
    let kurt = try connect(house, after: .seconds(3))
    kurt.type("/nick kurt\n")
    #expect(kurt.readLines().last == "-- guest-2 is now kurt")
    house.settle()
    #expect(watcher.readLines() == ["-- kurt joined"])
    kurt.type("/nick karl\n")
    house.settle()
    #expect(watcher.readLines() == ["-- kurt is now karl"])
  }

  @Test func `who is silent is announced after a few seconds, with who else is`() throws {
    let house = TestRoom()
    let watcher = house.people(1)[0]
    _ = try connect(house, after: .seconds(1))
    _ = try connect(house, after: .milliseconds(3_900))
    #expect(watcher.readLines() == [])
    house.clock.advance(by: .seconds(1))
    #expect(watcher.readLines() == ["-- guest-2 joined"])
    house.settle()
    #expect(watcher.readLines() == ["-- guest-3 joined"])
    #expect(!house.clock.hasPendingCalls)
  }

  @Test(arguments: ["hello\n", "/me waves\n", "/msg guest-1 psst\n"])
  func `who speaks is announced first`(line: String) throws {
    let house = TestRoom()
    let watcher = house.people(1)[0]
    let newcomer = try connect(house, after: .seconds(2))
    newcomer.type(line)
    house.turn()
    let read = watcher.readLines()
    #expect(read.count == 2)
    #expect(read.first == "-- guest-2 joined")
    house.settle()
    #expect(watcher.readLines() == [])
  }

  @Test func `who speaks at once is announced by that alone, and missed when they stayed`() throws {
    let house = TestRoom()
    let watcher = house.people(1)[0]
    let pipe = try connect(house)
    pipe.type("one\n")
    house.settle()
    pipe.type("two\n")
    house.turn()
    #expect(watcher.readLines() == ["<guest-2> one", "<guest-2> two"])
    pipe.lose()
    house.settle()
    #expect(watcher.readLines() == ["-- guest-2 left"])
    let brief = try connect(house)
    brief.type("deploy done\n")
    house.clock.advance(by: .seconds(2))
    brief.lose()
    house.settle()
    #expect(watcher.readLines() == ["<guest-3> deploy done"])
  }

  @Test func `a name and words in the first second are words under that name`() throws {
    let house = TestRoom()
    let watcher = house.people(1)[0]
    let bot = try connect(house)
    bot.type("/nick deploy\ndone\n")
    house.settle()
    bot.type("/nick deployer\n")
    house.settle()
    #expect(watcher.readLines() == ["<deploy> done", "-- deploy is now deployer"])
  }

  @Test func `words never come before the name that they are said under`() throws {
    let house = TestRoom()
    let people = house.people(3)
    people[0].type("/nick ann\n")
    people[1].type("/nick ben\nhello\n")
    house.turn()
    #expect(
      people[2].readLines() == [
        "-- guest-1 is now ann", "-- guest-2 is now ben", "<ben> hello",
      ])
  }

  @Test func `who changes names again and again is told of once a second`() throws {
    let house = TestRoom(limits: .none)
    let people = house.people(2)
    for number in 1...50 { people[0].type("/nick ann\(number)\n") }
    house.settle()
    #expect(
      people[1].readLines() == ["-- guest-1 is now ann1", "-- ann1 is now ann50"])
    #expect(people[0].readLines().count == 50, "and hears of each at once")
    people[0].type("/nick bob\n/nick cid\n/nick bob\n")
    house.settle()
    #expect(people[1].readLines() == ["-- ann50 is now bob"])
  }

  @Test func `many new names are one line`() {
    let house = TestRoom()
    let people = house.people(12)
    for (number, person) in people.dropLast().enumerated() {
      person.type("/nick ann-\(number)\n")
    }
    house.settle()
    #expect(
      people[11].readLines() == [
        "-- guest-1 is now ann-0",
        "-- guest-2 is now ann-1, guest-3 is now ann-2, guest-4 is now ann-3, guest-5 is now ann-4 "
          + "and 6 others have new names",
      ])
    #expect(!house.clock.hasPendingCalls)
  }

  @Test func `a name is given up before it is taken, whoever is waited for`() {
    let house = TestRoom()
    let people = house.people(4)
    people[0].type("/nick ann\n")
    people[1].type("/nick ben\n")
    house.settle()
    _ = people[3].read()
    people[2].type("/nick carl\n")  // from now on the next are gathered
    people[0].type("/nick zoe\n")
    people[1].type("/nick ann\n")
    people[0].type("/nick ben\n")
    house.settle()
    #expect(
      people[3].readLines() == [
        "-- guest-3 is now carl", "-- ann is now zoe", "-- ben is now ann", "-- zoe is now ben",
      ])
  }

  @Test func `who leaves before a new name was told leaves under the old one`() throws {
    let house = TestRoom()
    let people = house.people(3)
    people[0].type("/nick carl\n")
    people[1].type("/nick ann\n")
    people[1].lose()
    house.settle()
    #expect(people[2].readLines() == ["-- guest-1 is now carl", "-- guest-2 left"])
    let newcomer = try connect(house, after: .seconds(2))
    people[0].type("/nick cid\n")
    newcomer.type("/nick dora\n")
    newcomer.lose()
    house.settle()
    #expect(people[2].readLines() == ["-- carl is now cid"], "nobody has read of dora")
  }

  @Test(arguments: [(0, []), (2_000, ["-- guest-2 was removed (spam)"])])
  func `who is put out before they were announced is told of when they were there`(
    milliseconds: Int, told: [String]
  ) throws {
    let house = TestRoom()
    let watcher = house.people(1)[0]
    _ = try connect(house, after: .milliseconds(milliseconds))
    house.factory.carryOut(Order(action: .kick, member: 1, name: "guest-2", text: "spam"))
    house.settle()
    #expect(watcher.readLines() == told)
  }

  @Test func `who is ignored changes names unseen, and the quiet see no names change`() {
    let house = TestRoom()
    let people = house.people(4)
    people[2].type("/ignore guest-1\n")
    people[3].type("/quiet\n")
    for person in people { _ = person.read() }
    people[0].type("/nick ann\n")
    people[1].type("/nick ben\n")
    house.settle()
    #expect(people[2].readLines() == ["-- guest-2 is now ben"])
    #expect(people[3].readLines() == [])
    people[2].type("/ignore\n")
    #expect(people[2].readLines() == ["-- you ignore ann"])
  }

  @Test func `somebody muted cannot talk in names, and is known again once they may`() throws {
    let house = TestRoom()
    let people = house.people(3)
    let member = try #require(house.room.member(named: "guest-1"))
    house.room.mute(member)
    people[0].type("/nick buy-my-pills\n")
    house.settle()
    #expect(people[1].readLines() == [])
    house.room.unmute(member)
    house.settle()
    #expect(people[1].readLines() == ["-- guest-1 is now buy-my-pills"])
    house.room.mute(member)
    people[0].type("/nick worse\n")
    people[2].type("/nick buy-my-pills\n")
    people[0].lose()
    house.settle()
    #expect(people[1].readLines() == ["-- guest-3 is now buy-my-pills"])
  }

  @Test func `who takes the name of somebody who left is not heard before that is told`() throws {
    let house = TestRoom()
    let people = house.people(3)
    people[0].type("/nick ann\n")
    house.settle()
    people[1].lose()
    people[0].lose()  // told a second later, with whoever else leaves
    let other = try connect(house)
    other.type("/nick ann\nI am another\n")
    house.settle()
    #expect(
      people[2].readLines() == [
        "-- guest-1 is now ann", "-- guest-2 left", "-- ann left", "<ann> I am another",
      ])
  }
}
