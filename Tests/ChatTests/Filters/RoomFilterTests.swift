import Chat
import Support
import Testing
import TinyReactor
import Wire

/// Filters in a room, and what its people read of them.
@Suite struct `Filters in the room` {
  let house = TestRoom(limits: .none)
  let held = Held()

  /// What the room hands over.
  final class Held {
    var lines: [String] = []
    var isFull = false
  }

  init() {
    house.room.onHold = { [held] member, kind, text, filter in
      guard !held.isFull else { return false }
      held.lines.append("\(member.name.text) \(kind) \(text.text) by \(filter.id)")
      return true
    }
  }

  func set(_ filters: WordFilter..., rules: RoomRules? = nil) {
    house.factory.adopt(ChatConfiguration(seq: 1, banner: "", rules: rules, filters: filters))
    house.turn()
  }

  static func refuse(_ pattern: String, _ reason: String = "") -> WordFilter {
    WordFilter(id: 1, pattern: pattern, action: .refuse, reason: reason, since: "", actor: "ann")
  }

  static func hold(_ pattern: String, _ reason: String = "") -> WordFilter {
    WordFilter(id: 2, pattern: pattern, action: .hold, reason: reason, since: "", actor: "ann")
  }

  func order(_ action: Order.Action, _ text: String, name: String = "guest-1") -> Order {
    Order(seq: 1, action: action, member: 0, name: name, text: text)
  }

  @Test func `a line that is refused is told to its author, with the reason, and to nobody else`() {
    let people = house.people(2)
    set(Self.refuse("spam*", "no \u{1B}[1mads\u{202E}"), rules: nil)
    for person in people { #expect(person.read() == "", "nobody is told of filters") }
    people[0].type("hello\nbuy SPAMMY things\n/me likes spam\n//spam\nbye\n")
    house.turn()
    #expect(people[1].readLines() == ["<guest-1> hello", "<guest-1> bye"])
    let refusal = "-- this was not said: no ads"
    #expect(people[0].readLines() == [refusal, refusal, refusal])
    #expect(house.room.linesRefused == 3 && house.room.linesSaid == 2)
    set()
    people[0].type("spam\n")
    house.turn()
    #expect(people[1].readLines() == ["<guest-1> spam"])
  }

  @Test func `without a reason it is refused all the same, and a long line is judged whole`() {
    let people = house.people(2)
    set(Self.refuse("needle"))
    people[0].type(String(repeating: "hay ", count: 800) + "needle\n")
    house.turn()
    #expect(people[1].read() == "")
    #expect(people[0].readLines() == ["-- this was not said"])
  }

  @Test func `what is told to one alone passes, and so do bots`() throws {
    let people = house.people(2)
    set(Self.refuse("spam"))
    people[0].type("/msg guest-2 spam\n")
    house.room.sayAsBot(try Nickname(chosen: "deploy"), CleanText("spam"), isRecorded: true)
    house.turn()
    #expect(people[1].readLines() == ["(guest-1 to you) spam", "{deploy} spam"])
  }

  @Test func `a line that is held waits for a moderator, who has it said once`() {
    let people = house.people(2)
    set(Self.hold("maybe", "we look first"))
    people[0].type("maybe this\n/me is MAYBE here\nsure\n")
    house.turn()
    #expect(people[1].readLines() == ["<guest-1> sure"])
    let notice = "-- this is not said yet, a moderator looks at it first: we look first"
    #expect(people[0].readLines() == [notice, notice])
    #expect(
      held.lines == ["guest-1 said maybe this by 2", "guest-1 done is MAYBE here by 2"])
    #expect(house.room.linesHeld == 2)
    #expect(house.factory.carryOut(order(.say, "maybe this")).outcome == .done)
    #expect(house.factory.carryOut(order(.act, "is MAYBE here")).outcome == .done)
    house.turn()
    #expect(people[1].readLines() == ["<guest-1> maybe this", "* guest-1 is MAYBE here"])
    #expect(
      people[0].readLines() == [
        "-- a moderator lets this be said: maybe this",
        "-- a moderator lets this be said: is MAYBE here",
      ])
    #expect(house.room.linesSaid == 3)
  }

  @Test func `a held line can only be said by who wrote it and is heard`() {
    let people = house.people(2)
    #expect(house.factory.carryOut(order(.say, "x", name: "ann")).outcome == .renamed)
    #expect(house.factory.carryOut(order(.say, "")).outcome == .absent)
    house.factory.carryOut(order(.mute, ""))
    #expect(house.factory.carryOut(order(.say, "x")).outcome == .muted)
    people[0].lose()
    #expect(house.factory.carryOut(order(.say, "x")).outcome == .absent)
    house.turn()
    #expect(!people[1].read().contains("x"))
  }

  @Test func `what cannot be kept for a moderator is refused`() {
    let people = house.people(2)
    held.isFull = true
    set(Self.hold("maybe"))
    people[0].type("maybe\n")
    house.turn()
    #expect(people[1].read() == "")
    #expect(
      people[0].readLines() == [
        "-- this was not said: a moderator would have to look at it, and too many lines wait for "
          + "that; try again later"
      ])
    #expect(house.room.linesRefused == 1 && house.room.linesHeld == 0)
  }

  @Test func `a refused line takes no turn in slow mode, and a held one does`() {
    let people = house.people(2)
    set(Self.refuse("spam"), Self.hold("maybe"), rules: RoomRules(slowSeconds: 60))
    for person in people { _ = person.read() }
    people[0].type("spam\nmaybe\nmore\nspam\n")
    house.turn()
    #expect(
      people[0].readLines() == [
        "-- this was not said", "-- this is not said yet, a moderator looks at it first",
        "-- slow mode: one line in 60 seconds each; this was not said, wait 60 s",
        "-- this was not said",
      ])
    house.factory.carryOut(order(.say, "maybe"))
    house.turn()
    #expect(people[1].readLines() == ["<guest-1> maybe"], "a moderator has the last word")
  }

  @Test func `who has no voice or is muted is told that, and nothing of theirs is held`() {
    let people = house.people(1)
    set(Self.refuse("spam"), Self.hold("maybe"), rules: RoomRules(voicedOnly: true))
    _ = people[0].read()
    people[0].type("spam\nmaybe\n")
    #expect(people[0].readLines().allSatisfy { $0.contains("only those with voice") })
    house.factory.carryOut(order(.mute, ""))
    _ = people[0].read()
    people[0].type("spam\nmaybe\n")
    #expect(people[0].readLines() == ["-- you are muted: nobody hears what you say"])
    #expect(held.lines == [] && house.room.linesRefused == 0)
  }

  @Test func `a name that is refused cannot be taken, and who has it goes by a guest's`() {
    let people = house.people(2)
    people[0].type("/nick Spam\n")
    house.settle()
    for person in people { _ = person.read() }
    set(Self.refuse("spam*", "not here"), Self.hold("maybe*"))
    #expect(
      people[0].readLines() == [
        "-- nobody may go by that name in this room: not here", "-- Spam is now guest-3",
      ])
    people[1].type("/nick spam-er\n/nick SPАMMER\n/nick maybe-ben\n")
    house.settle()
    let read = people[1].readLines()
    #expect(
      read.count { $0 == "-- nobody may go by that name in this room: not here" } == 1)
    #expect(house.room.member(named: "maybe-ben") != nil, "what holds lines has no say in names")
    #expect(house.room.member(named: "spam-er") == nil)
    set(Self.refuse("guest"))
    #expect(house.room.member(named: "guest-3") != nil, "guests have chosen nothing")
  }
}
