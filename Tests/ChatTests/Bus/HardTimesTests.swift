import Chat
import RoomLog
import Support
import Testing
import TinyReactor
import Wire

/// What rounds of faults have shown: who knows what, and in which order it is read.
@Suite struct `The bus in hard times` {
  @Test func `what an island has shown is not shown again when its answer comes late`() throws {
    let ann = Room(on: ManualClock()).join(MemoryTransport())
    let time = WallTime(seconds: TestRoom.noon)
    var outbox = BusOutbox()
    _ = outbox.add(
      .said(by: ann.name, CleanText("one")), by: ann, isShown: false, at: .zero, time: time)
    let sending = outbox.send()
    let draft = try #require(sending)
    #expect(outbox.showAll().map(\.number) == [1])
    outbox.sent(draft)
    let read = outbox.readBack(1)
    #expect(read.map(\.isShown) == [true])
  }

  @Test func `what somebody said late is read before what they say now`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench.engine.cutOff("one")
    bench.pass(1_500)
    for number in 1...20 { people[0].type("late \(number)\n") }
    bench.pass(500)
    bench.engine.reach("one")
    var now = 0
    while now < 300 {
      people[0].type("now \(now)\n")
      now += 1
      bench.pass(10)
    }
    bench.pass(1_000)
    let lines = people[1].readLines().filter { $0.contains("<ann> ") }
      .map { String($0.split(separator: "<ann> ")[$0.hasPrefix("[") ? 1 : 0]) }
    let wanted = (1...20).map { "late \($0)" } + (0..<300).map { "now \($0)" }
    // Of what was said while it came back, some is late as well, and at most 100 lines are shown.
    let shown = Set(lines)
    #expect(lines == wanted.filter { shown.contains($0) })
    #expect(shown.isSuperset(of: wanted.prefix(20)) && shown.contains("now 299"))
  }

  @Test func `a roster tells no name that is being given up`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench.engine.delay = .milliseconds(100)
    // A server that starts asks for everybody just when a name changes.
    let late = try bench.add("three")
    for name in ["zoe", "eve", "amy"] {
      people[0].type("/nick \(name)\n")
      bench.pass(350)
    }
    bench.engine.delay = .zero
    bench.pass(5_000)
    let person = try late.connect()
    person.type("/who\n")
    #expect(person.readLines().last?.hasSuffix("(you), amy, bob") == true)
    var names: [String] = []
    for record in bench.engine.records where record.hasPrefix("here") || record.hasPrefix("named") {
      if let name = ["ann", "zoe", "eve", "amy"].first(where: { record.contains(" \($0) ") }) {
        names.append(name)
      }
    }
    // Nobody reads an older name behind a newer one.
    let order = ["ann", "zoe", "eve", "amy"]
    let places = names.compactMap { order.firstIndex(of: $0) }
    #expect(places == places.sorted())
  }

  @Test func `two servers that end a third leave no gap in the lines`() throws {
    let bench = try BusBench(3)
    let people = try bench.people("ann", "bob", "cy")
    bench[2].kill()
    bench.pass(15_000)
    for person in people.prefix(2) { person.type("still here\n") }
    bench.pass()
    var next: [String: Int] = [:]
    for entry in bench.engine.entries {
      #expect(entry.firstLine == next[entry.origin] ?? entry.firstLine, "\(entry)")
      let lines = entry.records.count { $0.kind.message != nil }
      next[entry.origin] = entry.firstLine + lines
    }
    #expect(people[0].readLines().filter { $0.contains("server is gone") }.count == 1)
  }

  @Test func `a name whose claim is not read back is theirs all the same, and they are heard`()
    throws
  {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    people[0].type("/nick zoe\nheard\n")
    // The log is there, and everything in it that was not read is gone.
    bench.pass(2)
    bench.engine.wipe()
    bench.pass(10_000)
    people[0].type("/who\nstill heard\n")
    bench.pass(100)
    let who = people[0].readLines().last { $0.contains(" here: ") }
    #expect(who == "-- 2 here: zoe (you), bob" || who == "-- 2 here: ann (you), bob")
    #expect(people[1].readLines().last?.hasSuffix("> still heard") == true)
  }

  @Test func `a crowd that takes names at once makes no island`() throws {
    let bench = try BusBench()
    bench.engine.delay = .milliseconds(3)
    let crowd = try (0..<400).map { _ in try bench[0].connect() }
    bench.pass(3_000)
    for (index, person) in crowd.enumerated() { person.type("/nick p\(index)\n") }
    bench.pass(5_000)
    #expect(bench[0].bus.islands == 0)
    crowd[0].type("/who\n")
    #expect(crowd[399].readLines().contains { $0.contains("p399") })
  }

  @Test func `people of a server whose end was never read do not stay for ever`() throws {
    let bench = try BusBench(3)
    let people = try bench.people("ann", "bob", "cy")
    bench[2].kill()
    bench.engine.store.servers["three.1"] = nil
    bench.pass(25_000)
    #expect(bench[0].room.headcount == 2)
    people[0].type("/who\n")
    #expect(people[0].readLines().last == "-- 2 here: ann (you), bob")
  }

  @Test func `a server that begins as an island joins like any other`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench[1].kill()
    bench.engine.cutOff("two")
    let again = try bench.add("two", instance: "2")
    let bert = try again.connect()
    bert.type("/nick bert\n")
    bench.pass(3_000)
    #expect(again.bus.state == .island)
    bench.engine.reach("two")
    bench.pass(2_000)
    // Who was on its predecessor is gone at once, though that was not silent for long.
    for person in [people[0], bert] { person.type("/who\n") }
    #expect(people[0].readLines().last == "-- 2 here: ann (you), bert")
    #expect(bert.readLines().last == "-- 2 here: bert (you), ann")
  }
}
