import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Orders for chat servers that cannot be asked`: OrderSuite {
  let site: TestSite
  let chat: FakeChat

  init() throws { (site, chat) = try Self.joined() }

  struct Silence: Sendable {
    let what: String
    var obey: @Sendable (Order) -> HTTPResponse?
    let why: String
  }

  static let silences = [
    Silence(
      what: "an older one", obey: { _ in .json(Outcome.error("x"), .notFound) },
      why: "refused with 404 Not Found"),
    Silence(
      what: "another token", obey: { _ in .json(Outcome.error("x"), .unauthorized) },
      why: "refused with 401 Unauthorized"),
    Silence(what: "no JSON", obey: { _ in .text("done") }, why: "did not say what came of it"),
    Silence(
      what: "a word of a newer one",
      obey: { _ in .text(#"{"order": "x", "server": "a", "outcome": "new"}"#) },
      why: "did not say what came of it"),
    Silence(
      what: "another order",
      obey: { _ in .json(OrderResult(order: "x", server: "a", outcome: .done)) },
      why: "did not say what came of it"),
    Silence(
      what: "another server",
      obey: { .json(OrderResult(order: $0.id ?? "", server: "b", outcome: .done)) },
      why: "did not say what came of it"),
    Silence(
      what: "a name that commands a terminal",
      obey: { .json(FakeChat.result($0, .renamed, name: "\u{1B}[2J")) },
      why: "did not say what came of it"),
    Silence(what: "no answer", obey: { _ in nil }, why: "did not answer in 2.0 seconds"),
  ]

  @Test(arguments: silences)
  func `where it cannot be asked the order waits, and what comes of it is logged`(
    _ silence: Silence
  ) throws {
    chat.obey = silence.obey
    let answer = try site.json(.post, "/kicks", Self.member, Self.actor, status: 202)
    let why = "chat server a " + silence.why
    #expect(
      answer == [
        "status": "WAITING",
        "message": .string(
          why
            + "; the order waits for it, and is carried out within 10 minutes if Al is still there "
            + "by that name"),
      ], "\(silence.what)")
    let id = try #require(chat.orders.first?.id)
    #expect(
      try waiting() == [
        [
          "id": .string(id), "seq": 2, "action": "kick", "server": "a", "instance": "one",
          "member": 7, "name": "Al", "text": "rude",
        ]
      ])
    #expect(try site.json(.get, "/config?after=2")["orders"] == [])
    #expect(try site.json(.get, "/config")["orders"] == [])
    for _ in 1...2 {
      try site.json(
        .post, "/outcomes", #"{"order": "\#(id)", "server": "a", "outcome": "done"}"#)
    }
    #expect(
      try log() == [
        "order.waiting Al (7 on a) kick: rude \(why) api Zoë",
        "member.kicked Al (7 on a) - rude api Zoë",
      ])
    #expect(try waiting() == [])
  }

  @Test func `who follows hears of a waiting order at once`() throws {
    chat.stop()
    var answer: HTTPResponse?
    let seq = site.journal.snapshot.configuration.seq
    site.start(.get, "/config?after=\(seq)&wait=25").addCallback { answer = $0 }
    try site.json(.post, "/mutes", Self.member, status: 202)
    let configuration = try JSON.decode(JSONValue.self, from: answer?.body ?? [])
    #expect(configuration["orders"]?[0]?["action"] == "mute")
  }

  @Test(arguments: [
    (#""absent""#, "there is no 7 on a"), (#""renamed", "name": "ann""#, "7 on a is ann now"),
  ])
  func `what waited and could not be done is logged as that`(outcome: String, why: String) throws {
    chat.stop()
    try site.json(.post, "/kicks", Self.member, Self.actor, status: 202)
    let id = try #require(try waiting()?[0]?["id"]?.text)
    // Others have no say.
    try site.json(.post, "/outcomes", #"{"order": "x", "server": "a", "outcome": "done"}"#)
    try site.json(.post, "/outcomes", #"{"order": "\#(id)", "server": "b", "outcome": "done"}"#)
    try site.json(
      .post, "/outcomes", #"{"order": "\#(id)", "server": "a", "outcome": \#(outcome)}"#)
    #expect(try log().dropFirst() == ["order.failed Al (7 on a) kick: rude \(why) api Zoë"])
    #expect(try waiting() == [])
  }

  @Test(arguments: [
    (#"{"server": "a", "outcome": "done"}"#, #""order" is missing; it must be a string"#),
    (
      #"{"order": "x", "server": "a", "outcome": "so so"}"#,
      #""outcome" must be done, absent, renamed, busy, held or muted"#
    ),
    (
      #"{"order": "x/y", "server": "a", "outcome": "done"}"#,
      #""order" must be 1 to 64 of A-Z a-z 0-9 . _ - and not dots alone"#
    ),
    (
      #"{"order": "x", "server": "a", "outcome": "renamed", "name": "\u001b"}"#,
      #""name" must not contain U+001B (escape) at line 1, column 1"#
    ),
  ])
  func `what makes no sense as an outcome is refused`(body: String, why: String) throws {
    #expect(try site.error(.post, "/outcomes", body) == why)
  }

  @Test func `an order waits for ten minutes, also for a server whose lease is over`() throws {
    chat.stop()
    site.clock.advance(by: .seconds(60))
    try site.json(.post, "/kicks", Self.member, Self.actor, status: 202)
    site.clock.advance(by: .seconds(Limits.orderSecondsMax) - .milliseconds(1))
    #expect(try waiting()?.count == 1)
    site.clock.advance(by: .milliseconds(1))
    try site.reactor.wait { site.journal.snapshot.orders.isEmpty }
    #expect(try waiting() == [])
    #expect(
      try log().last
        == "order.failed Al (7 on a) kick: rude chat server a has not said in 10 minutes what came of it "
        + "api Zoë")
    #expect(!site.clock.hasPendingCalls)
  }

  @Test func `no announcement pushes a kick out, and what has no room is refused`() throws {
    chat.stop()
    try site.json(.post, "/kicks", Self.member, status: 202)
    let text = #"{"text": "tea"}"#
    for _ in 0..<APILimits.ordersWaitingMax {
      try site.json(.post, "/announcements", text, status: 202)
    }
    for _ in 0..<3 {
      let why = try site.error(.post, "/announcements", text, status: 503)
      #expect(why.hasPrefix("it is not known whether it was carried out: chat server a did not"))
      #expect(
        why.hasSuffix(
          "; 128 announcements wait already for chat servers that cannot be asked; try again later")
      )
    }
    try site.json(.post, "/kicks", Self.member, status: 202)
    let orders = try waiting()
    #expect(orders?.count == APILimits.ordersWaitingMax + 2)
    #expect(orders?[0]?["action"] == "kick")
    #expect(orders?[APILimits.ordersWaitingMax + 1]?["action"] == "kick")
    let last = try log().filter { $0.hasPrefix("order.failed") }
    #expect(last.count == 3)
    #expect(last[0].hasPrefix("order.failed everyone on a announce: tea chat server a did not"))

    for _ in 2..<APILimits.ordersWaitingMax {
      try site.json(.post, "/mutes", Self.member, status: 202)
    }
    let why = try site.error(.post, "/kicks", Self.member, status: 503)
    #expect(why.contains("128 orders wait already"))
  }
}
