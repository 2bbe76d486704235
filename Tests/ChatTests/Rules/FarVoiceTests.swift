import Chat
import Support
import Testing
import TinyReactor
import Wire

/// Rules and voices in a room of several servers.
@Suite struct `Rules on several servers` {
  let bench: BusBench

  init() throws { bench = try BusBench() }

  func voice(_ name: String, on index: Int) throws {
    let member = try #require(bench[index].room.member(named: name))
    bench[index].house.factory.carryOut(
      Order(seq: 1, action: .voice, member: member.id, name: name))
    bench.pass()
  }

  @Test func `each server tells its own people, and nobody reads it twice`() throws {
    let people = try bench.people("ann", "ben")
    for server in bench.servers {
      server.house.factory.adopt(
        ChatConfiguration(seq: 7, banner: "", rules: RoomRules(slowSeconds: 10)))
    }
    bench.settle()
    for person in people {
      #expect(person.readLines() == ["-- slow mode: one line in 10 seconds each"])
    }
  }

  @Test func `who has voice is known on the others, by a new name as well`() throws {
    let people = try bench.people("ann", "ben")
    for server in bench.servers {
      server.house.factory.adopt(
        ChatConfiguration(seq: 7, banner: "", rules: RoomRules(voicedOnly: true)))
    }
    try voice("ann", on: 0)
    people[0].type("/nick anna\n")
    bench.settle()
    for person in people { _ = person.read() }
    people[1].type("/who\n")
    people[0].type("heard\n")
    bench.settle()
    let read = people[1].readLines()
    #expect(read.contains("-- with voice: anna"))
    #expect(read.contains("<anna> heard"))
    try bench.add("three")
    bench.settle()
    #expect(bench[2].room.voicedNames == ["anna"], "who starts later is told")
    let member = try #require(bench[0].room.member(named: "anna"))
    bench[0].house.factory.carryOut(
      Order(seq: 2, action: .unvoice, member: member.id, name: "anna"))
    bench.settle()
    #expect(bench[1].room.voicedNames == [])
  }

  @Test(arguments: [true, false])
  func `somebody who comes back on another server has voice with the name`(
    isServerLost: Bool
  ) throws {
    let ann = try bench[0].connect()
    ann.type("/nick ann\n")
    bench.settle()
    try voice("ann", on: 0)
    if isServerLost {
      bench[0].kill()
      bench.pass(10_000)
    } else {
      ann.lose()
      bench.pass(200)
    }
    let again = try bench[1].connect()
    again.type("/nick ann\n")
    bench.pass(1_000)
    #expect(bench[1].room.voicedNames == ["ann"])
  }
}
