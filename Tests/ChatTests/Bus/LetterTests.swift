import Chat
import Testing
import TinyReactor
import Wire

/// What is told to one alone, from one server to another.
struct LetterTests {
  @Test func `a whisper reaches one on another server, and can be answered`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob", "cem", "dora")
    people[0].type("/msg BOB  psst, you  two\n")
    bench.pass()
    people[1].type("/r what?\n")
    bench.pass()
    #expect(people[0].readLines() == ["(you to bob) psst, you  two", "(bob to you) what?"])
    #expect(people[1].readLines() == ["(ann to you) psst, you  two", "(you to ann) what?"])
    #expect(people[2].readLines() == [])
    #expect(people[3].readLines() == [])
    #expect(bench.engine.lines.filter { $0.contains("psst") } == [])
  }

  @Test func `it keeps its place among the lines of who tells it`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    people[0].type("one\n/msg bob two\nthree\n/nick zoe\n/msg bob four\nfive\n")
    bench.pass()
    #expect(
      people[1].readLines() == [
        "<ann> one", "(ann to you) two", "<ann> three", "-- ann is now zoe", "(zoe to you) four",
        "<zoe> five",
      ])
  }

  @Test func `a newcomer's first words may be told to one alone`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    let cem = try bench[0].connect()
    cem.type("/msg bob hello\n")
    bench.pass()
    #expect(people[1].readLines() == ["(guest-2 to you) hello"])
    people[1].type("/r hi\n")
    bench.pass()
    #expect(cem.readLines().suffix(2) == ["(you to bob) hello", "(bob to you) hi"])
  }

  @Test func `it does not wait for others while the log is slow`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench.engine.plant(.refuse("OOM command not allowed"), on: "append", of: "one", times: .max / 2)
    people[0].type("one\n/msg bob two\n")
    bench.pass(600)
    #expect(people[1].readLines() == [])
    bench.pass(600)
    #expect(people[1].readLines() == ["(ann to you) two"])
  }

  @Test func `who is gone is not told anything`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    people[0].type("/msg bob one\n")
    bench.pass()
    people[1].type("/r two\n")
    people[1].lose()
    bench.settle()
    _ = people[0].read()
    people[0].type("/msg bob three\n/r four\n")
    bench.pass()
    #expect(
      people[0].readLines() == [
        "-- nobody here is called bob; /who lists who is",
        "-- nobody who is here has told you something alone",
      ])
  }

  @Test func `what cannot be told is said to be so`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench.engine.stop()
    people[0].type("/msg bob psst\n")
    bench.pass(3_000)
    let told = people[0].readLines()
    #expect(told.contains("-- bob is out of reach; this was not told: psst"))
    #expect(told.contains { $0.hasPrefix("(you to bob)") } == false)
  }

  @Test func `who is muted tells nobody anything`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    bench[0].room.mute(try #require(bench[0].room.member(named: "ann")))
    people[0].type("/msg bob psst\n")
    bench.pass()
    #expect(people[1].readLines() == [])
  }
}
