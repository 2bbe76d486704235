import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `One thing for many people`: OrderSuite {
  let site: TestSite
  let chat: FakeChat

  init() throws { (site, chat) = try Self.joined() }

  static func bulk(_ action: String, _ count: Int, server: String = "a", _ more: String = "")
    -> String
  {
    let people = (0..<count).map {
      #"{"server": "\#(server)", "instance": "one", "member": \#($0), "name": "p\#($0)"}"#
    }
    return #"{"action": "\#(action)"\#(more), "people": [\#(people.joined(separator: ", "))]}"#
  }

  func outcomes(
    _ body: String, _ fields: [(String, String)] = []
  ) throws -> [String] {
    let answer = try site.json(.post, "/bulk", body, fields)["outcomes"]
    return (0..<(answer?.count ?? 0)).map { index in
      let outcome = answer?[index]
      return [outcome?["status"], outcome?["error"], outcome?["message"]].compactMap { $0?.text }
        .joined(separator: " ")
    }
  }

  @Test(arguments: [
    ("kick", Order.Action.kick, "member.kicked"), ("mute", .mute, "member.muted"),
    ("unmute", .unmute, "member.unmuted"),
  ])
  func `each is ordered once, with an event of its own`(
    action: String, order: Order.Action, event: String
  ) throws {
    let body = Self.bulk(action, 40, #", "reason": "spam", "minutes": 5"#)
    #expect(try outcomes(body, Self.actor) == [String](repeating: "SUCCESS", count: 40))
    #expect(chat.orders.count == 40 && Set(chat.orders.map(\.member)) == Set(0..<40))
    #expect(Set(chat.orders.map(\.action)) == [order] && Set(chat.orders.map(\.text)) == ["spam"])
    #expect((chat.orders[0].until != nil) == (order == .mute))
    let log = try log()
    #expect(log.count == 40 && log.allSatisfy { $0.hasPrefix(event) && $0.hasSuffix("api Zoë") })
  }

  @Test func `what came of each is said in their order`() throws {
    chat.obey = { order in
      order.member == 1
        ? .json(FakeChat.result(order, .absent))
        : order.member == 2
          ? .json(FakeChat.result(order, .renamed, name: "x"))
          : .json(FakeChat.result(order, .done))
    }
    #expect(
      try outcomes(Self.bulk("kick", 4)) == [
        "SUCCESS", "ERROR there is no 1 on a", "ERROR 2 on a is x now", "SUCCESS",
      ])
  }

  @Test func `names are banned without asking anybody, each once`() throws {
    try site.json(.post, "/bans", #"{"name": "p1", "reason": ""}"#)
    let outcomes = try outcomes(Self.bulk("ban", 3, #", "reason": "spam""#))
    #expect(outcomes[0] == "SUCCESS" && outcomes[2] == "SUCCESS")
    #expect(outcomes[1].hasPrefix("ERROR p1 is banned already for ever, by ban 2"))
    #expect(site.moderation.bans.map(\.name) == ["p1", "p0", "p2"])
    #expect(chat.orders == [])
  }

  @Test func `a server that cannot be asked is not asked for everybody`() throws {
    chat.stop()
    let outcomes = try outcomes(Self.bulk("kick", 100))
    let waiting = outcomes.count { $0.hasPrefix("WAITING") }
    #expect((1...APILimits.bulkUnderWayMax).contains(waiting))
    #expect(
      outcomes.count {
        $0 == "ERROR nothing was ordered: chat server a could not be asked"
      } == 100 - waiting)
    #expect(try self.waiting()?.count == waiting)
    #expect(
      try self.outcomes(Self.bulk("kick", 1, server: "b")) == ["ERROR there is no chat server b"])
  }

  @Test func `with a key it is done once, however often it is sent`() throws {
    let key = [("Idempotency-Key", "k1")]
    let body = Self.bulk("kick", 10)
    let first = try outcomes(body, key)
    #expect(try outcomes(body, key) == first)
    #expect(chat.orders.count == 10)
  }

  @Test(arguments: [
    ("{}", #""action" is missing; it must be a string"#),
    (#"{"action": "hug", "people": []}"#, #""action" must be kick, mute, unmute or ban"#),
    (#"{"action": "kick"}"#, #""people" is missing; it must be a list"#),
    (#"{"action": "kick", "people": {}}"#, #""people" must be a list, not an object"#),
    (#"{"action": "kick", "people": []}"#, #""people" must hold 1 to 500 objects"#),
    (#"{"action": "kick", "people": [7]}"#, #""people" must hold objects, not a number"#),
    (
      #"{"action": "kick", "people": [{"server": "a", "member": 1, "nam": "x"}]}"#,
      #"there is no "nam"; did you mean "name"?"#
    ),
    (
      #"{"action": "kick", "people": [{"server": "a", "member": 1}]}"#,
      #""name" is missing; it must be a string"#
    ),
  ])
  func `a bad one is refused whole, with a sentence`(body: String, why: String) throws {
    #expect(try site.error(.post, "/bulk", body) == why)
    #expect(chat.orders == [])
  }

  @Test func `more than 500 are refused`() throws {
    let body = Self.bulk("ban", Limits.bulkMax + 1)
    #expect(try site.error(.post, "/bulk", body) == #""people" must hold 1 to 500 objects"#)
    #expect(site.moderation.bans == [])
  }
}
