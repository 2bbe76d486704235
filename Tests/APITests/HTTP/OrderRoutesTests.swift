import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Orders over HTTP`: OrderSuite {
  let site: TestSite
  let chat: FakeChat

  init() throws { (site, chat) = try Self.joined() }

  @Test(arguments: [
    ("/kicks", Order.Action.kick, "member.kicked"), ("/mutes", .mute, "member.muted"),
    ("/unmutes", .unmute, "member.unmuted"), ("/voices", .voice, "member.voiced"),
    ("/unvoices", .unvoice, "member.unvoiced"),
  ])
  func `the chat server is asked, and what it did is in the log before it is said`(
    path: String, action: Order.Action, event: String
  ) throws {
    #expect(try site.json(.post, path, Self.member, Self.actor) == ["status": "SUCCESS"])
    #expect(chat.asked == ["/orders without token"])
    let order = try #require(chat.orders.first)
    #expect(
      order
        == Order(
          id: order.id, seq: 0, action: action, server: "a", instance: "one", member: 7,
          name: "Al", text: "rude"))
    #expect(ServerID.isValid(order.id ?? ""))
    #expect(try log() == ["\(event) Al (7 on a) - rude api Zoë"])
    #expect(try waiting() == [])
    #expect(site.journal.statistics.orders == 1)
  }

  @Test(arguments: [
    (OrderResult.Outcome.absent, nil, 404, "there is no 7 on a"),
    (.renamed, "ann", 409, "7 on a is ann now"),
    (.busy, nil, 503, "chat server a has had too many orders lately; try again later"),
  ])
  func `what was not done is said and logged as that`(
    outcome: OrderResult.Outcome, name: String?, status: Int, why: String
  ) throws {
    chat.obey = { .json(FakeChat.result($0, outcome, name: name)) }
    #expect(try site.error(.post, "/kicks", Self.member, Self.actor, status: status) == why)
    #expect(try log() == ["order.failed Al (7 on a) kick: rude \(why) api Zoë"])
    #expect(try waiting() == [])
    #expect(site.journal.statistics.orders == 0, "kicking nobody is not done")
  }

  @Test func `an order may name the process, and means no other then`() throws {
    let body = Self.member.replacing("\"member\"", with: "\"instance\": \"before\", \"member\"")
    try site.json(.post, "/kicks", body)
    #expect(chat.orders.map(\.instance) == ["before"])
  }

  @Test func `the token goes along`() throws {
    let site = try TestSite(token: "s3cret")
    let bearer = [("Authorization", "Bearer s3cret")]
    let chat = try FakeChat(on: site.reactor)
    try site.json(.put, "/servers/a", Self.report(chat.url), bearer)
    try site.json(.post, "/kicks", Self.member, bearer)
    #expect(chat.asked == ["/orders Bearer s3cret"])
  }

  @Test(arguments: [
    #"{"server": "a", "member": 7, "name": "Al"}"#,
    #"{"server": "a", "member": 7, "name": "Al", "reason": null}"#,
    #"{"server": "a", "member": 7, "name": "Al", "reason": ""}"#,
  ])
  func `a reason may be missing`(body: String) throws {
    try site.json(.post, "/kicks", body)
    #expect(chat.orders.map(\.text) == [nil])
  }

  @Test(arguments: [
    (#"{"member": 7, "name": "Al"}"#, #""server" is missing; it must be a string"#),
    (
      #"{"server": "a b", "member": 7, "name": "Al"}"#,
      "a server's id is 1 to 64 of A-Z a-z 0-9 . _ - and not dots alone"
    ),
    (
      #"{"server": "a", "member": "7", "name": "Al"}"#,
      #""member" must be a whole number, not a string"#
    ),
    (
      #"{"server": "a", "member": -1, "name": "Al"}"#,
      #""member" must be from 0 to 9007199254740991"#
    ),
    (
      #"{"server": "a", "instance": "", "member": 7, "name": "Al"}"#,
      #""instance" must be 1 to 64 of A-Z a-z 0-9 . _ - and not dots alone"#
    ),
    (#"{"server": "a", "member": 7}"#, #""name" is missing; it must be a string"#),
    (
      #"{"server": "a", "member": 7, "name": ""}"#, #""name" has nothing in it that can be seen"#
    ),
    (
      #"{"server": "a", "member": 7, "name": "\u2060"}"#,
      #""name" has nothing in it that can be seen"#
    ),
    (
      #"{"server": "a", "member": 7, "name": "\#(String(repeating: "x", count: 21))"}"#,
      #""name" has 21 characters; at most 20 are allowed"#
    ),
    (
      #"{"server": "a", "member": 7, "name": "Al", "reason": "\u0007"}"#,
      #""reason" must not contain U+0007 (bell) at line 1, column 1"#
    ),
    (
      #"{"server": "a", "member": 7, "name": "Al", "reason": " "}"#,
      #""reason" has nothing in it that can be seen"#
    ),
    (
      #"{"server": "a", "member": 7, "name": "Al", "reason": 1}"#,
      #""reason" must be a string, not a number"#
    ),
  ])
  func `a bad order is refused with a sentence`(body: String, why: String) throws {
    for path in ["/kicks", "/mutes", "/unmutes"] {
      #expect(try site.error(.post, path, body) == why)
    }
    #expect(site.journal.snapshot.lastSeq == 1)
    #expect(chat.orders.isEmpty)
  }

  @Test func `what admins write is cleaned as what people say is`() throws {
    let body = #"{"server": "a", "member": 7, "name": "A\u200bl", "reason": "ru\ufeffde  "}"#
    try site.json(.post, "/kicks", body, [("X-Actor", "Zo\u{2060}ë ")])
    #expect(chat.orders.map(\.name) == ["Al"])
    #expect(chat.orders.map(\.text) == ["rude"])
    try site.json(
      .post, "/announcements",
      #"{"text": "tea\ue0001 is ready "}"#.replacing("\\ue0001", with: "\u{E0001}"))
    #expect(
      try log() == [
        "member.kicked Al (7 on a) - rude api Zoë", "announcement.made everyone - tea is ready api",
      ])
  }

  @Test func `nobody is on a server that is unknown`() throws {
    let stranger = Self.member.replacing("\"a\"", with: "\"b\"")
    #expect(
      try site.error(.post, "/kicks", stranger, status: 404) == "there is no chat server b")
  }

  @Test func `that who gave it has gone changes nothing`() throws {
    site.start(.post, "/kicks", Self.member).cancel()
    try site.reactor.wait { site.journal.snapshot.lastSeq == 2 }
    #expect(try log() == ["member.kicked Al (7 on a) - rude api"])
  }

  @Test func `only so many are given at once`() throws {
    chat.obey = { _ in nil }
    for _ in 0..<APILimits.ordersUnderWayMax {
      site.start(.post, "/kicks", Self.member).addBoth { _ in }
    }
    let why = try site.error(.post, "/kicks", Self.member, status: 503)
    #expect(why == "32 orders are being given; try again")
  }

  @Test func `what cannot be written is not done`() throws {
    try site.reactor.wait(for: site.journal.close())
    let why = try site.error(.post, "/kicks", Self.member, status: 503)
    #expect(why == "not saved: the API is shutting down")
    #expect(chat.orders.isEmpty)
  }

  @Test func `what was done and cannot be written is said to be done`() throws {
    chat.obey = { [site] order in
      // From here on nothing is written.
      site.journal.close().addBoth { _ in }
      return .json(FakeChat.result(order, .done))
    }
    let answer = try site.json(.post, "/kicks", Self.member)
    #expect(answer["status"] == "SUCCESS")
    #expect(
      answer["message"]
        == "the log does not say so yet: not saved: the API is shutting down")
  }
}
