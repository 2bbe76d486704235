import Chat
import RoomLog
import Testing
import TinyReactor
import TinyRedis
import Wire

/// The log is wiped, trimmed, an older copy, or answers oddly.
struct OtherLogTests {
  static let changed = "-- the room's memory has changed"

  @Test func `a wiped log is noticed, said once, and filled anew`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    people[0].type("one\n")
    bench.pass()
    bench.engine.wipe()
    bench.pass(5_000)
    people[0].type("two\n")
    people[1].type("three\n")
    bench.pass()
    #expect(people[0].readLines() == [Self.changed, "<bob> three"])
    #expect(people[1].readLines() == ["<ann> one", Self.changed, "<ann> two"])
    #expect(bench.engine.store.names.keys.sorted() == ["ann", "bob"])
    for server in bench.servers {
      #expect(server.bus.changes == 1)
      #expect(server.room.headcount == 2)
    }
  }

  @Test func `guests have numbers of their own after that, too`() throws {
    let bench = try BusBench()
    var names: [String] = []
    func join() throws {
      for server in bench.servers {
        names += try server.connect().readLines().compactMap { line in
          line.hasPrefix("-- you are ") ? String(line.dropFirst(11).prefix { $0 != ";" }) : nil
        }
      }
    }
    try join()
    bench.pass()
    bench.engine.wipe()
    bench.pass(5_000)
    for _ in 0..<120 {
      try join()
      bench.pass(20)
    }
    #expect(names.count == 242, "\(names)")
    let doubles = Dictionary(grouping: names, by: \.self).filter { $0.value.count > 1 }.keys
    #expect(doubles.sorted() == [])
  }

  @Test func `an older copy is noticed, and people talk on`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    people[0].type("one\n")
    bench.pass()
    let copy = bench.engine.store
    people[0].type("two\n/nick zoe\n")
    people[1].type("three\n")
    bench.pass()
    for person in people { _ = person.read() }
    bench.engine.kill()
    bench.pass(200)
    bench.engine.start(with: copy)
    bench.pass(3_000)
    people[0].type("four\n")
    people[1].type("five\n")
    bench.pass()
    #expect(people[0].readLines() == [Self.changed, "<bob> five"])
    #expect(people[1].readLines() == [Self.changed, "<zoe> four"])
    #expect(bench.engine.store.names["zoe"] == "one.1/0")
  }

  @Test func `in another log, too, what we say has its place among what others say`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    let listeners = try bench.servers.map { try $0.connect() }
    people[0].type("one\n")
    bench.settle()
    let copy = bench.engine.store
    people[0].type("two\n")
    bench.pass()
    for listener in listeners { _ = listener.read() }
    bench.engine.plant(.cutBefore, on: "append", times: 2)
    people[0].type("three\n")
    people[1].type("four\n")
    bench.pass(20)
    bench.engine.kill()
    bench.engine.start(with: copy)
    // Both have sent it again before they look whether it is the same log.
    bench.engine.plant(.refuse("LOADING Redis is loading"), on: "XRANGE", times: 8)
    bench.pass(3_000)
    let said = bench.engine.entries.flatMap(\.records).filter { $0.kind == .said }.suffix(2)
    let order = said.map { "<\($0.name)> \($0.text)" }
    #expect(order.sorted() == ["<ann> three", "<bob> four"])
    for listener in listeners { #expect(listener.readLines() == [Self.changed] + order) }
  }

  @Test func `another log on an island is told of when it is over`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    people[0].type("one\n")
    bench.pass()
    bench.engine.kill()
    bench.pass(3_000)
    people[0].type("two\n")
    bench.engine.start(with: FakeRedis.Store())
    bench.pass(5_000)
    let read = people[1].readLines()
    #expect(read.filter { $0 == Self.changed }.count == 1)
    #expect(read.filter { $0.contains("one") } == ["<ann> one"])
    // Also when ann's server is back before bob's.
    #expect(read.filter { $0.contains("two") } == ["[12:00] <ann> two"])
    #expect(people[0].readLines().filter { $0.contains("<ann>") } == [])
  }

  @Test func `a log that was trimmed past us says how much is missing`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench.engine.cutOff("one")
    bench.pass(1_500)
    for number in 1...50 {
      people[1].type("line \(number)\n")
      bench.pass(20)
    }
    bench.engine.trim(to: 10)
    bench.engine.reach("one")
    bench.pass(3_000)
    let read = people[0].readLines()
    #expect(
      read.filter { $0.hasPrefix("[") } == (41...50).map { "[12:00] <bob> line \($0)" })
    let missed = bench[0].bus.missedEntries
    #expect(missed >= 40)
    #expect(read.last == "-- about \(missed) lines from the other servers were not shown here")
    people[0].type("hello\n")
    bench.pass()
    #expect(people[1].readLines().last == "<ann> hello")
  }

  @Test func `an old name of an engine's script is no matter`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench.engine.scripts = []
    people[0].type("hello\n")
    bench.pass()
    #expect(people[1].readLines() == ["<ann> hello"])
  }

  @Test(arguments: [FakeRedis.Fault.cutBefore, .cutAfter, .keepAnswer])
  func `a line whose answer is lost is said once`(fault: FakeRedis.Fault) throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    for number in 0..<5 {
      bench.engine.plant(fault, on: "append", of: "one")
      people[0].type("line \(number)\n")
      bench.pass(3_000)
    }
    let read = people[1].readLines()
    #expect(read.map { $0.suffix(12) } == (0..<5).map { "<ann> line \($0)" })
    #expect(bench.engine.lines.filter { $0.hasPrefix("said") }.count == 5)
    #expect(people[0].readLines().filter { $0.contains("line") } == [])
  }

  @Test func `readers that are sent away come back without a word`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    for _ in 0..<20 {
      bench.engine.unblock()
      bench.pass(300)
    }
    people[0].type("hello\n")
    bench.pass(500)
    #expect(people.map { $0.readLines() } == [[], ["<ann> hello"]])
  }

  @Test func `what too few replicas have is said again, and once`() throws {
    let settings = BusSettings(address: try RedisAddress("redis://bus"), replicas: 1)
    let bench = try BusBench(0)
    bench.engine.replicas = 1
    let one = try bench.add("one", settings: settings)
    let two = try bench.add("two", settings: settings)
    bench.pass(2_000)
    let (ann, bob) = (try one.connect(), try two.connect())
    bench.settle()
    _ = (ann.read(), bob.read())
    ann.type("one\n")
    bench.pass()
    bench.engine.replicas = 0
    ann.type("two\n")
    bench.pass(3_000)
    bench.engine.replicas = 1
    bench.pass(3_000)
    #expect(bob.readLines().filter { $0.contains(">") }.map { $0.suffix(3) } == ["one", "two"])
    #expect(bench.engine.lines.filter { $0.hasPrefix("said") }.count == 2)
  }
}
