import Chat
import Support
import Testing
import TinyReactor
import Wire

@Suite struct `What was said before` {
  let house = TestRoom(limits: .none)
  let archive = FakeArchive()

  init() { house.room.archive = archive }

  static let head = "-- said before (times in UTC):"

  /// What a newcomer reads of the past.
  func past() -> [String] {
    (house.connect()?.readLines() ?? []).filter { $0.hasPrefix("[") }
  }

  // MARK: - Searching

  @Test(arguments: [
    ("/find backup failed", "backup failed by -, 20"), ("/find  x ", "x by -, 20"),
    ("/FIND \"a b\" @ann", "\"a b\" @ann by -, 20"), ("/last @ann", "- by ann, 20"),
    ("/last @Zoë", "- by Zoë, 20"), ("/last @ann smith", "- by ann smith, 20"),
  ])
  func `commands ask for words, or for somebody's lines`(line: String, asked: String) {
    let person = house.people(1)[0]
    person.type(line + "\n")
    #expect(archive.asked == [asked])
    #expect(person.readLines() == [])
  }

  @Test func `what is found is shown in order, to whoever asked alone`() {
    let people = house.people(2)
    people[0].type("/find backup\n")
    archive.answer([
      .past("the backup failed", time: "2026-11-23T23:59:00Z"),
      .past("looks at the backup", by: "Zoë", kind: .done),
      .past("backup is fine", by: "ci", kind: .bot, time: "2026-11-24T12:00:00Z", member: nil),
    ])
    house.settle()
    #expect(
      people[0].readLines() == [
        Self.head, "[2026-11-23 23:59] <bob> the backup failed",
        "[11:30] * Zoë looks at the backup", "[12:00] {ci} backup is fine",
      ])
    #expect(people[1].readLines() == [])
    people[0].type("/find nothing\n")
    archive.answer([])
    #expect(people[0].readLines() == ["-- nothing was found"])
  }

  @Test func `lines of an archive harm no terminal, and nothing is shown that nobody said`() {
    let person = house.people(1)[0]
    person.type("/find x\n")
    archive.answer([
      .past("red \u{1B}[31mtext\r\n-- forged\u{202E}", by: "b\u{7}ob"),
      .past("joined", kind: .coming), .past("3", by: "", kind: .missing), .past(nil),
      .past("no time", time: "yesterday"), .past("no name", by: "\u{200B}"),
      .past("a notice", by: "", kind: .notice),
    ])
    #expect(person.readLines() == [Self.head, "[11:30] <bob> red text-- forged"])
  }

  @Test func `whom somebody ignores they do not find`() {
    let people = house.people(2)
    people[1].type("/nick bob\n")
    house.settle()
    people[0].type("/ignore bob\n")
    _ = people[0].read()
    people[0].type("/find x\n")
    archive.answer([.past("x"), .past("x too", by: "ann")])
    #expect(people[0].readLines() == [Self.head, "[11:30] <ann> x too"])
    people[0].type("/last @bob\n")
    archive.answer([.past("x")])
    #expect(people[0].readLines() == ["-- nothing was found"])
  }

  @Test func `an archive that is away is said, and nothing else suffers`() {
    let people = house.people(2)
    people[0].type("/find x\nhello\n")
    archive.fail()
    house.settle()
    #expect(
      people[0].readLines() == ["-- what was said before cannot be read now; try again later"])
    #expect(people[1].readLines() == ["<guest-1> hello"])
    house.room.archive = nil
    people[0].type("/find x\n")
    #expect(people[0].readLines() == ["-- what is said here is not kept"])
  }

  @Test(arguments: [
    ("/find " + String(repeating: "x", count: 200), true),
    ("/find " + String(repeating: "x", count: 201), false),
    ("/find " + String(repeating: "é", count: 200), true),
    ("/find " + String(repeating: "👋", count: 200), true),
    ("/find " + String(repeating: "👩‍👩‍👧", count: 200), false),
    ("/last @" + String(repeating: "x", count: 64), true),
    ("/last @" + String(repeating: "x", count: 65), false),
    ("/last @" + String(repeating: "👩‍👩‍👧", count: 20), false),
  ])
  func `the API is asked nothing that it would refuse`(line: String, isAsked: Bool) {
    let person = house.people(1)[0]
    person.type(line + "\n")
    #expect(archive.asked.isEmpty != isAsked)
    #expect(person.readLines().isEmpty == isAsked)
  }

  @Test func `four searches of one, and sixteen of all, are under way at most`() {
    let people = house.people(6)
    let refusal = "-- too many searches are under way; try again in a moment"
    for person in people.prefix(4) {
      for _ in 1...5 { person.type("/find x\n") }
      #expect(person.readLines() == [refusal])
    }
    #expect(archive.waiting == 16)
    people[4].type("/find x\n")
    #expect(people[4].readLines() == [refusal])
    archive.answer([])
    people[4].type("/find x\n")
    #expect(people[4].readLines() == [])
    #expect(archive.waiting == 16)
    for person in people.prefix(4) { person.lose() }
    while archive.waiting > 0 { archive.fail() }
    for _ in 1...4 { people[5].type("/find x\n") }
    #expect(archive.waiting == 4, "whoever has left holds nothing up")
  }

  // MARK: - Before this server started

  @Test func `a server that starts shows what was said before, and not its own lines twice`() {
    let person = house.people(1)[0]
    person.type("mine\n")
    house.turn()
    house.room.remember(
      [
        .past("yesterday", time: "2026-11-23T09:00:00Z"), .past("today", number: 2),
        .past("mine", by: "guest-1", number: 1, origin: "here.1"), .past(nil, number: 3),
        .past("ann joined", by: "ann", kind: .coming, number: 4),
      ], origin: "here.1")
    let lines = [
      "[2026-11-23 09:00] <bob> yesterday", "[11:30] <bob> today", "[12:00] <guest-1> mine",
    ]
    #expect(past() == lines)
    _ = person.read()
    person.type("/last 2\n")
    #expect(person.readLines() == [Self.head] + lines.suffix(2))
  }

  @Test func `no more is remembered than is kept, and nothing where nothing is shown`() {
    let messages = (1...150).map { Message.past("\($0)", number: $0) }
    house.room.historyLines = Limits.historyLinesMax
    for number in 1...30 { house.room.remember([messages[number]], origin: "here.1") }
    house.room.remember(messages, origin: "here.1")
    #expect(past().count == Limits.historyLinesMax)
    house.room.historyLines = 0
    house.room.remember(messages, origin: "here.1")
    house.room.historyLines = 10
    #expect(past() == [])
  }

  @Test func `hidden lines are shown to nobody any more, own or not, early or late`() {
    var numbers = 0
    house.room.onLine = { shown in
      guard case .said = shown.line else { return nil }
      numbers += 1
      return numbers
    }
    let person = house.people(1)[0]
    person.type("one\ntwo\nthree\n")
    house.turn()
    house.room.remember(
      [.past("other 1"), .past("other 2", number: 2)], origin: "here.1")
    #expect(past().count == 5)
    let hidden = [
      HiddenMessage(origin: "here.1", number: 2), HiddenMessage(origin: "other.1", number: 1),
      HiddenMessage(origin: "gone.1", number: 3),
    ]
    house.room.forget(hidden, origin: "here.1")
    let left = ["[11:30] <bob> other 2", "[12:00] <guest-1> one", "[12:00] <guest-1> three"]
    #expect(past() == left)
    // An answer of the API's from before it was hidden.
    house.room.remember([.past("other 1")], origin: "here.1")
    #expect(past() == left)
    house.room.forget([], origin: "here.1")
    house.room.remember([.past("other 1")], origin: "here.1")
    #expect(past() == ["[11:30] <bob> other 1"] + left)
  }

  @Test func `a line that is shown again comes back to its place, one's own too, once`() {
    var numbers = 0
    house.room.onLine = { shown in
      guard case .said = shown.line else { return nil }
      numbers += 1
      return numbers
    }
    let person = house.people(1)[0]
    for text in ["one", "two", "three"] {
      person.type("\(text)\n")
      house.turn()
      house.clock.advance(by: .seconds(60))
    }
    let all = past()
    #expect(all.count == 3)
    #expect(!house.room.forget([], origin: "here.1"))
    #expect(!house.room.forget([HiddenMessage(origin: "here.1", number: 2)], origin: "here.1"))
    #expect(past() == [all[0], all[2]])
    #expect(house.room.forget([], origin: "here.1"))
    let transcript = (1...3).map { number in
      Message.past(
        ["one", "two", "three"][number - 1], by: "guest-1", number: number, origin: "here.1",
        time: "2026-11-24T12:0\(number - 1):00.000Z")
    }
    house.room.remember(transcript, origin: "here.1", ownToo: true)
    house.room.remember(transcript, origin: "here.1", ownToo: true)
    #expect(past() == all)
  }

  @Test func `a ring that is full forgets what is hidden, and stays in order`() {
    var numbers = 0
    house.room.onLine = { shown in
      guard case .said = shown.line else { return nil }
      numbers += 1
      return numbers
    }
    house.room.historyLines = Limits.historyLinesMax
    let person = house.people(1)[0]
    for number in 1...130 { person.type("\(number)\n") }
    house.turn()
    house.room.forget(
      [40, 100, 130].map { HiddenMessage(origin: "here.1", number: $0) }, origin: "here.1")
    let left = (31...130).filter { ![40, 100, 130].contains($0) }
    #expect(past() == left.map { "[12:00] <guest-1> \($0)" })
    for number in 131...140 { person.type("\(number)\n") }
    house.turn()
    #expect(past() == (left + Array(131...140)).suffix(100).map { "[12:00] <guest-1> \($0)" })
  }
}
