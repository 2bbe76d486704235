import Chat
import RoomLog
import Testing
import TinyReactor
import Wire

/// Everything that people notice is as if they sat on one server.
struct OneRoomTests {
  @Test func `lines get to everybody else, in one order`() throws {
    let bench = try BusBench(3)
    let people = try bench.people("ann", "bob", "cem")
    people[0].type("hello\n/me waves\n")
    people[1].type("hi\n")
    bench.pass()
    people[2].type("hey\n")
    bench.pass()
    let lines = people.map { $0.readLines() }
    let all = ["<ann> hello", "* ann waves", "<bob> hi", "<cem> hey"]
    #expect(Set(lines[2]) == Set(all.dropLast()))
    #expect(lines[0] == lines[2].filter { !$0.contains("ann") } + ["<cem> hey"])
    #expect(lines[1] == lines[2].filter { !$0.contains("bob") } + ["<cem> hey"])
  }

  @Test func `of many that talk at once, all read one order`() throws {
    let bench = try BusBench(3)
    let people = try bench.people("ann", "bob", "cem", "dora", "emil", "fay", "gus", "hal", "ida")
    let readers = try (0..<3).map { try bench[$0].connect() }
    bench.settle()
    for person in people + readers { _ = person.read() }
    for round in 0..<50 {
      for person in people { person.type("line \(round)\n") }
      bench.pass(round % 7)
    }
    bench.pass(1_000)
    let read = readers.map { $0.readLines() }
    #expect(read[0].count == 450)
    #expect(read[1] == read[0])
    #expect(read[2] == read[0])
    #expect(read[0].filter { $0.hasPrefix("<ida>") } == (0..<50).map { "<ida> line \($0)" })
    #expect(bench.engine.lines.filter { $0.hasPrefix("said") }.count == 450)
    // What they said themselves is not shown to them.
    #expect(people[4].readLines() == read[1].filter { !$0.hasPrefix("<emil>") })
  }

  @Test func `who comes, goes and changes names is told everywhere, once`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    let cem = try bench[0].connect()
    bench.settle()
    cem.type("/nick cem\n")
    bench.settle()
    cem.type("/quit\n")
    cem.lose()
    bench.settle()
    let told = ["-- guest-2 joined", "-- guest-2 is now cem", "-- cem left"]
    #expect(people.map { $0.readLines() } == [told, told])
    #expect(
      bench.engine.lines.suffix(3) == [
        "coming guest-2 guest-2 joined", "renamed cem guest-2 is now cem", "left  cem left",
      ])
  }

  @Test func `lines in one packet with a new name are said under that name`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    let cem = try bench[1].connect()
    cem.type("/nick cem\nhello\n/me waves\n/msg ann psst\n")
    bench.pass()
    #expect(people[0].readLines() == ["<cem> hello", "* cem waves", "(cem to you) psst"])
    #expect(people[1].readLines() == ["<cem> hello", "* cem waves"])
    #expect(
      cem.readLines().suffix(2) == ["-- guest-102 is now cem", "(you to ann) psst"])
  }

  @Test func `a name that is taken on another server is taken`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    people[1].type("/nick Ann\nam I ann?\n")
    bench.pass()
    #expect(people[1].readLines() == ["-- that name is taken, or looks too much like ann"])
    #expect(people[0].readLines() == ["<bob> am I ann?"])
  }

  @Test func `of two who want a name at once, one gets it`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    people[0].type("/nick zoe\n")
    people[1].type("/nick zoe\nI am zoe\n")
    bench.pass()
    let told = people.map { $0.readLines() }
    #expect(told[0] == ["-- ann is now zoe", "<bob> I am zoe"])
    #expect(told[1] == ["-- that name is taken, or looks too much like zoe", "-- ann is now zoe"])
    #expect(bench.engine.store.names.keys.sorted() == ["bob", "zoe"])
  }

  @Test func `of two on one server who want a name at once, the second reads who has it`() throws {
    let bench = try BusBench(1)
    let people = try bench.people("ann", "bob")
    people[0].type("/nick zoe\n")
    people[1].type("/nick zoe\n")
    bench.pass()
    #expect(people[0].readLines() == ["-- ann is now zoe"])
    #expect(
      people[1].readLines().first == "-- that name is taken, or looks too much like zoe")
  }

  @Test func `who is here, on whatever server`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    people[0].type("/who\n")
    #expect(people[0].readLines() == ["-- 2 here: ann (you), bob"])
    #expect(try bench[1].connect().readLines().last?.contains("2 others are here") == true)
  }

  @Test func `guests have numbers that nobody else has`() throws {
    let bench = try BusBench(3)
    var names: [String] = []
    for round in 0..<200 {
      for server in bench.servers {
        names += try server.connect().readLines().compactMap { line in
          line.hasPrefix("-- you are ") ? String(line.dropFirst(11).prefix { $0 != ";" }) : nil
        }
      }
      bench.pass(round % 3 * 10)
    }
    #expect(names.count == 600)
    #expect(Set(names).count == 600)
    #expect(names.allSatisfy { $0.count <= "guest-1000".count })
  }

  @Test func `a bot is heard once by everybody, and can be ignored everywhere`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    let deploy = try Nickname(chosen: "deploy")
    for server in bench.servers { server.room.adoptBots(["deploy"]) }
    func say(_ text: String) {
      for (index, server) in bench.servers.enumerated() {
        server.room.sayAsBot(deploy, CleanText(text), isRecorded: index == 0)
      }
      bench.pass()
    }
    say("v1 is out")
    #expect(people.map { $0.readLines() } == [["{deploy} v1 is out"], ["{deploy} v1 is out"]])
    for person in people { person.type("/ignore deploy\n") }
    for person in people { _ = person.read() }
    say("v2 is out")
    #expect(people.map { $0.readLines() } == [[], []])
    #expect(bench.engine.lines.filter { $0.hasPrefix("bot") }.count == 2)
  }

  @Test func `an announcement is read by everybody, and kept once`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    for server in bench.servers {
      server.house.factory.carryOut(
        Order(id: "a.b-7", seq: 7, action: .announce, text: "tea is ready"))
    }
    bench.pass()
    let line = "-- announcement: tea is ready"
    #expect(people.map { $0.readLines() } == [[line], [line]])
    #expect(bench.engine.lines.filter { $0.contains("tea") }.count == 1)
  }
}

/// What the API reads in the log.
struct LineNumberTests {
  @Test func `lines are numbered without a gap, whatever stands between them`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "bob")
    for round in 0..<10 {
      people[0].type("line \(round)\n")
      bench.pass(round % 3 * 2)
      if round % 4 == 0 { _ = try bench[0].connect() }
      if round % 3 == 0 { people[0].type("/nick ann\(round)\n") }
      if round == 5 { bench.engine.cutOff("one") }
      if round == 7 {
        bench.pass(15_000)
        bench.engine.reach("one")
      }
      bench.pass(round % 2 * 1_500)
    }
    bench.settle()
    for origin in ["one.1", "two.1"] {
      var next = 1
      for entry in bench.engine.entries where entry.origin == origin {
        let batch = entry.batch(room: Limits.lobby)
        if !batch.messages.isEmpty { #expect(batch.first == next, "\(origin) \(entry.number)") }
        next += batch.messages.count
      }
      #expect(next > 2)
    }
    let said = bench.engine.lines.filter { $0.contains("line ") }.map { $0.suffix(6) }
    #expect(said == (0..<10).map { "line \($0)" })
  }
}
