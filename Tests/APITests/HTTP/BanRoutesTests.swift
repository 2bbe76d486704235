import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Bans over HTTP` {
  let site: TestSite

  init() throws { site = try TestSite() }

  func bans() throws -> JSONValue? { try site.json(.get, "/bans")["bans"] }

  @Test func `a ban is made, listed, in the configuration, and lifted`() throws {
    let success: JSONValue = ["status": "SUCCESS"]
    let body = #"{"range": "::ffff:192.0.2.7", "reason": "spam", "minutes": 60}"#
    #expect(try site.json(.post, "/bans", body, [("X-Actor", "Zoë")]) == success)
    let ban: JSONValue = [
      "id": 1, "range": "192.0.2.7", "reason": "spam", "until": "2026-11-24T13:00:00.000Z",
      "since": "2026-11-24T12:00:00.000Z", "actor": "api",
    ]
    #expect(try bans() == [ban])
    #expect(try site.json(.get, "/config")["bans"] == [ban])
    #expect(try site.json(.get, "/config")["seq"] == 1)
    #expect(try site.json(.delete, "/bans/1") == success)
    #expect(try bans() == [])
    let events = try site.json(.get, "/events")["events"]
    #expect(events?[0]?["action"] == "ban.lifted")
    #expect(events?[0]?["actor"] == "api")
    #expect(events?[1]?["action"] == "ban.added")
    #expect(events?[1]?["note"] == "Zoë")
  }

  @Test(arguments: [
    #"{"range": "2001:db8::/32", "reason": ""}"#,
    #"{"range": "2001:db8::/32", "reason": "", "minutes": null}"#,
  ])
  func `without minutes it is for ever, and a reason may be empty`(body: String) throws {
    try site.json(.post, "/bans", body)
    #expect(try bans()?[0]?.keys == ["actor", "id", "range", "reason", "since"])
    site.clock.advance(by: .seconds(100 * 365 * 86_400))
    #expect(try bans()?.count == 1)
  }

  @Test(arguments: [1, 525_600])
  func `the shortest and the longest ban`(minutes: Int) throws {
    try site.json(.post, "/bans", #"{"range": "::2", "reason": "", "minutes": \#(minutes)}"#)
    site.clock.advance(by: .seconds(minutes * 60) - .milliseconds(1))
    #expect(try bans()?.count == 1)
    site.clock.advance(by: .milliseconds(1))
    #expect(try bans()?.count == 0)
  }

  @Test func `the same range twice is 409, and says which ban stands there`() throws {
    try site.json(.post, "/bans", #"{"range": "192.0.2.7", "reason": "a", "minutes": 1}"#)
    try site.json(.post, "/bans", #"{"range": "::2", "reason": "a"}"#)
    #expect(
      try site.error(.post, "/bans", #"{"range": "192.0.2.7/32", "reason": "b"}"#, status: 409)
        == "192.0.2.7 is banned already until 2026-11-24T12:01:00.000Z, by ban 1; "
        + "lift that one to change it")
    #expect(
      try site.error(.post, "/bans", #"{"range": "0::2", "reason": "b"}"#, status: 409)
        == "::2 is banned already for ever, by ban 2; lift that one to change it")
    #expect(try bans()?.count == 2)
    #expect(site.journal.snapshot.lastSeq == 2)
  }

  @Test func `a full list is 409`() throws {
    for number in 0..<Limits.bansMax {
      site.moderation.ban(
        "10.0.\(number / 256).\(number % 256)", reason: "", minutes: nil, actor: "a"
      ).addBoth { _ in }
    }
    let why = try site.error(.post, "/bans", #"{"range": "::2", "reason": ""}"#, status: 409)
    #expect(why.hasPrefix("there are 1000 bans, and no room for more; lift some"))
    #expect(try bans()?.count == Limits.bansMax)
  }

  static let long = String(repeating: "x", count: 201)

  @Test(arguments: [
    ("{}", #""range" is missing; it must be a string"#),
    (#"{"range": 7, "reason": ""}"#, #""range" must be a string, not a number"#),
    (
      #"{"range": "x", "reason": ""}"#,
      #""x" is no address; write 192.0.2.7, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/32"#
    ),
    (
      #"{"range": "192.0.2.7/24", "reason": ""}"#,
      #""192.0.2.7/24" could mean two things; write 192.0.2.0/24 for the range or 192.0.2.7 for "#
        + "the address alone"
    ),
    (#"{"range": "::2"}"#, #""reason" is missing; it must be a string"#),
    (#"{"range": "::2", "reason": null}"#, #""reason" must be a string, not null"#),
    (
      #"{"range": "::2", "reason": "a\u001b[2J"}"#,
      #""reason" must not contain U+001B (escape) at line 1, column 2"#
    ),
    (
      #"{"range": "::2", "reason": "a\nb"}"#,
      #""reason" must not contain U+000A (a line break) at line 1, column 2"#
    ),
    (
      "{\"range\": \"::2\", \"reason\": \"\(long)\"}",
      #""reason" has 201 characters; at most 200 are allowed"#
    ),
    (
      #"{"range": "::2", "reason": "e\#(String(repeating: "\u{301}", count: 400))"}"#,
      #""reason" has 801 bytes; at most 800 are allowed"#
    ),
    (
      #"{"range": "::2", "reason": "\u200b "}"#, #""reason" has nothing in it that can be seen"#
    ),
    (#"{"range": "::2", "reason": "", "minutes": 0}"#, #""minutes" must be from 1 to 525600"#),
    (#"{"range": "::2", "reason": "", "minutes": 525601}"#, #""minutes" must be from 1 to 525600"#),
    (
      #"{"range": "::2", "reason": "", "minutes": 1.5}"#,
      #""minutes" must be a whole number, not a number"#
    ),
    (
      #"{"range": "::2", "reason": "", "minutes": "1"}"#,
      #""minutes" must be a whole number, not a string"#
    ),
  ])
  func `a bad ban is refused with a sentence`(body: String, why: String) throws {
    #expect(try site.error(.post, "/bans", body) == why)
    #expect(try bans()?.count == 0)
    #expect(site.journal.snapshot.lastSeq == 0)
  }

  @Test func `lifting what is not there is 404, and what is no id 400`() throws {
    #expect(try site.error(.delete, "/bans/7", status: 404) == "there is no ban 7")
    for id in ["x", "0", "-1", "1.0", "99999999999999999999"] {
      #expect(
        try site.error(.delete, "/bans/\(id)")
          == "a ban's id is a whole number from 1; GET /bans lists them")
    }
  }

  @Test func `a ban whose time is up cannot be lifted`() throws {
    try site.json(.post, "/bans", #"{"range": "::2", "reason": "", "minutes": 1}"#)
    site.clock.advance(by: .seconds(60))
    _ = try site.error(.delete, "/bans/1", status: 404)
    #expect(try site.json(.get, "/events")["events"]?[0]?["action"] == "ban.expired")
  }
}
