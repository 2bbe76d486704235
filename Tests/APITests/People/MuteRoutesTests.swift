import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Mutes over HTTP`: OrderSuite {
  let site: TestSite
  let chat: FakeChat

  init() throws { (site, chat) = try Self.joined() }

  func mutes() throws -> JSONValue? { try site.json(.get, "/mutes")["mutes"] }

  static let until = "2026-11-24T13:00:00.000Z"

  @Test func `a person's mute is kept with where they were, what they were called, and an end`()
    throws
  {
    chat.obey = { order in
      .json(OrderResult(order: order.id ?? "", server: "a", outcome: .done, range: "192.0.2.7"))
    }
    let body = Self.member.replacing("}", with: ", \"minutes\": 60}")
    #expect(try site.json(.post, "/mutes", body, Self.actor) == ["status": "SUCCESS"])
    #expect(chat.orders.map(\.until) == [Self.until])
    let mute: JSONValue = [
      "id": 2, "server": "a", "instance": "one", "member": 7, "name": "Al", "range": "192.0.2.7",
      "reason": "rude", "until": .string(Self.until), "since": "2026-11-24T12:00:00.000Z",
      "actor": "api",
    ]
    #expect(try mutes() == [mute])
    #expect(try site.json(.get, "/config")["mutes"] == [mute])
    #expect(try site.json(.get, "/config")["seq"] == 2)
    #expect(try log() == ["member.muted Al (7 on a) - until \(Self.until): rude api Zoë"])
    site.clock.advance(by: .seconds(3_600))
    #expect(try mutes() == [])
    try site.reactor.wait { site.journal.snapshot.lastSeq == 3 }
    #expect(try log().last == "mute.expired Al (7 on a) until \(Self.until): rude - api")
  }

  @Test func `a chat server that knows no mutes to keep says nothing of the address`() throws {
    try site.json(.post, "/mutes", Self.member)
    #expect(try mutes()?[0]?["range"] == nil)
    #expect(try mutes()?[0]?["until"] == nil)
    #expect(try log() == ["member.muted Al (7 on a) - rude api"])
  }

  @Test func `what a chat server says that makes no sense keeps the order waiting`() throws {
    chat.obey = { order in
      .json(OrderResult(order: order.id ?? "", server: "a", outcome: .done, range: "somewhere"))
    }
    try site.json(.post, "/mutes", Self.member, status: 202)
    #expect(try mutes() == [])
  }

  @Test func `a second mute of the same person takes the place of the first`() throws {
    try site.json(.post, "/mutes", Self.member)
    try site.json(.post, "/mutes", Self.member.replacing("rude", with: "again"))
    #expect(try mutes()?.count == 1)
    #expect(try mutes()?[0]?["reason"] == "again")
  }

  @Test func `who is not there is not muted`() throws {
    chat.obey = { .json(FakeChat.result($0, .absent)) }
    _ = try site.error(.post, "/mutes", Self.member, status: 404)
    #expect(try mutes() == [])
  }

  @Test func `unmuting lifts the person's mutes that their server names, and no other`() throws {
    try site.json(.post, "/mutes", #"{"name": "Al"}"#)
    try site.json(.post, "/mutes", Self.member.replacing("7", with: "6"))
    try site.json(.post, "/mutes", Self.member)
    chat.obey = { order in
      .json(OrderResult(order: order.id ?? "", server: "a", outcome: .done, mutes: [2, 3]))
    }
    try site.json(.post, "/unmutes", Self.member)
    #expect(try mutes()?.count == 1)
    #expect(try mutes()?[0]?["id"] == 2, "that of the name stays")
    #expect(try log().last == "member.unmuted Al (7 on a) - rude api")
    chat.obey = { order in
      .json(OrderResult(order: order.id ?? "", server: "a", outcome: .held, mutes: [2]))
    }
    #expect(
      try site.error(.post, "/unmutes", Self.member, status: 409)
        == "7 on a is muted by their name or address, with mute 2; lift that")
  }

  @Test(arguments: [
    (#"{"name": "troll", "reason": "spam", "minutes": 60}"#, "troll"),
    (#"{"range": "::ffff:192.0.2.0/120", "reason": "spam", "minutes": 60}"#, "192.0.2.0/24"),
  ])
  func `a name or a range is muted without asking anybody, and ends by itself`(
    body: String, target: String
  ) throws {
    #expect(try site.json(.post, "/mutes", body, Self.actor) == ["status": "SUCCESS"])
    #expect(chat.orders == [])
    let mute = try mutes()?[0]
    #expect((mute?["name"] ?? mute?["range"])?.text == target)
    #expect(mute?["member"] == nil && mute?["until"] == .string(Self.until))
    #expect(try log() == ["mute.added \(target) - until \(Self.until): spam api Zoë"])
    site.clock.advance(by: .seconds(3_600))
    try site.reactor.wait { site.journal.snapshot.lastSeq == 3 }
    #expect(try log().last == "mute.expired \(target) until \(Self.until): spam - api")
  }

  @Test func `a mute is lifted, and what is not there is 404`() throws {
    try site.json(.post, "/mutes", #"{"name": "troll"}"#)
    try site.json(.delete, "/mutes/2", "", Self.actor)
    #expect(try mutes() == [])
    #expect(try log().last == "mute.lifted troll for ever - api Zoë")
    #expect(try site.error(.delete, "/mutes/2", status: 404) == "there is no mute 2")
    #expect(
      try site.error(.delete, "/mutes/x")
        == "a mute's id is a whole number from 1; GET /mutes lists them")
  }

  @Test func `a name that looks the same, and the same range, are muted once`() throws {
    try site.json(.post, "/mutes", #"{"name": "troll"}"#)
    try site.json(.post, "/mutes", #"{"range": "192.0.2.7"}"#)
    #expect(
      try site.error(.post, "/mutes", #"{"name": "TR0LL"}"#, status: 409)
        == "troll is muted already for ever, by mute 2; lift that one to change it")
    _ = try site.error(.post, "/mutes", #"{"range": "192.0.2.7/32"}"#, status: 409)
    #expect(try mutes()?.count == 2)
  }

  @Test func `a full list is 409 for all kinds`() throws {
    for number in 0..<Limits.mutesMax {
      site.moderation.mute(
        name: nil, range: "10.0.\(number / 256).\(number % 256)", reason: "", minutes: nil,
        actor: "a"
      ).addBoth { _ in }
    }
    for body in [#"{"name": "troll"}"#, Self.member] {
      let why = try site.error(.post, "/mutes", body, status: 409)
      #expect(why.hasPrefix("there are 1000 mutes, and no room for more; lift some"))
    }
    #expect(chat.orders == [])
  }

  @Test(
    arguments: [
      (#"{"name": "guest-1"}"#, #"nobody can go by "guest-1": that name belongs to the server"#),
      (
        #"{"name": "a b"}"#,
        #"nobody can go by "a b": a name is one word: letters, digits, - and _"#
      ),
      (
        #"{"name": "a", "range": "::2"}"#,
        #"mute a "name" or a "range", not both with one mute; a person is named with "server" and "#
          + #""member""#
      ),
      (
        #"{"server": "a", "member": 7, "name": "Al", "range": "::2"}"#,
        #"mute a person or a "range", not both with one mute"#
      ),
      (#"{"name": "a", "minutes": 0}"#, #""minutes" must be from 1 to 525600"#),
      (#"{"name": "a", "hours": 1}"#, nil),
      (#"{"range": "::1"}"#, nil), (#"{"range": "0.0.0.0/0"}"#, nil), (#"{"name": 7}"#, nil),
    ] as [(String, String?)])
  func `a bad mute is refused with a sentence`(body: String, why: String?) throws {
    let answer = try site.error(.post, "/mutes", body)
    if let why { #expect(answer == why) }
    #expect(try mutes() == [])
  }

  @Test func `an outcome that is reported late keeps the mute, with its address`() throws {
    chat.stop()
    try site.json(
      .post, "/mutes", Self.member.replacing("}", with: ", \"minutes\": 60}"), status: 202)
    #expect(try mutes() == [])
    let order = try waiting()?[0]
    #expect(order?["until"] == .string(Self.until))
    let id = try #require(order?["id"]?.text)
    func report(_ more: String) -> String {
      #"{"order": "\#(id)", "server": "a", "outcome": "done"\#(more)}"#
    }
    for bad in [#", "range": "x""#, #", "mutes": 7"#, #", "mutes": ["x"]"#] {
      _ = try site.error(.post, "/outcomes", report(bad))
    }
    try site.json(.post, "/outcomes", report(#", "range": "2001:db8::/64", "mutes": []"#))
    #expect(try mutes()?[0]?["range"] == "2001:db8::/64")
    #expect(try mutes()?[0]?["until"] == .string(Self.until))
  }

  @Test func `mutes outlast the API`() throws {
    try site.json(.post, "/mutes", Self.member)
    try site.json(.post, "/mutes", #"{"name": "troll", "minutes": 5}"#)
    let before = try mutes()
    try site.stop()
    let again = try TestSite(in: site.folder)
    #expect(try again.json(.get, "/mutes")["mutes"] == before)
    again.clock.advance(by: .seconds(300))
    try again.reactor.wait { again.moderation.mutes.count == 1 }
  }
}
