import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Held lines over HTTP`: OrderSuite {
  let site: TestSite
  let chat: FakeChat

  init() throws { (site, chat) = try Self.joined() }

  func hold(_ key: String = "one-1", _ text: String = "maybe this", kind: String = "said") throws {
    try site.json(.post, "/held", FilterSuite.held(key, text, kind: kind))
  }

  func texts() throws -> [String] {
    let lines = try site.json(.get, "/held")["lines"]
    return (0..<(lines?.count ?? 0)).map { lines?[$0]?["text"]?.text ?? "" }
  }

  @Test func `what chat servers hand over is kept once, in order, with its filter`() throws {
    try site.json(.post, "/filters", #"{"pattern": "maybe", "action": "hold"}"#)
    let filter = site.journal.snapshot.lastSeq
    for _ in 1...2 {
      try site.json(.post, "/held", FilterSuite.held("one-1", "maybe this", filter: filter))
    }
    try hold("one-2", "waves", kind: "done")
    #expect(
      try site.json(.get, "/held") == [
        "total": 2,
        "lines": [
          [
            "id": 1, "server": "a", "instance": "one", "member": 7, "name": "Al", "kind": "said",
            "text": "maybe this", "filter": .integer(filter), "pattern": "maybe",
            "since": "2026-11-24T12:00:00.000Z",
          ],
          [
            "id": 2, "server": "a", "instance": "one", "member": 7, "name": "Al", "kind": "done",
            "text": "waves", "filter": 1, "since": "2026-11-24T12:00:00.000Z",
          ],
        ],
      ])
    #expect(try log() == ["filter.added maybe - hold api"], "no event tells what was written")
    try site.stop()
    #expect(try TestSite(in: site.folder).json(.get, "/held")["total"] == 2)
  }

  @Test(arguments: [("said", Order.Action.say), ("done", .act)])
  func `a release has its author say it, once, and no event tells what`(
    kind: String, action: Order.Action
  ) throws {
    try hold("one-1", "maybe this", kind: kind)
    #expect(
      try site.json(.post, "/held/1/release", "", Self.actor) == ["status": "SUCCESS"])
    let order = try #require(chat.orders.first)
    #expect(
      order
        == Order(
          id: order.id, seq: 0, action: action, server: "a", instance: "one", member: 7,
          name: "Al", text: "maybe this"))
    #expect(try log() == ["held.released Al (7 on a) - - api Zoë"])
    #expect(try texts() == [])
    let gone =
      "there is no held line 1; it was released or dropped, or has waited for more than 24 hours"
    #expect(try site.error(.post, "/held/1/release", status: 404) == gone)
    try hold("one-1", "maybe this", kind: kind)
    #expect(try texts() == [], "it was sent again, since the answer was lost")
    #expect(chat.orders.count == 1)
  }

  @Test(arguments: [
    (OrderResult.Outcome.absent, nil, 404, "there is no 7 on a"),
    (.renamed, "ann", 409, "7 on a is ann now"),
    (.muted, nil, 409, "7 on a is muted, and nobody would hear it"),
  ])
  func `a line that cannot be said stays`(
    outcome: OrderResult.Outcome, name: String?, status: Int, why: String
  ) throws {
    try hold()
    chat.obey = { .json(FakeChat.result($0, outcome, name: name)) }
    #expect(try site.error(.post, "/held/1/release", "", Self.actor, status: status) == why)
    #expect(try log() == ["order.failed Al (7 on a) say \(why) api Zoë"])
    #expect(try texts() == ["maybe this"])
    chat.obey = { .json(FakeChat.result($0, .done)) }
    try site.json(.post, "/held/1/release")
    #expect(try texts() == [])
  }

  @Test func `a line whose server is not there stays`() throws {
    try site.json(
      .post, "/held",
      FilterSuite.held("x-1", "hi").replacing(#""server": "a""#, with: #""server": "b""#))
    #expect(
      try site.error(.post, "/held/1/release", status: 404) == "there is no chat server b")
    #expect(try texts() == ["hi"])
  }

  @Test func `while a release waits for its server, nobody else can decide`() throws {
    try hold()
    chat.obey = { _ in .text("") }
    #expect(try site.json(.post, "/held/1/release", status: 202)["status"] == "WAITING")
    #expect(try site.json(.get, "/held")["lines"]?[0]?["releasing"] == true)
    for (method, path) in [(HTTPMethod.post, "/held/1/release"), (.delete, "/held/1")] {
      #expect(try site.error(method, path, status: 409) == "held line 1 is being released")
    }
    #expect(
      try log() == ["order.waiting Al (7 on a) say chat server a did not say what came of it api"])
    let id = try #require(chat.orders.first?.id)
    #expect(try waiting()?[0]?["text"] == "maybe this")
    try site.json(
      .post, "/outcomes", #"{"order": "\#(id)", "server": "a", "outcome": "done"}"#)
    #expect(try texts() == [])
    #expect(try log().last == "held.released Al (7 on a) - - api")
    try hold("one-2")
    try site.json(.post, "/held/2/release", status: 202)
    let second = try #require(chat.orders.last?.id)
    try site.json(
      .post, "/outcomes", #"{"order": "\#(second)", "server": "a", "outcome": "absent"}"#)
    #expect(try texts() == ["maybe this"])
    #expect(try site.json(.get, "/held")["lines"]?[0]?["releasing"] == nil)
  }

  @Test func `a line can be dropped, and is not said any more`() throws {
    try hold()
    #expect(try site.json(.delete, "/held/1", "", Self.actor) == ["status": "SUCCESS"])
    #expect(try log() == ["held.dropped Al (7 on a) - - api Zoë"])
    #expect(try texts() == [])
    #expect(try site.send(.delete, "/held/1").status == .notFound)
    #expect(try site.send(.post, "/held/1/release").status == .notFound)
    #expect(chat.orders.isEmpty)
  }

  @Test func `after a day they are dropped, with one event`() throws {
    try hold("one-1")
    try hold("one-2")
    #expect(try texts().count == 2)
    site.clock.advance(by: .seconds(3_600))
    try site.reactor.wait { site.journal.snapshot.lastSeq == 2 }  // its lease is over
    try hold("one-3", "later")
    #expect(try texts().count == 3)
    site.clock.advance(by: .seconds(23 * 3_600))
    try site.reactor.wait { site.journal.snapshot.lastSeq == 3 }
    #expect(try log().last == "held.expired 2 - - api")
    #expect(try texts() == ["later"])
    site.clock.advance(by: .seconds(3_599))
    #expect(try texts() == ["later"])
    site.clock.advance(by: .seconds(2))
    try site.reactor.wait { site.journal.snapshot.lastSeq == 4 }
    #expect(try log().last == "held.expired 1 - - api")
    #expect(try texts() == [])
  }

  @Test func `those of an earlier process are looked after`() throws {
    try hold()
    try site.stop()
    let again = try TestSite(in: site.folder)
    again.site.held.start()
    #expect(try again.json(.get, "/held")["total"] == 1)
    again.clock.advance(by: .seconds(24 * 3_600))
    try again.reactor.wait { again.journal.snapshot.lastSeq == 2 }
    #expect(try again.json(.get, "/held")["total"] == 0)
  }

  @Test func `a thousand wait, and no more`() throws {
    for index in 1...1_000 { try hold("one-\(index)", "line \(index)") }
    #expect(
      try site.error(.post, "/held", FilterSuite.held("one-1001", "x"), status: 409)
        == "1000 held lines wait for a moderator, and there is no room for more")
    try site.json(.post, "/held", FilterSuite.held("one-1", "x"))
    let page = try site.json(.get, "/held?after=40&limit=3")
    #expect(page["total"] == 1_000 && page["next"] == 43 && page["lines"]?.count == 3)
    let last = try site.json(.get, "/held?after=998&limit=200")
    #expect(last["lines"]?.count == 2 && last["next"] == nil)
    try site.json(.delete, "/held/1")
    try hold("one-1001")
  }

  @Test func `a page holds as much text as a reader may be sent`() throws {
    let text = String(repeating: "x", count: 8_192)
    for index in 1...50 { try hold("one-\(index)", text) }
    let page = try site.json(.get, "/held?limit=200")
    #expect(page["lines"]?.count == 32 && page["next"] == 32)
  }

  @Test func `viewers may not read them`() throws {
    let site = try TestSite(token: "s3cret")
    let service = TestSite.bearer("s3cret")
    _ = try site.session(as: "zoe", .owner, service)
    let viewer = try site.session(as: "vi", .viewer, service)
    let moderator = try site.session(as: "mo", .moderator, service)
    #expect(try site.error(.get, "/held", "", viewer, status: 403).contains("read held lines"))
    #expect(try site.json(.get, "/held", "", moderator)["total"] == 0)
    try site.json(.get, "/filters", "", viewer)
  }
}
