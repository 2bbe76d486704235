import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Orders over HTTP` {
  let site: TestSite
  let chat: FakeChat

  init() throws {
    site = try TestSite()
    chat = try FakeChat(on: site.reactor)
    try site.json(.put, "/servers/a", Self.report(chat.url))
    try site.reactor.wait { [site] in site.journal.snapshot.lastSeq == 1 }
  }

  static func report(_ url: String, instance: String = "one") -> String {
    TestSite.report(url: url).replacing("}", with: ", \"instance\": \"\(instance)\"}")
  }

  static let member = #"{"server": "a", "member": 7, "name": "Al", "reason": "rude"}"#
  static let actor = [("X-Actor", "Zoë")]

  /// `member.kicked Al (7 on a) - rude Zoë`: the events since the server joined.
  func log() throws -> [String] {
    let events = try site.json(.get, "/events?after=1&limit=500")["events"]
    return (0..<(events?.count ?? 0)).map { index in
      ["action", "target", "old", "new", "actor"].map { events?[index]?[$0]?.text ?? "-" }
        .joined(separator: " ")
    }
  }

  func waiting() throws -> JSONValue? { try site.json(.get, "/config?after=0")["orders"] }

  @Test(arguments: [
    ("/kicks", Order.Action.kick, "member.kicked"), ("/mutes", .mute, "member.muted"),
    ("/unmutes", .unmute, "member.unmuted"),
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
    #expect(try log() == ["\(event) Al (7 on a) - rude Zoë"])
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
    #expect(try log() == ["order.failed Al (7 on a) kick: rude \(why) Zoë"])
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
    ("{}", #""text" is missing; it must be a string"#),
    (#"{"text": ""}"#, #""text" has nothing in it that can be seen"#),
    (#"{"text": " \t "}"#, #""text" has nothing in it that can be seen"#),
    (#"{"text": "\u200b\u2800\u3164"}"#, #""text" has nothing in it that can be seen"#),
    (
      #"{"text": "a\r\nb"}"#, #""text" must not contain U+000D (a line break) at line 1, column 2"#
    ),
    (
      #"{"text": "\u202eevil"}"#,
      #""text" must not contain U+202E (a control of writing direction) at line 1, column 1"#
    ),
  ])
  func `a bad announcement is refused with a sentence`(body: String, why: String) throws {
    #expect(try site.error(.post, "/announcements", body) == why)
    #expect(site.journal.snapshot.lastSeq == 1)
    #expect(chat.orders.isEmpty)
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
        "member.kicked Al (7 on a) - rude Zoë", "announcement.made everyone - tea is ready api",
      ])
  }

  @Test func `nobody is on a server that is unknown`() throws {
    let stranger = Self.member.replacing("\"a\"", with: "\"b\"")
    #expect(
      try site.error(.post, "/kicks", stranger, status: 404) == "there is no chat server b")
  }

  // MARK: - Servers that cannot be asked

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
        "order.waiting Al (7 on a) kick: rude \(why) Zoë", "member.kicked Al (7 on a) - rude Zoë",
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
    #expect(try log().dropFirst() == ["order.failed Al (7 on a) kick: rude \(why) Zoë"])
    #expect(try waiting() == [])
  }

  @Test(arguments: [
    (#"{"server": "a", "outcome": "done"}"#, #""order" is missing; it must be a string"#),
    (
      #"{"order": "x", "server": "a", "outcome": "so so"}"#,
      #""outcome" must be done, absent, renamed or busy"#
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
        + "Zoë")
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

  // MARK: - What is said to everyone

  func second(_ instance: String = "two") throws -> FakeChat {
    let chat = try FakeChat(on: site.reactor)
    try site.json(.put, "/servers/b", Self.report(chat.url, instance: instance))
    try site.reactor.wait { site.journal.snapshot.lastSeq == 2 }
    return chat
  }

  @Test func `an announcement is for everyone`() throws {
    let other = try second()
    #expect(
      try site.json(.post, "/announcements", #"{"text": "Grüße 👋"}"#) == ["status": "SUCCESS"])
    for chat in [chat, other] { #expect(chat.orders.map(\.text) == ["Grüße 👋"]) }
    #expect(chat.orders.map(\.instance) == ["one"])
    #expect(other.orders.map(\.instance) == ["two"])
    #expect(chat.orders.map(\.id) == other.orders.map(\.id))
    #expect(try log().last == "announcement.made everyone - Grüße 👋 api")
    #expect(try log().count == 2)
    #expect(site.journal.statistics.orders == 1)
  }

  @Test func `what some could not be told waits for them alone`() throws {
    let other = try second()
    other.stop()
    let answer = try site.json(.post, "/announcements", #"{"text": "tea"}"#, status: 202)
    #expect(answer["status"] == "WAITING")
    let message = answer["message"]?.text ?? ""
    #expect(message.hasPrefix("said on a; chat server b did not answer at "))
    #expect(message.hasSuffix("; it is said there once a server is back, within 10 minutes"))
    #expect(try waiting()?.count == 1)
    #expect(try waiting()?[0]?["server"] == "b")
    let id = try #require(chat.orders.first?.id)
    try site.json(.post, "/outcomes", #"{"order": "\#(id)", "server": "b", "outcome": "done"}"#)
    let lines = try log().dropFirst().map { $0.split(separator: ": chat").first.map(String.init) }
    #expect(lines.first == "announcement.made everyone on a - tea api")
    #expect(
      lines.dropFirst().first??.hasPrefix("order.waiting everyone on b announce: tea") == true)
    #expect(lines.last == "announcement.made everyone on b - tea api")
    #expect(try waiting() == [])
  }

  @Test func `with no server known it waits for all who follow, and each is told of`() throws {
    let site = try TestSite()
    let answer = try site.json(.post, "/announcements", #"{"text": "tea"}"#, status: 202)
    #expect(
      answer["message"]
        == "no chat server has reported yet; it is said there once a server is back, within 10 minutes"
    )
    let orders = try site.json(.get, "/config?after=0")["orders"]
    let id = try #require(orders?[0]?["id"]?.text)
    #expect(orders == [["id": .string(id), "seq": 1, "action": "announce", "text": "tea"]])
    for server in ["a", "b"] {
      try site.json(
        .post, "/outcomes", #"{"order": "\#(id)", "server": "\#(server)", "outcome": "done"}"#)
    }
    let events = try site.json(.get, "/events?after=0")["events"]
    #expect(
      (0..<3).map { events?[$0]?["target"]?.text } == [
        "everyone", "everyone on a", "everyone on b",
      ])
    #expect(try site.json(.get, "/config?after=0")["orders"]?.count == 1)
    site.clock.advance(by: .seconds(Limits.orderSecondsMax))
    try site.reactor.wait { site.journal.snapshot.orders.isEmpty }
    #expect(site.journal.snapshot.lastSeq == 3)
    #expect(!site.clock.hasPendingCalls)
  }

  @Test func `a server that was just started anew says so, and the rest is done`() throws {
    chat.obey = { .json(FakeChat.result($0, .absent)) }
    let text = #"{"text": "tea"}"#
    #expect(
      try site.error(.post, "/announcements", text, status: 409)
        == "a has just been started anew; say it again")
    let other = try second()
    let answer = try site.json(.post, "/announcements", text)
    #expect(answer["message"] == "said on b; a has just been started anew; say it again")
    #expect(other.orders.count == 1)
  }

  @Test func `an announcement at the limit of a line passes, one more byte does not`() throws {
    let full = String(repeating: "é", count: Limits.lineBytesMax / 2)
    try site.json(.post, "/announcements", "{\"text\": \"\(full)\"}")
    let why = try site.error(.post, "/announcements", "{\"text\": \"\(full)x\"}")
    #expect(why == #""text" has 1025 bytes; at most 1024 are allowed"#)
  }

  // MARK: - Whatever else happens

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
