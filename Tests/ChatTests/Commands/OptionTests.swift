import Chat
import Support
import Testing
import TinyReactor
import Wire

struct OptionTests {
  @Test func `who is ignored is not heard, whatever they call themselves, and is not told`() {
    let house = TestRoom()
    let people = house.people(3)
    people[1].type("/ignore guest-1\n")
    #expect(people[1].readLines() == ["-- you ignore guest-1; /unignore guest-1 ends it"])
    people[0].type("one\n/me waves\n/msg guest-2 psst\n/nick ann\ntwo\n")
    people[2].type("three\n")
    house.turn()
    #expect(people[1].readLines() == ["<guest-3> three"])
    #expect(people[2].readLines().contains("-- guest-1 is now ann"))
    #expect(people[0].readLines().first == "(you to guest-2) psst")
    people[1].type("/ignore\n/last\n/unignore ANN\n")
    people[0].type("four\n")
    house.turn()
    #expect(
      people[1].readLines() == [
        "-- you ignore ann", "-- said before (times in UTC):", "[12:00] <guest-3> three",
        "-- you hear ann again", "<ann> four",
      ])
  }

  @Test func `an ignored name is followed to who comes back under it, a guest's is not`() {
    let house = TestRoom()
    let people = house.people(3)
    people[0].type("/nick ann\n")
    people[1].type("/ignore ann\n/ignore guest-3\n")
    people[0].lose()
    people[2].lose()
    house.settle()
    let again = house.people(2)
    _ = people[1].read()
    again[0].type("I am another guest\n")
    again[1].type("/nick Ann\nit is me\n")
    house.settle()
    #expect(people[1].readLines() == ["<guest-4> I am another guest"])
  }

  @Test func `a name that the ignored gave up is not ignored`() {
    let house = TestRoom()
    let people = house.people(3)
    people[0].type("/nick ann\n")
    people[1].type("/ignore ann\n")
    people[0].type("/nick bob\n")
    people[2].type("/nick ann\nI am another ann\n")
    house.settle()
    #expect(people[1].readLines().contains("<ann> I am another ann"))
  }

  @Test func `the list is bounded, and guests who have left make room`() {
    let house = TestRoom(limits: .none)
    let people = house.people(40)
    let reader = people[0]
    reader.type((2...35).map { "/ignore guest-\($0)\n" }.joined())
    let answers = reader.readLines()
    #expect(answers.count { $0.hasSuffix("ends it") } == 32)
    #expect(answers.last == "-- you ignore 32 people, which is the most; /ignore lists them")
    for person in people[1...30] { person.lose() }
    house.settle()
    _ = reader.read()
    reader.type("/ignore guest-40\n/ignore\n")
    #expect(reader.readLines().last == "-- you ignore guest-32, guest-33, guest-40")
  }

  @Test func `quiet hides who comes and goes, and nothing else`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type("/quiet\n")
    _ = people[0].read()
    let visitor = house.people(1)[0]
    visitor.type("hello\n/nick ann\n")
    house.settle()
    visitor.lose()
    house.settle()
    #expect(people[0].readLines() == ["<guest-3> hello"])
    #expect(
      people[1].readLines() == [
        "-- guest-3 joined", "<guest-3> hello", "-- guest-3 is now ann", "-- ann left",
      ])
    people[0].type("/quiet\n")
    #expect(people[0].readLines() == ["-- you are shown who comes, goes and changes names"])
    _ = house.people(1)
    #expect(people[0].readLines() == ["-- guest-4 joined"])
  }

  @Test func `timestamps stand before what others say, and end again`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type("before\n")
    people[1].type("/timestamps\n")
    house.clock.advance(by: .seconds(3_600 + 60))
    people[0].type("hello\n/msg guest-2 psst\n")
    people[1].type("mine\n")
    house.turn()
    people[1].type("/timestamps\n")
    people[0].type("after\n")
    house.turn()
    #expect(
      people[1].readLines() == [
        "<guest-1> before",
        "-- the time (UTC) stands before each line; /timestamps again hides it",
        "13:01 <guest-1> hello", "13:01 (guest-1 to you) psst",
        "-- lines are shown without the time", "<guest-1> after",
      ])
  }

  @Test func `who chooses nothing is not touched by those who do`() {
    let house = TestRoom()
    let people = house.people(3)
    people[0].type("one\n")
    people[1].type("/timestamps\n")
    people[0].type("two\n")
    people[1].type("three\n")
    house.turn()
    #expect(people[2].readLines() == ["<guest-1> one", "<guest-1> two", "<guest-2> three"])
    #expect(people[0].readLines() == ["<guest-2> three"])
    people[1].lose()
    house.settle()
    people[0].type("four\n")
    house.turn()
    #expect(people[2].readLines() == ["-- guest-2 left", "<guest-1> four"])
  }

  /// Every way of choosing, switched at random among random talk: what is shown is what a simple
  /// reading of the options says.
  @Test func `options show exactly what they say, whenever they are switched`() {
    var random = SplitMix(seed: 4)
    for _ in 0..<100 {
      let house = TestRoom(limits: .none)
      let people = house.people(4)
      var expected: [String] = []
      var (ignored, hasTime) = (Set<Int>(), false)
      for number in 0..<60 {
        let speaker = Int.random(in: 1...3, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
          people[0].type("/timestamps\n")
          hasTime.toggle()
        case 1:
          people[0].type(
            ignored.contains(speaker)
              ? "/unignore guest-\(speaker + 1)\n" : "/ignore guest-\(speaker + 1)\n")
          ignored.formSymmetricDifference([speaker])
        case 2: house.turn()
        case 3: people[0].type("own words\n")
        default:
          people[speaker].type("number \(number)\n")
          if !ignored.contains(speaker) {
            expected.append(
              (hasTime ? "12:00 " : "") + "<guest-\(speaker + 1)> number \(number)")
          }
        }
      }
      house.turn()
      let shown = people[0].readLines().filter { !$0.hasPrefix("--") }
      #expect(shown.map { $0.replacing("12:01", with: "12:00") } == expected)
    }
  }
}
