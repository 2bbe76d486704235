import Chat
import Support
import Testing
import Wire

/// Filters in a room of several servers.
@Suite struct `Filters on several servers` {
  @Test func `a line is judged where its author is, and all read once what is released`() throws {
    let bench = try BusBench()
    let people = try bench.people("ann", "ben", "cleo")
    var held: [String] = []
    bench[0].room.onHold = { _, _, text, _ in
      held.append(text.text)
      return true
    }
    let filters = [("spam", WordFilter.Action.refuse), ("maybe", .hold)].map {
      WordFilter(id: 1, pattern: $0.0, action: $0.1, reason: "", since: "", actor: "")
    }
    // The other server has not heard of them yet.
    bench[0].house.factory.adopt(ChatConfiguration(seq: 7, banner: "", filters: filters))
    people[0].type("spam\nmaybe\nfine\n")
    people[1].type("spam of ben\n")
    bench.settle()
    #expect(people[1].readLines() == ["<ann> fine"])
    #expect(people[2].readLines().sorted() == ["<ann> fine", "<ben> spam of ben"])
    #expect(people[0].readLines().contains("<ben> spam of ben"))
    #expect(held == ["maybe"])
    let ann = try #require(bench[0].room.member(named: "ann"))
    let order = Order(seq: 1, action: .say, member: ann.id, name: "ann", text: "maybe")
    #expect(bench[0].house.factory.carryOut(order).outcome == .done)
    bench.settle()
    #expect(people[1].readLines() == ["<ann> maybe"])
    #expect(people[2].readLines() == ["<ann> maybe"])
    #expect(people[0].readLines() == ["-- a moderator lets this be said: maybe"])
  }
}
