import Chat
import Testing
import Wire

@Suite struct `Bots in the room` {
  let test = TestRoom()

  func bot(_ text: String, _ name: String = "deploy") throws {
    test.room.sayAsBot(try Nickname(chosen: name), CleanText(text), isRecorded: true)
    test.settle()
  }

  func adopt(_ bots: [String]?) {
    test.factory.adopt(ChatConfiguration(seq: 1, banner: "", bots: bots))
    test.settle()
  }

  @Test func `everybody reads a bot's words, which begin as nobody's do`() throws {
    let people = test.people(2)
    try bot("v1.2 is out")
    for person in people { #expect(person.readLines() == ["{deploy} v1.2 is out"]) }
    #expect(test.room.linesSaid == 1)
    people[0].type("{deploy} forged\n/me {deploy} forged\n")
    test.settle()
    #expect(people[1].readLines() == ["<guest-1> {deploy} forged", "* guest-1 {deploy} forged"])
  }

  @Test func `who comes later reads them, and /last shows them`() throws {
    let ann = test.people(1)[0]
    try bot("v1.2 is out")
    _ = ann.read()
    ann.type("/last 1\n")
    #expect(ann.readLines().last == "[12:00] {deploy} v1.2 is out")
    #expect(test.connect()?.read().contains("[12:00] {deploy} v1.2 is out\r\n") == true)
  }

  @Test func `a long line is said in parts`() throws {
    let ann = test.people(1)[0]
    try bot(String(repeating: "x", count: Limits.lineBytesMax * 2))
    let lines = ann.readLines()
    #expect(lines.count == 3 && lines.allSatisfy { $0.hasPrefix("{deploy} ") })
  }

  @Test func `a bot can be ignored, and heard again`() throws {
    adopt(["ci", "deploy"])
    let people = test.people(2)
    people[0].type("/ignore DEPLOY\n")
    #expect(people[0].readLines() == ["-- you ignore deploy; /unignore deploy ends it"])
    try bot("hidden")
    try bot("shown", "ci")
    #expect(people[0].readLines() == ["{ci} shown"])
    #expect(people[1].readLines() == ["{deploy} hidden", "{ci} shown"])
    people[0].type("/last\n/ignore\n/unignore deploy\n")
    #expect(
      people[0].readLines() == [
        "-- said before (times in UTC):", "[12:00] {ci} shown", "-- you ignore deploy",
        "-- you hear deploy again",
      ])
    try bot("x")
    #expect(people[0].readLines() == ["{deploy} x"])
  }

  @Test func `whoever asks who is here reads of bots`() {
    let ann = test.people(1)[0]
    ann.type("/who\n")
    #expect(ann.readLines() == ["-- 1 here: guest-1 (you)"])
    adopt(["deploy", "ci"])
    ann.type("/who\n")
    #expect(ann.readLines() == ["-- 1 here: guest-1 (you)", "-- bots: ci, deploy"])
    adopt(nil)
    ann.type("/who\n")
    #expect(ann.readLines() == ["-- 1 here: guest-1 (you)"])
  }

  @Test(arguments: ["deploy", "DEPLOY", "dep1oy", "depIoy"])
  func `nobody takes a bot's name, or one that looks like it`(name: String) {
    adopt(["deploy"])
    let ann = test.people(1)[0]
    ann.type("/nick \(name)\n")
    #expect(ann.readLines() == ["-- \"deploy\" is a bot's name"])
    adopt([])
    ann.type("/nick \(name)\n")
    #expect(ann.readLines() == ["-- guest-1 is now \(name)"])
  }

  @Test(arguments: ["deploy", "Dep1oy"])
  func `who has the name of a new bot is a guest, and everybody reads so`(name: String) {
    let people = test.people(2)
    people[0].type("/nick \(name)\n")
    test.settle()
    for person in people { _ = person.read() }
    adopt(["deploy"])
    #expect(
      people[0].readLines() == [
        "-- \"deploy\" is a bot's name from now on", "-- \(name) is now guest-3",
      ])
    #expect(people[1].readLines() == ["-- \(name) is now guest-3"])
    adopt(["deploy"])
    #expect(people[0].readLines() == [])
    #expect(test.room.member(named: "guest-3")?.id == 0)
  }

  @Test func `somebody muted loses it without a word to the others`() {
    let people = test.people(2)
    people[0].type("/nick deploy\n")
    test.settle()
    if let member = test.room.member(named: "deploy") { test.room.mute(member) }
    for person in people { _ = person.read() }
    adopt(["deploy"])
    #expect(people[0].readLines().last == "-- deploy is now guest-3")
    #expect(people[1].readLines() == [])
  }

  @Test func `a bot hears nobody`() {
    adopt(["deploy"])
    let ann = test.people(1)[0]
    ann.type("/msg deploy hi\n/stop deploy\n")
    let answer = "-- deploy is a bot: it talks, and hears nobody"
    #expect(ann.readLines() == [answer, answer])
  }

  @Test func `names that are none, and more than there can be, are left out`() {
    let names = (0..<200).map { "a\(String($0, radix: 36))z" }
    adopt(["", "guest-1", "\u{1B}[31m", "x y"] + names)
    #expect(test.room.botNames.count == Limits.botsMax - 4)
  }
}
