import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Announcements over HTTP`: OrderSuite {
  let site: TestSite
  let chat: FakeChat

  init() throws { (site, chat) = try Self.joined() }

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
}
