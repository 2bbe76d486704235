import Chat
import Testing
import TinyReactor
import Wire

/// Servers that stop, fall silent, or come anew.
struct ServerEndTests {
  @Test func `when a server is stopped in good order, the others read of its people once`() throws {
    let bench = try BusBench(3)
    let people = try bench.people("ann", "bob", "cid", "dora")
    people[0].type("goodbye\n")
    let ends = bench[0].shutDown()
    for person in [people[0], people[3]] { person.lose() }
    bench.pass()
    #expect(ends.filter { !$0.hasFired }.isEmpty)
    bench[0].kill()
    #expect(people[0].readLines() == ["-- the server is shutting down; goodbye", closedLine])
    bench.pass(20_000)
    let told = ["<ann> goodbye", "-- ann and dora left (their server is being stopped)"]
    #expect(people[1].readLines() == told)
    #expect(people[2].readLines() == told)
    people[1].type("/who\n/nick ann\n")
    bench.pass()
    #expect(people[1].readLines() == ["-- 2 here: bob (you), cid", "-- bob is now ann"])
    #expect(bench.engine.store.servers.keys.sorted() == ["three.1", "two.1"])
  }

  @Test func `a server that is killed is ended after ten seconds, once`() throws {
    let bench = try BusBench(3)
    let people = try bench.people("ann", "bob", "cid")
    bench[0].kill()
    bench.pass(8_000)
    #expect(people[1].readLines() == [])
    bench.pass(5_000)
    for person in people.dropFirst() {
      #expect(person.readLines() == ["-- ann left (their server is gone)"])
    }
    #expect(bench.engine.records.filter { $0.hasPrefix("ended") } == ["ended one.1 "])
    // The name is kept for a minute, for whoever comes from there.
    people[1].type("/nick ann\n")
    bench.pass()
    #expect(people[1].readLines() == ["-- bob is now ann"])
  }

  @Test func `a server that starts anew under its name is another, and numbers go on`() throws {
    let bench = try BusBench(2)
    let people = try bench.people("ann", "bob")
    bench[0].kill()
    let again = try bench.add("one", instance: "2")
    bench.pass(2_000)
    let ann = try again.connect()
    #expect(ann.read().contains("you are guest-201;"))
    ann.type("hello\n")
    bench.pass()
    // The new one ends the old one, of whose people only the others know.
    #expect(
      people[1].readLines() == ["-- ann left (their server is gone)", "<guest-201> hello"])
    bench.pass(12_000)
    #expect(people[1].readLines() == [])
    ann.type("/nick ann\n")
    bench.pass()
    #expect(ann.readLines().last == "-- guest-201 is now ann")
  }

  @Test func `a server that was silent and comes back has its people again`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    let guest = try bench[0].connect()
    bench.settle()
    people[1].type("/ignore guest-2\n")
    for person in people + [guest] { _ = person.read() }
    bench.engine.cutOff("one")
    bench.pass(15_000)
    #expect(people[1].readLines() == ["-- ann and guest-2 left (their server is gone)"])
    guest.type("nobody ignores me\n")
    bench.engine.reach("one")
    bench.pass(5_000)
    guest.type("does he?\n")
    people[0].type("hello\n")
    bench.pass()
    let read = people[1].readLines()
    #expect(read.filter { $0.contains("guest-2>") } == [])
    #expect(read.contains("-- ann and guest-2 are here again"))
    #expect(read.last == "<ann> hello")
    people[1].type("/who\n")
    #expect(people[1].readLines() == ["-- 3 here: bob (you), ann, guest-2"])
    #expect(bench.engine.store.names == ["ann": "one.1/0", "bob": "two.1/0"])
    #expect(bench[0].room.headcount == 3)
  }

  @Test func `a name that was given to another meanwhile is theirs`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench.engine.cutOff("one")
    bench.pass(15_000)
    people[1].type("/nick ann\n")
    bench.pass()
    for person in people { _ = person.read() }
    bench.engine.reach("one")
    bench.pass(5_000)
    people[0].type("who am I?\n")
    bench.settle()
    let read = people[0].readLines()
    #expect(read.contains("-- somebody on another server goes by ann now"))
    #expect(bench.engine.store.names == ["ann": "two.1/0"])
    let line = people[1].readLines().last { $0.contains("who am I?") }
    #expect(line?.hasPrefix("<guest-") == true)
    people[1].type("/who\n")
    #expect(people[1].readLines().first?.hasPrefix("-- 2 here: ann (you), guest-") == true)
  }

  @Test func `slow acknowledgements make those wait who talk, and nobody is an island`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench.engine.delay = .milliseconds(200)
    for number in 0..<40 { people[0].type("line \(number)\n") }
    bench.pass(300)
    #expect(bench[0].bus.isCongested == false)
    bench.engine.delay = .milliseconds(280)
    bench.pass(1_000)
    var wasCongested = false
    for number in 40..<80 {
      people[0].type("line \(number)\n")
      bench.pass(20)
      wasCongested = wasCongested || bench[0].bus.isCongested
    }
    #expect(wasCongested)
    #expect(bench[0].bus.unsentLines < 40)
    bench.engine.delay = .zero
    bench.pass(3_000)
    #expect(people[1].readLines() == (0..<80).map { "<ann> line \($0)" })
    #expect(people[0].readLines() == [])
    #expect(bench[0].bus.islands + bench[1].bus.islands == 0)
  }

  @Test func `a flood of lines waits while more than 64 KiB are on their way`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench.engine.stop()
    let line = String(repeating: "x", count: 900)
    for _ in 0..<200 { people[0].type(line + "\n") }
    bench.pass(50)
    #expect(bench[0].bus.isCongested)
    #expect(bench[0].bus.unsentLines < 80)
    bench.engine.goOn()
    bench.pass(3_000)
    #expect(people[1].readLines().count == 200)
  }

  @Test func `what somebody said who is gone is said by all, and can be stopped here only`() throws
  {
    var limits = ChatLimits()
    limits.talk = Rate(burst: 2, perSecond: 1)
    let bench = try BusBench(2, limits: limits)
    let people = try bench.people("ann", "bob")
    people[0].type((0..<10).map { "line \($0)\n" }.joined())
    people[0].endInput()
    people[0].lose()
    bench.pass(3_000)
    people[1].type("/who\n/stop ann\n")
    bench.pass()
    let read = people[1].readLines()
    #expect(read.contains("-- 1 here: bob (you)"))
    #expect(read.contains("-- 1 gone and still heard: ann"))
    #expect(read.contains("-- ann is on another server; /ignore ann hides what they say"))
    let cid = try bench[0].connect()
    cid.type("/stop ann\n")
    bench.pass(3_000)
    #expect(people[1].readLines().last == "-- ann left (stopped by guest-2)")
  }
}
