import Chat
import Testing
import TinyReactor
import Wire

/// Names, mutes and ignoring, when people change from one server to another.
struct FarNameTests {
  private static let home = "192.0.2.7"
  private static let elsewhere = "198.51.100.9"

  /// Somebody who is announced under a name; they have nothing to read.
  private func person(
    _ name: String, on server: Int, of bench: BusBench, from host: String = home
  ) throws -> TestPerson {
    let person = try bench[server].connect(from: host)
    person.type("/nick \(name)\n")
    bench.settle()
    _ = person.read()
    return person
  }

  private func bench(_ count: Int = 2) throws -> BusBench {
    var limits = ChatLimits.none
    limits.connectionsPerAddress = 4
    return try BusBench(count, limits: limits)
  }

  @Test func `a name is kept for the address that it was lost from, on every server`() throws {
    let bench = try bench()
    let ann = try person("ann", on: 0, of: bench)
    ann.lose()
    bench.pass()
    let thief = try bench[1].connect(from: Self.elsewhere)
    thief.type("/nick ann\n")
    bench.pass()
    #expect(
      thief.readLines().last
        == "-- that name is kept for who just lost their connection; try again in 59 s")
    let again = try bench[1].connect(from: Self.home)
    again.type("/nick ann\nit is me\n")
    bench.pass()
    #expect(again.readLines().last == "-- guest-102 is now ann")
    #expect(thief.readLines() == ["<ann> it is me"])
  }

  @Test func `a name is nobody's after a minute, or at once when it is given up`() throws {
    let bench = try bench()
    let ann = try person("ann", on: 0, of: bench)
    let bob = try person("bob", on: 0, of: bench)
    let cem = try person("cem", on: 1, of: bench, from: Self.elsewhere)
    bob.type("/quit\n")
    bob.lose()
    ann.lose()
    bench.pass()
    cem.type("/nick bob\n")
    bench.pass()
    #expect(cem.readLines().last == "-- cem is now bob")
    bench.pass(60_000)
    cem.type("/nick ann\n")
    bench.pass()
    #expect(cem.readLines().last == "-- bob is now ann")
    #expect(bench.engine.store.names == ["ann": "two.1/2"])
  }

  @Test func `what was given away while a server was out of reach is nobody's twice`() throws {
    let bench = try bench(3)
    _ = try person("ann", on: 0, of: bench)
    let bob = try person("bob", on: 1, of: bench)
    bench.engine.cutOff("one")
    bench.engine.cutOff("two")
    bench.pass(15_000)
    bench.engine.reach("two")
    bench.pass(3_000)
    _ = bob.read()
    bob.type("/nick ann\n")
    bench.pass()
    #expect(bob.readLines().last == "-- bob is now ann")
    let before = bench.engine.records.count
    bench.engine.reach("one")
    bench.pass(5_000)
    let told = bench.engine.records.dropFirst(before)
    #expect(told.contains { $0.hasPrefix("here guest-") })
    #expect(told.filter { $0.hasPrefix("here ann ") } == [])
    #expect(bench.engine.store.names["ann"] == "two.1/1")
    #expect(bench[0].room.member(named: "ann") == nil)
  }

  @Test func `a mute survives a reconnect to another server`() throws {
    let bench = try bench()
    let reader = try person("ann", on: 0, of: bench, from: Self.elsewhere)
    let troll = try person("troll", on: 0, of: bench)
    let member = try #require(bench[0].room.member(named: "troll"))
    bench[0].room.mute(member)
    troll.lose()
    bench.settle()
    let again = try bench[1].connect(from: Self.home)
    #expect(
      again.readLines().last == "-- you are still muted: nobody hears what you say")
    again.type("/nick troll\ndo you hear me?\n")
    bench.settle()
    #expect(reader.readLines().filter { $0.contains("hear me") } == [])
    // Heard again by an admin's word on the new server, and from then on everywhere.
    let there = try #require(bench[1].room.member(named: "troll"))
    bench[1].room.unmute(there)
    again.type("now?\n")
    bench.settle()
    #expect(reader.readLines().filter { $0.contains("now?") } == ["<troll> now?"])
    again.lose()
    bench.pass()
    #expect(try bench[0].connect(from: Self.home).read().contains("muted") == false)
  }

  @Test func `a mute of a name is kept where addresses tell nobody apart`() throws {
    let bench = try BusBench()
    let people = try bench.people("troll", "ann", "oaf")
    for name in ["troll", "oaf"] {
      bench[0].room.mute(try #require(bench[0].room.member(named: name)))
    }
    people[0].lose()
    bench.pass()
    // All have one address here: this is no reason to hear the troll again.
    bench[0].room.unmute(try #require(bench[0].room.member(named: "oaf")))
    bench.pass()
    let again = try bench[1].connect()
    again.type("/nick troll\nhear me\n")
    bench.pass()
    #expect(again.read().contains("you have been muted"))
    #expect(people[1].read().contains("hear me") == false)
  }

  @Test func `who is ignored stays so under other names and on other servers`() throws {
    let bench = try bench()
    let ann = try person("ann", on: 0, of: bench, from: Self.elsewhere)
    let troll = try person("troll", on: 1, of: bench)
    ann.type("/ignore troll\n")
    #expect(ann.readLines().last == "-- you ignore troll; /unignore troll ends it")
    troll.type("one\n/nick elf\ntwo\n/msg ann three\n/nick troll\nfour\n/me five\n")
    bench.pass()
    #expect(ann.readLines() == [])
    #expect(troll.readLines().filter { $0.contains("three") } == ["(you to ann) three"])
    troll.lose()
    bench.settle()
    _ = ann.read()
    let here = try person("troll", on: 0, of: bench)
    here.type("six\n")
    bench.pass()
    here.lose()
    bench.settle()
    let there = try person("troll", on: 1, of: bench)
    there.type("seven\n")
    bench.pass()
    #expect(ann.read().contains("<troll>") == false)
    ann.type("/unignore troll\n")
    there.type("eight\n")
    bench.pass()
    #expect(ann.readLines() == ["-- you hear troll again", "<troll> eight"])
  }

  @Test func `connections from one address count on all servers`() throws {
    let bench = try bench()
    for index in 0..<4 {
      _ = try bench[index % 2].connect(from: Self.home)
      bench.pass()
    }
    for server in bench.servers {
      #expect(
        try server.connect(from: Self.home).readLines()
          == ["-- 4 connections from your address are the most", closedLine])
    }
    #expect(try bench[0].connect(from: Self.elsewhere).read().contains("4 others are here"))
  }

  @Test func `a server that starts late learns who is there, whose names are kept, who is muted`()
    throws
  {
    let bench = try bench()
    _ = try person("ann", on: 0, of: bench, from: Self.elsewhere)
    let bob = try person("bob", on: 1, of: bench)
    let troll = try person("troll", on: 1, of: bench, from: "203.0.113.1")
    bench[1].room.mute(try #require(bench[1].room.member(named: "troll")))
    bob.lose()
    troll.lose()
    bench.pass()
    var limits = ChatLimits.none
    limits.connectionsPerAddress = 4
    let late = try bench.add("three", limits: limits)
    bench.pass(3_000)
    #expect(late.room.headcount == 1)
    let person = try late.connect(from: Self.elsewhere)
    person.type("/who\n/nick ann\n/nick bob\n")
    bench.pass()
    let told = person.readLines()
    #expect(told.contains("-- 2 here: guest-201 (you), ann"))
    #expect(
      told.contains { $0.hasPrefix("-- ann is here from your address; if that line is dead") })
    #expect(told.last?.hasPrefix("-- that name is kept for who just lost") == true)
    let again = try late.connect(from: "203.0.113.1")
    #expect(again.read().contains("you are still muted"))
  }
}
