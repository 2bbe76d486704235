import Chat
import Support
import Testing
import TinyReactor
import Wire

/// What all commands have in common, and what is none.
struct CommandTests {
  @Test func `what one does is told apart from what the server says`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type("/me waves\n//nick is a command\n-- root left\n/me\n")
    house.turn()
    #expect(
      people[1].readLines() == [
        "* guest-1 waves", "<guest-1> /nick is a command", "<guest-1> -- root left",
      ])
    #expect(people[0].readLines() == ["-- /me needs to know what you do: /me waves"])
  }

  @Test(arguments: [
    ("/help nick", ["-- /nick NAME: gives you another name: letters, digits, - and _"]),
    ("/help /me", ["-- /me TEXT: says what you do: * ann waves"]),
    ("/nik bob", ["-- there is no /nik; did you mean /nick NAME?"]),
    ("/timestmp", ["-- there is no /timestmp; did you mean /timestamps?"]),
    ("/mute", ["-- /mute is for moderators: /login NAME"]),
    ("/start", ["-- there is no /start; /help lists the commands, // begins a line with a slash"]),
    ("/rm", ["-- there is no /rm; did you mean /r TEXT?"]),
    ("/x", ["-- there is no /x; /help lists the commands, // begins a line with a slash"]),
    ("/hepl", ["-- there is no /hepl; did you mean /help [COMMAND]?"]),
    ("/names", ["-- 1 here: guest-1 (you)"]),
    ("/list", ["-- 1 here: guest-1 (you)"]),
    ("/w", ["-- 1 here: guest-1 (you)"]),
    ("/w guest-1 psst", ["(guest-1 to you) psst", "(you to guest-1) psst"]),
    ("/tell guest-1 psst", ["(guest-1 to you) psst", "(you to guest-1) psst"]),
    ("/q", ["-- goodbye", closedLine]),
    ("/exit", ["-- goodbye", closedLine]),
    ("/help exit", ["-- /quit: leaves the room"]),
    ("/hlep", ["-- there is no /hlep; did you mean /help [COMMAND]?"]),
    (
      "/usr/bin/perl",
      ["-- there is no /usr/bin/perl; /help lists the commands, // begins a line with a slash"]
    ),
    ("/who", ["-- 1 here: guest-1 (you)"]),
    ("/quit now", ["-- goodbye", closedLine]),
  ])
  func `commands answer`(line: String, answer: [String]) {
    let person = TestRoom().people(1)[0]
    person.type(line + "\n")
    #expect(person.readLines() == answer)
  }

  @Test func `help shows every command, and tells of each one alone`() {
    #expect(
      Set(Command.all.map(\.name)) == [
        "help", "nick", "who", "me", "msg", "r", "last", "find", "ignore", "unignore", "quiet",
        "timestamps", "stop", "key", "login", "banner", "quit",
      ])
    let person = TestRoom(limits: .none).people(1)[0]
    person.type("/help\n")
    let help = person.readLines()
    #expect(help.count == Command.all.count + 1)
    for command in Command.all {
      #expect(help.contains { $0.contains(command.synopsis) && $0.hasSuffix(command.help) })
      person.type("/help \(command.name)\n/help /\(command.name.uppercased())\n")
      let line = "-- \(command.synopsis): \(command.help)"
      #expect(person.readLines() == [line, line])
    }
    person.type("/help nik\n")
    #expect(person.readLines() == ["-- there is no /nik; did you mean /nick NAME?"])
  }

  @Test(arguments: [
    ("quit", "/quit leaves"), ("exit", "/quit leaves"), ("EXIT", "/quit leaves"),
    ("Quit ", "/quit leaves"), ("help", "/help lists the commands"),
  ])
  func `who says what is a command elsewhere is heard, and told once of ours`(
    line: String, command: String
  ) {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type("\(line)\nno help here\n\(line)\n/me exit\n")
    house.turn()
    let said = line.split(separator: " ")[0]
    #expect(
      people[1].readLines() == [
        "<guest-1> \(said)", "<guest-1> no help here", "<guest-1> \(said)", "* guest-1 exit",
      ])
    #expect(
      people[0].readLines() == ["-- \(command); without its slash it is said to everybody"])
    #expect(!people[0].transport.isClosing)
  }

  @Test func `who is bounded`() {
    let house = TestRoom()
    let people = house.people(200)
    people[7].type("/who\n")
    let answer = people[7].read()
    #expect(answer.hasPrefix("-- 200 here: guest-8 (you), "))
    #expect(answer.hasSuffix(", 150 others\r\n"))
  }
}
