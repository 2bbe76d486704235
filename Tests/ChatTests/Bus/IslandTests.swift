import Chat
import Testing
import TinyReactor
import Wire

/// The log is out of reach, and comes back.
struct IslandTests {
  static let alone = "-- the other servers are out of reach; 1 is here"
  static let back = "-- the other servers are back; 2 are here"
  static let meanwhile = "-- said there meanwhile (times in UTC):"

  @Test func `local talk goes on within a second, and what was missed is shown as past`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob", "ann2", "bob2")
    bench.engine.cutOff("one")
    people[0].type("one\n")
    bench.pass(1_000)
    #expect(
      people[2].readLines()
        == ["<ann> one", "-- the other servers are out of reach; 2 are here"])
    people[0].type("two\n")
    people[1].type("three\n")
    bench.pass(20)
    #expect(people[2].readLines() == ["<ann> two"])
    #expect(people[3].readLines() == ["<bob> three"])
    bench.pass(60_000)
    people[2].type("four\n")
    bench.pass(10)
    #expect(people[0].readLines().last == "<ann2> four")
    bench.engine.reach("one")
    bench.pass(3_000)
    #expect(
      people[2].readLines() == [
        "-- the other servers are back; 4 are here", Self.meanwhile, "[12:00] <bob> three",
      ])
    // It was gone for more than 10 s; its people were said to be.
    #expect(
      people[3].readLines().filter { $0.hasPrefix("[") } == [
        "[12:00] <ann> one",
        "[12:00] <ann> two", "[12:01] <ann2> four",
      ])
    people[0].type("five\n")
    bench.pass()
    for person in people.dropFirst() { #expect(person.readLines().last == "<ann> five") }
    #expect(
      bench.engine.lines.filter { $0.hasPrefix("said") } == [
        "said bob three", "said ann one", "said ann two", "said ann2 four", "said ann five",
      ])
    #expect(bench[0].bus.islands == 1)
    #expect(bench[1].bus.islands == 0)
  }

  @Test func `an engine that is killed and comes back costs nothing and tells once`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    people[1].type("before\n")
    bench.pass(1)
    bench.engine.kill()
    people[0].type("one\n")
    bench.pass(5_000)
    people[1].type("two\n")
    bench.pass(5_000)
    bench.engine.start()
    bench.pass(3_000)
    people[0].type("three\n")
    bench.pass()
    // Who is back first reads of the other's as said on a server that was out of reach.
    #expect(
      people[1].readLines().filter { !$0.hasSuffix("(times in UTC):") } == [
        Self.alone, Self.back, "[12:00] <ann> one", "<ann> three",
      ])
    let read = people[0].readLines()
    #expect(read.filter { $0.hasPrefix("--") }.prefix(2) == [Self.alone, Self.back])
    #expect(read.filter { $0.contains("before") }.count == 1)
    #expect(read.filter { $0.contains("two") }.count == 1)
    #expect(read.filter { $0.contains("one") || $0.contains("three") } == [])
    #expect(bench.engine.lines.filter { $0.hasPrefix("said") }.count == 4)
  }

  @Test func `at most a hundred lines are shown, and the rest counted`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench.engine.cutOff("one")
    bench.pass(4_000)
    for number in 1...512 {
      people[1].type("line \(number)\n")
      if number % 10 == 0 { bench.pass(5) }
    }
    bench.engine.reach("one")
    bench.pass(3_000)
    let read = people[0].readLines()
    #expect(
      read.filter { $0.hasPrefix("[") } == (1...100).map { "[12:00] <bob> line \($0)" })
    #expect(read.suffix(1) == ["-- 412 more: /last"])
    people[0].type("/last 3\n")
    #expect(
      people[0].readLines().suffix(3) == (510...512).map { "[12:00] <bob> line \($0)" })
  }

  @Test func `of what an island tells piece by piece a hundred lines are shown`() throws {
    let bench = try BusBench(3)
    let people = try bench.people("ann", "bob", "cy")
    for returns in 1...2 {
      bench.engine.cutOff("one")
      bench.pass(2_000)
      // Every few seconds begin another entry.
      for number in 1...400 {
        people[0].type("line \(number)\n")
        if number % 10 == 0 { bench.pass(1_000) }
      }
      _ = people[1].read()
      bench.engine.delay = .milliseconds(50)
      bench.engine.reach("one")
      for number in 1...600 {
        people[2].type("now \(number)\n")
        bench.pass(10)
      }
      // Though each time that it asks there is something new.
      #expect(bench[0].bus.state == .inStep)
      bench.engine.delay = .zero
      bench.pass(1_000)
      let read = people[1].readLines()
      #expect(read.filter { $0.hasPrefix("[") }.count == 100, "\(returns)")
      let words = read.filter { $0.hasPrefix("--") && !$0.contains("here again") }
      let head = "-- said while a server was out of reach (times in UTC):"
      #expect(words == [head, "-- 300 more: /last"])
      #expect(read.filter { $0.hasPrefix("<cy> now ") }.count == 600)
      bench.pass(20_000)
    }
  }

  @Test func `a name that is wanted on an island comes when the others are back`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    let eve = try bench[0].connect()
    bench.settle()
    bench.engine.cutOff("one")
    bench.pass(4_000)
    for person in people + [eve] { _ = person.read() }
    people[0].type("/nick zoe\n")
    eve.type("/nick eve\n/me is here\n")
    people[1].type("/nick zoe\n")
    bench.pass()
    #expect(eve.read().hasPrefix("-- the other servers are out of reach; you will be eve"))
    #expect(people[0].readLines().suffix(1) == ["* guest-2 is here"])
    bench.engine.reach("one")
    bench.pass(3_000)
    #expect(
      people[0].readLines().contains("-- that name is taken, or looks too much like zoe"))
    #expect(eve.readLines().contains("-- guest-2 is now eve"))
    #expect(bench.engine.store.names.keys.sorted() == ["ann", "eve", "zoe"])
    eve.type("hello\n")
    bench.pass()
    let read = people[1].readLines()
    #expect(read.contains("-- guest-2 is now eve"))
    #expect(read.last == "<eve> hello")
  }

  @Test func `a newcomer on an island is told, and known to all when it is over`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench.engine.cutOff("one")
    bench.pass(3_000)
    let cem = try bench[0].connect()
    #expect(cem.readLines().last == "-- the other servers are out of reach")
    cem.type("anybody?\n")
    bench.pass(10)
    #expect(people[0].readLines().last == "<guest-2> anybody?")
    bench.engine.reach("one")
    bench.pass(3_000)
    people[1].type("/who\n/msg guest-2 hello\n")
    bench.pass()
    let read = people[1].readLines()
    #expect(read.contains("-- 3 here: bob (you), ann, guest-2"))
    #expect(read.contains("[12:00] <guest-2> anybody?"))
    #expect(cem.readLines().last == "(bob to you) hello")
  }

  @Test(arguments: [
    "OOM command not allowed when used memory > 'maxmemory'.",
    "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist.",
    "READONLY You can't write against a read only replica.",
    "NOREPLICAS Not enough good replicas to write.",
    "LOADING Redis is loading the dataset in memory",
    "NOSCRIPT No matching script. Please use EVAL.",
  ])
  func `an engine that refuses for seconds is one island`(error: String) throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench.engine.plant(.refuse(error), on: "append", times: .max / 2)
    // Who has nothing to say does not notice.
    people[1].type("hello\n")
    for second in 0..<20 {
      people[0].type("line \(second)\n")
      bench.pass(1_000)
    }
    bench.engine.heal()
    bench.pass(3_000)
    for person in people {
      let notices = person.readLines().filter { $0.hasPrefix("-- the other servers") }
      #expect(notices == [Self.alone, Self.back])
    }
    #expect(
      bench.engine.lines.filter { $0.hasPrefix("said ann") }
        == (0..<20).map { "said ann line \($0)" })
  }

  @Test func `an engine that loads its data when it starts is one island`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench.engine.kill()
    bench.pass(500)
    bench.engine.start()
    bench.engine.plant(.refuse("LOADING Redis is loading"), on: "PING", times: .max / 2)
    bench.pass(5_000)
    bench.engine.heal()
    bench.pass(3_000)
    for person in people { #expect(person.readLines() == [Self.alone, Self.back]) }
  }

  @Test func `less than a second is no island`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    for _ in 0..<5 {
      bench.engine.stop()
      people[0].type("hello\n")
      bench.pass(700)
      bench.engine.goOn()
      bench.pass(1_000)
    }
    #expect(people[0].readLines() == [])
    #expect(people[1].readLines() == Array(repeating: "<ann> hello", count: 5))
  }

  @Test func `a stopped engine that goes on has nothing twice`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench.engine.stop()
    people[0].type("one\n")
    bench.pass(1_500)
    people[0].type("two\n")
    bench.pass(4_000)
    bench.engine.goOn()
    bench.pass(3_000)
    #expect(bench.engine.lines.filter { $0.hasPrefix("said") } == ["said ann one", "said ann two"])
    let read = people[1].readLines()
    #expect(read.filter { $0.contains("<ann>") }.map { $0.suffix(3) } == ["one", "two"])
    #expect(people[0].readLines() == [Self.alone, Self.back])
  }
}
