import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Orders over HTTP` {
  let site: TestSite

  init() throws {
    site = try TestSite()
    try site.json(.put, "/servers/a", TestSite.report)
    try site.reactor.wait { [site] in site.journal.snapshot.lastSeq == 1 }
  }

  static let member = #"{"server": "a", "member": 7, "name": "Al", "reason": "rude"}"#

  @Test(arguments: [
    ("/kicks", "kick", "member.kicked"), ("/mutes", "mute", "member.muted"),
    ("/unmutes", "unmute", "member.unmuted"),
  ])
  func `what is to be done to somebody reaches who follows, once`(
    path: String, action: String, event: String
  ) throws {
    var answer: HTTPResponse?
    let seq = site.journal.snapshot.configuration.seq
    site.start(.get, "/config?after=\(seq)&wait=25").addCallback { answer = $0 }
    try site.json(.post, path, Self.member, [("X-Actor", "Zoë")])
    let configuration = try JSON.decode(JSONValue.self, from: answer?.body ?? [])
    #expect(configuration["seq"] == 2)
    #expect(
      configuration["orders"] == [
        ["seq": 2, "action": .string(action), "server": "a", "member": 7, "text": "rude"]
      ])
    #expect(try site.json(.get, "/config?after=2")["orders"] == [])
    #expect(try site.json(.get, "/config")["orders"] == [])
    let logged = try site.json(.get, "/events?limit=1")["events"]?[0]
    #expect(logged?["action"] == .string(event))
    #expect(logged?["target"] == "Al (7 on a)")
    #expect(logged?["new"] == "rude")
    #expect(logged?["actor"] == "Zoë")
  }

  @Test(arguments: [
    #"{"server": "a", "member": 7, "name": "Al"}"#,
    #"{"server": "a", "member": 7, "name": "Al", "reason": null}"#,
    #"{"server": "a", "member": 7, "name": "Al", "reason": " "}"#,
  ])
  func `a reason may be missing`(body: String) throws {
    try site.json(.post, "/kicks", body)
    #expect(
      try site.json(.get, "/config?after=0")["orders"]
        == [["seq": 2, "action": "kick", "server": "a", "member": 7]])
  }

  @Test func `an announcement is for everyone`() throws {
    try site.json(.post, "/announcements", #"{"text": "Grüße 👋"}"#)
    #expect(
      try site.json(.get, "/config?after=0")["orders"]
        == [["seq": 2, "action": "announce", "text": "Grüße 👋"]])
    let logged = try site.json(.get, "/events?limit=1")["events"]?[0]
    #expect(logged?["action"] == "announcement.made")
    #expect(logged?["target"] == "everyone")
    #expect(logged?["new"] == "Grüße 👋")
    #expect(site.journal.statistics.orders == 1)
  }

  @Test func `an announcement at the limit of a line passes, one more byte does not`() throws {
    let full = String(repeating: "é", count: Limits.lineBytesMax / 2)
    try site.json(.post, "/announcements", "{\"text\": \"\(full)\"}")
    let why = try site.error(.post, "/announcements", "{\"text\": \"\(full)x\"}")
    #expect(why == #""text" has 1025 bytes; at most 1024 are allowed"#)
  }

  @Test(arguments: [
    ("{}", #""text" is missing; it must be a string"#),
    (#"{"text": ""}"#, #""text" says nothing"#), (#"{"text": " \t "}"#, #""text" says nothing"#),
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
    (#"{"server": "a", "member": 7}"#, #""name" is missing; it must be a string"#),
    (#"{"server": "a", "member": 7, "name": ""}"#, #""name" says nothing"#),
    (
      #"{"server": "a", "member": 7, "name": "\#(String(repeating: "x", count: 21))"}"#,
      #""name" has 21 characters; at most 20 are allowed"#
    ),
    (
      #"{"server": "a", "member": 7, "name": "Al", "reason": "\u0007"}"#,
      #""reason" must not contain U+0007 (bell) at line 1, column 1"#
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
  }

  @Test func `nobody is on a server that is unknown or gone`() throws {
    let stranger = Self.member.replacing("\"a\"", with: "\"b\"")
    #expect(
      try site.error(.post, "/kicks", stranger, status: 404) == "there is no chat server b")
    site.clock.advance(by: .seconds(5))
    #expect(
      try site.error(.post, "/kicks", Self.member, status: 409)
        == "chat server a is gone, with all who were on it")
  }
}
