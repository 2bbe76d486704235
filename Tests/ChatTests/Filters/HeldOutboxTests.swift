import Chat
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `The outbox of held lines` {
  let api = FakeAPI()
  let outbox: HeldOutbox
  let member: Member

  init() {
    outbox = HeldOutbox(on: api.clock, api.link, server: "vm", instance: "now")
    member = Room(on: api.clock, firstID: 7).join(MemoryTransport())
  }

  @discardableResult
  func hold(_ text: String) -> Bool {
    outbox.hold(
      .said, CleanText(text), by: member,
      WordFilter(id: 3, pattern: "x", action: .hold, reason: "", since: "", actor: ""))
  }

  func lines() throws -> [NewHeldLine] {
    try api.requests.map { try JSON.decode(NewHeldLine.self, from: $0.body) }
  }

  @Test func `each is handed over at once, in order, with a key of its own`() throws {
    hold("one")
    hold("two")
    #expect(api.requests.count == 1)
    #expect(api.requests[0].target == "/held")
    api.answer(.json(Outcome.success))
    api.answer(.json(Outcome.success))
    #expect(
      try lines()
        == ["one", "two"].enumerated().map {
          NewHeldLine(
            key: "now-\($0 + 1)", server: "vm", instance: "now", member: 7, name: "guest-1",
            kind: .said, text: $1, filter: 3)
        })
    #expect(outbox.lines == 0 && api.waiting == 0)
    hold("three")
    #expect(try lines().last?.key == "now-3")
  }

  @Test(arguments: [nil, 409, 503])
  func `what is not taken is sent again, the same`(status: Int?) throws {
    hold("one")
    if let status {
      api.answer(.json(Outcome.error("no"), HTTPStatus(status)))
    } else {
      api.fail()
    }
    hold("two")
    #expect(api.requests.count == 1, "not before a pause")
    api.clock.advance(by: Backoff.first)
    #expect(try lines().map(\.key) == ["now-1", "now-1"])
    api.answer(.json(Outcome.success))
    #expect(try lines().last?.key == "now-2")
    #expect(outbox.lines == 1)
  }

  @Test func `what would be refused for ever does not hold up the rest`() throws {
    hold("one")
    hold("two")
    api.answer(.json(Outcome.error("no"), .badRequest))
    #expect(try lines().last?.key == "now-2")
    #expect(outbox.lines == 1)
  }

  @Test func `a hundred wait, and no more`() {
    for index in 1...HeldOutbox.linesMax { #expect(hold("\(index)")) }
    #expect(!hold("too many"))
    api.answer(.json(Outcome.success))
    #expect(hold("there is room again"))
  }

  @Test func `a goodbye hands over what is left, within two seconds`() throws {
    hold("one")
    api.fail()
    hold("two")
    var isDone = false
    outbox.finish().addBoth { _ in isDone = true }
    #expect(api.requests.count == 2, "at once")
    api.answer(.json(Outcome.success))
    #expect(!isDone)
    api.answer(.json(Outcome.success))
    #expect(isDone)
    hold("three")
    var isOver = false
    outbox.finish().addBoth { _ in isOver = true }
    api.clock.advance(by: HeldOutbox.goodbyeMax)
    #expect(isOver)
  }
}
