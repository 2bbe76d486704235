import Chat
import Testing
import TinyReactor
import Wire

struct WhisperTests {
  @Test func `a whisper reaches one, is shown to its sender, and nobody else`() {
    let house = TestRoom()
    let people = house.people(3)
    people[1].type("/nick bob\n")
    house.turn()
    for person in people { _ = person.read() }
    people[0].type("/msg BOB  psst, you  two\n")
    people[1].type("/r what?\n")
    house.turn()
    #expect(
      people[0].readLines() == ["(you to bob) psst, you  two", "(bob to you) what?"])
    #expect(
      people[1].readLines() == ["(guest-1 to you) psst, you  two", "(you to guest-1) what?"])
    #expect(people[2].readLines() == [])
    #expect(house.room.linesSaid == 0)
    #expect(house.connect()?.read().contains("psst") == false, "it is no part of the past")
    people[0].type("/last\n")
    #expect(people[0].readLines() == ["-- nothing has been said yet"])
  }

  @Test func `a whisper keeps its place among the lines of others`() {
    let house = TestRoom()
    let people = house.people(3)
    people[0].type("one\n/msg guest-3 two\nthree\n")
    house.turn()
    #expect(
      people[2].readLines() == ["<guest-1> one", "(guest-1 to you) two", "<guest-1> three"])
  }

  @Test func `an answer goes to the person, not to whoever has the name now`() {
    let house = TestRoom()
    let people = house.people(3)
    people[0].type("/nick ann\n/msg guest-2 hello\n")
    people[0].lose()
    people[2].type("/nick ann\n")
    house.settle()
    _ = people[2].read()
    people[1].type("/r a secret\n")
    house.settle()
    #expect(people[2].readLines() == [])
    #expect(people[1].readLines().last == "-- nobody who is here has told you something alone")
  }

  private static let lastHelp =
    "-- /last shows 1 to 100 lines: /last 20; or what somebody said: /last @ann"

  @Test(arguments: [
    ("/msg", "-- /msg needs a name and a text: /msg ann hello"),
    ("/msg guest-1", "-- /msg needs a name and a text: /msg ann hello"),
    ("/msg ann hello", "-- nobody here is called ann; /who lists who is"),
    ("/r", "-- /r needs a text: /r hello"),
    ("/r hello", "-- nobody who is here has told you something alone"),
    ("/last x", Self.lastHelp),
    ("/last 0", Self.lastHelp),
    ("/last 101", Self.lastHelp),
    ("/last", "-- nothing has been said yet"),
    ("/last @", Self.lastHelp), ("/last @ann", "-- what is said here is not kept"),
    ("/find", "-- /find needs words: /find backup failed"),
    ("/find backup", "-- what is said here is not kept"),
    ("/ignore", "-- you ignore nobody"),
    ("/ignore guest-1", "-- you cannot ignore yourself"),
    ("/ignore nobody-here", "-- nobody here is called nobody-here; /who lists who is"),
    ("/unignore", "-- /unignore needs a name; /ignore lists whom you ignore"),
    ("/unignore ann", "-- you do not ignore ann"),
    ("/banner", "Welcome to NetCatChat!"),
  ])
  func `what cannot be done is said, with what can`(line: String, answer: String) {
    let person = TestRoom().people(1)[0]
    person.type(line + "\n")
    #expect(person.readLines() == [answer])
  }
}
