import Chat
import Support
import Testing
import TinyReactor
import Wire

@Suite struct `What is kept` {
  let house = TestRoom(limits: .none)

  final class Kept {
    var lines: [String] = []
    var text: String { lines.joined(separator: "\n") }
  }

  /// All lines that would be handed over: `said ann: hello`.
  func record() -> Kept {
    let kept = Kept()
    house.room.onLine = { shown in
      let author = shown.author
      let (kind, text) =
        switch shown.line {
        case .said(let name, let text): ("said \(name.text)", text.text)
        case .done(let name, let text): ("done \(name.text)", text.text)
        case .bot(let name, let text): ("bot \(name.text)", text.text)
        case .heard(let name, let text): ("heard \(name.text)", text.text)
        case .told(let name, let text): ("told \(name.text)", text.text)
        case .coming(let text): ("coming \(author?.name.text ?? "")", text)
        case .leaving(let text): ("leaving \(author?.name.text ?? "")", text)
        case .renaming(let text): ("renaming \(author?.name.text ?? "")", text)
        case .notice(let text): ("notice \(author?.name.text ?? "")", text)
        }
      kept.lines.append("\(kind): \(text)")
      return kept.lines.count
    }
    return kept
  }

  @Test func `a session with every command keeps what everybody reads, and nothing else`() {
    let kept = record()
    house.room.archive = FakeArchive()
    let people = house.people(3)
    people[0].type("/nick ann\n")
    people[1].type("/nick bob\n")
    house.settle()
    kept.lines = []
    var told: [String] = []
    for command in Command.all where command.name != "quit" {
      // With an argument that names somebody, one that names nobody, and none.
      for argument in ["", " bob whisper-\(command.name)", " nobody-\(command.name)", " 5"] {
        if command.name == "me" || command.name == "nick" { continue }
        people[0].type("/\(command.name)\(argument)\n")
        house.settle()
      }
      told.append("whisper-\(command.name)")
    }
    people[1].type("/r secret answer\n/msg ann secret\n/MSG ann again secret\n//msg is shown\n")
    people[2].type("/msg nobody secret\n/unknown secret\n /msg ann not a command\n")
    house.settle()
    people[0].type("/me waves\nhello\n/nick anna\n")
    house.settle()
    people[0].type("/quit secret\n")
    house.settle()
    #expect(kept.lines.allSatisfy { !$0.hasPrefix("heard") && !$0.hasPrefix("told") })
    for secret in told + ["secret", "nobody-"] { #expect(!kept.text.contains(secret)) }
    #expect(
      kept.lines == [
        "said bob: /msg is shown", "said guest-3:  /msg ann not a command", "done ann: waves",
        "said ann: hello", "renaming anna: ann is now anna", "leaving : anna left",
      ])
  }

  @Test func `whoever is muted is not kept, nor what they say to one alone`() {
    let kept = record()
    let people = house.people(2)
    let member = house.room.members.first { $0.name.text == "guest-1" }
    kept.lines = []
    house.factory.carryOut(
      Order(
        id: "1", seq: 1, action: .mute, server: "a", instance: nil, member: member?.id,
        name: "guest-1", text: nil))
    people[0].type("muted words\n/me muted deed\n/msg guest-2 muted whisper\n/nick muted-name\n")
    house.settle()
    #expect(!kept.text.contains("muted words"))
    #expect(!kept.text.contains("deed") && !kept.text.contains("whisper"))
    #expect(!kept.text.contains("muted-name"))
  }

  @Test func `what the server says to all is kept, with each part of a long line`() {
    let kept = record()
    let person = house.people(1)[0]
    kept.lines = []
    house.room.announce("announcement: tea")
    person.type(String(repeating: "word ", count: 500) + "\n")
    house.settle()
    #expect(kept.lines.first == "notice : announcement: tea")
    #expect(kept.lines.count == 4)
    #expect(kept.lines.dropFirst().allSatisfy { $0.hasPrefix("said guest-1: ") })
  }

  @Test func `how long words are kept is told to newcomers, and to all when it changes`() {
    func line(_ days: Int?, history lines: Int = 10) -> [String] {
      house.factory.adopt(
        ChatConfiguration(seq: 1, banner: "", historyLines: lines, retentionDays: days))
      return house.connect()?.readLines().filter { $0.contains("kept") } ?? []
    }
    #expect(line(nil) == [])
    #expect(line(30) == ["-- what is said here is kept for 30 days"])
    #expect(line(1) == ["-- what is said here is kept for a day"])
    let notKept = "-- what is said here is not kept"
    #expect(line(0, history: 0) == [notKept])
    #expect(line(0, history: 1) == [notKept + ", but for the last line, which newcomers are shown"])
    #expect(line(0) == [notKept + ", but for the last 10 lines, which newcomers are shown"])
    let person = house.people(1)[0]
    #expect(line(7) == ["-- what is said here is kept for 7 days"])
    house.settle()
    #expect(person.readLines().contains("-- from now on what is said here is kept for 7 days"))
    _ = line(7)
    house.settle()
    #expect(!person.read().contains("kept for 7 days"))
  }
  @Test func `what was said before nothing was kept any more is shown to nobody`() {
    func adopt(_ days: Int?) {
      house.factory.adopt(
        ChatConfiguration(seq: 1, banner: "", historyLines: 10, retentionDays: days))
    }
    adopt(nil)
    let person = house.people(1)[0]
    person.type("before it was known\n")
    house.settle()
    adopt(0)
    person.type("not kept\n")
    house.settle()
    let shown = house.connect()?.read() ?? ""
    #expect(shown.contains("before it was known") && shown.contains("not kept"))
    adopt(30)
    person.type("kept\n")
    house.settle()
    #expect(house.connect()?.read().contains("<guest-1> kept") == true)
    adopt(0)
    #expect(house.connect()?.read().contains("guest-1>") == false)
    person.type("seen in passing\n")
    house.settle()
    #expect(house.connect()?.read().contains("seen in passing") == true)
  }
}
