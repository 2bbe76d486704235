import Chat
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// Names as people choose them.
struct NickTests {
  @Test func `names are chosen, changed, and unique to the eye`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type("/nick ann\n")
    people[1].type("/nick ANN\n/nick \u{430}nn\n/nick server\n/nick\n/nick an n\n/nick bob\n")
    people[0].type("hi\n/nick Ann\n")
    house.settle()
    #expect(
      people[1].readLines() == [
        "-- guest-1 is now ann",
        "-- that name is taken, or looks too much like ann",
        "-- a name has letters of one script; yours has Cyrillic and Latin ones",
        "-- that name belongs to the server",
        "-- a name is needed: /nick NAME",
        "-- a name is one word: letters, digits, - and _",
        "-- guest-2 is now bob",
        "<ann> hi",
        "-- ann is now Ann",
      ])
  }

  @Test func `a name is free again once given up, and a guest's number never`() throws {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type("buy my pills\n/nick ann\n")
    house.factory.carryOut(Order(action: .kick, member: 0, name: "ann", text: "spam"))
    people[1].type("/nick ann\n")
    #expect(people[1].readLines().contains("-- guest-2 is now ann"))
    let newcomer = try #require(house.connect())
    #expect(
      newcomer.readLines().suffix(2) == [
        "[12:00] <guest-1> buy my pills",
        "-- you are guest-3; 1 other is here. /help lists the commands.",
      ])
    for number in 4...100 {
      let visitor = try #require(house.connect())
      #expect(visitor.read().contains("you are guest-\(number);"))
      visitor.lose()
    }
  }

  @Test func `a name may be typed in parts, by whoever asks for it too`() throws {
    let house = TestRoom()
    let people = house.people(3)
    people[0].type("/nick e\u{301}va\n")
    people[1].type("/msg E\u{301}VA one\n/msg éva two\n/ignore e\u{301}va\n/unignore é\u{76}a\n")
    #expect(
      people[1].readLines().suffix(4) == [
        "(you to éva) one", "(you to éva) two", "-- you ignore éva; /unignore éva ends it",
        "-- you hear éva again",
      ])
    #expect(people[0].readLines().contains("(guest-2 to you) one"))
    let query = try RosterQuery(try Form(decoding: "q=E%CC%81V"))
    #expect(house.room.roster(query).users.map(\.name) == ["éva"])
  }
}
