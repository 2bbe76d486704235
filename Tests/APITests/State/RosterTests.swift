import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Rosters, asked of chat servers` {
  let site: TestSite

  init() throws { site = try TestSite() }

  static let roster = Roster(
    users: [
      RosterEntry(
        id: 7, name: "Al", address: "192.0.2.7", since: 60, idle: nil, lines: 0, muted: false,
        gone: true)
    ], total: 9, next: 7)

  func chat(_ answer: @escaping (HTTPRequest) -> HTTPResponse?) throws -> FakeChat {
    let chat = try FakeChat(on: site.reactor, answer)
    try site.json(.put, "/servers/a", TestSite.report(url: chat.url))
    return chat
  }

  @Test func `who is there is asked live, and passed on`() throws {
    let chat = try chat { _ in .json(Self.roster) }
    let answer = try site.json(.get, "/servers/a/users")
    #expect(
      answer == [
        "users": [
          [
            "id": 7, "name": "Al", "address": "192.0.2.7", "since": 60, "lines": 0,
            "muted": false, "gone": true,
          ]
        ], "total": 9, "next": 7,
      ])
    try site.json(.put, "/servers/a", `Orders over HTTP`.report(chat.url, instance: "one"))
    #expect(try site.json(.get, "/servers/a/users")["instance"] == "one")
    #expect(chat.asked.last == "/roster?limit=50 without token")
    for _ in 1...100 { try site.json(.get, "/servers/a/users") }
    #expect(chat.asked.count == 102)
  }

  @Test(arguments: [
    ("limit=200", "limit=200"), ("after=7&limit=1", "limit=1&after=7"),
    ("q=Al%20%26c%3D%C3%A9", "limit=50&q=Al+%26c%3D%C3%A9"),
    ("q=", "limit=50"), ("other=1", "limit=50"),
  ])
  func `the query is read and written anew`(query: String, sent: String) throws {
    let chat = try chat { _ in .json(Self.roster) }
    try site.json(.get, "/servers/a/users?" + query)
    #expect(chat.asked == ["/roster?\(sent) without token"])
  }

  @Test(arguments: [
    ("limit=0", "limit must be a whole number from 1 to 200"),
    ("limit=201", "limit must be a whole number from 1 to 200"),
    ("after=-1", "after must be a whole number from 0 to 9007199254740991"),
    ("q=a%0Ab", "q must not contain U+000A (a line break) at line 1, column 2"),
    ("q=" + String(repeating: "x", count: 65), "q has 65 characters; at most 64 are allowed"),
  ])
  func `a bad query is refused, and nobody asked`(query: String, why: String) throws {
    let chat = try chat { _ in .json(Self.roster) }
    #expect(try site.error(.get, "/servers/a/users?" + query) == why)
    #expect(chat.asked == [])
  }

  @Test func `the token goes along`() throws {
    let site = try TestSite(token: "s3cret")
    let bearer = [("Authorization", "Bearer s3cret")]
    let chat = try FakeChat(on: site.reactor) { _ in .json(Self.roster) }
    try site.json(.put, "/servers/a", TestSite.report(url: chat.url), bearer)
    try site.json(.get, "/servers/a/users", "", bearer)
    #expect(chat.asked == ["/roster?limit=50 Bearer s3cret"])
  }

  @Test func `an unknown server is 404, one without a URL 409`() throws {
    #expect(
      try site.error(.get, "/servers/a/users", status: 404) == "there is no chat server a")
    try site.json(.put, "/servers/a", TestSite.report)
    #expect(
      try site.error(.get, "/servers/a/users", status: 409)
        == "chat server a does not say where its roster can be asked for; set its CHAT_HTTP_URL")
  }

  @Test(arguments: [
    (404, "no", "refused with 404 Not Found"), (401, "no", "refused with 401 Unauthorized"),
    (303, "", "refused with 303 See Other"), (200, "", "sent no roster: the body is empty"),
    (200, "<html>", "sent no roster: the body is not valid JSON at line 1, column 1: "),
    (200, #"{"users": [], "total": 0,}"#, "sent no roster: the body is not valid JSON at line 1"),
    (
      200, String(repeating: "[", count: 33) + String(repeating: "]", count: 33),
      "sent no roster: the body is not valid JSON at line 1, column 33: more than 32 levels"
    ),
    (200, #"{"users": []}"#, #"sent no roster: "total" is missing"#),
    (200, #"{"users": [{"id": 1}], "total": 1}"#, #"sent no roster: "users[0].name" is missing"#),
    (200, String(repeating: " ", count: APILimits.rosterBytesMax + 1), "did not answer at "),
  ])
  func `an answer that is no roster is 502 and says so`(
    status: Int, body: String, why: String
  ) throws {
    let chat = try chat { _ in HTTPResponse(HTTPStatus(status), body: Array(body.utf8)) }
    let error = try site.error(.get, "/servers/a/users", status: 502)
    #expect(error.hasPrefix("chat server a " + why))
    #expect(chat.asked.count == 1)
  }

  static let strangers: [(String, @Sendable (inout Roster) -> Void)] = [
    (#""users[0].id" is out of range"#, { $0.users[0].id = -1 }),
    (#""users[0].id" is out of range"#, { $0.users[0].id = 1 << 53 }),
    (#""users[0].name" has nothing in it that can be seen"#, { $0.users[0].name = "" }),
    (#""users[0].name" has nothing in it that can be seen"#, { $0.users[0].name = "\u{2800}" }),
    (
      #""users[0].name" must not contain U+001B (escape) at line 1, column 2"#,
      { $0.users[0].name = "A\u{1B}[2J" }
    ),
    (#""users[0].name" holds what nobody should see"#, { $0.users[0].name = "A\u{200B}l" }),
    (#""users[0].name" holds what nobody should see"#, { $0.users[0].name = "Al " }),
    (
      #""users[0].name" has 21 characters; at most 20 are allowed"#,
      { $0.users[0].name = String(repeating: "x", count: 21) }
    ),
    (
      #""users[0].address" must not contain U+202E (a control of writing direction) at line 1, "#
        + "column 1", { $0.users[0].address = "\u{202E}1" }
    ),
    (
      #""users[0].address" has 129 characters; at most 128 are allowed"#,
      { $0.users[0].address = String(repeating: "1", count: 129) }
    ),
    (#""users[0].since" is out of range"#, { $0.users[0].since = -60 }),
    (#""users[0].idle" is out of range"#, { $0.users[0].idle = -1 }),
    (#""users[0].lines" is out of range"#, { $0.users[0].lines = .max }),
    (#""total" is out of range"#, { $0.total = -9 }),
    (#""next" is out of range"#, { $0.next = -1 }),
  ]

  @Test(arguments: strangers)
  func `a roster is checked as what any caller sends`(
    why: String, spoil: @Sendable (inout Roster) -> Void
  ) throws {
    var roster = Self.roster
    spoil(&roster)
    let answer = HTTPResponse.json(roster)
    _ = try chat { _ in answer }
    #expect(
      try site.error(.get, "/servers/a/users", status: 502) == "chat server a sent no roster: "
        + why)
  }

  @Test func `more users than were asked for are 502`() throws {
    _ = try chat { _ in
      .json(Roster(users: Self.roster.users + Self.roster.users, total: 2, next: nil))
    }
    #expect(
      try site.error(.get, "/servers/a/users?limit=1", status: 502)
        == "chat server a sent 2 users where 1 were asked for")
  }

  @Test func `a server that cannot be reached is 502, one that is slow 504`() throws {
    let slow = try chat { _ in nil }
    let start = site.reactor.now
    #expect(
      try site.error(.get, "/servers/a/users", status: 504)
        == "chat server a did not answer in 2.0 seconds")
    #expect(site.reactor.now - start >= APILimits.rosterWaitMax)
    slow.stop()
    let why = try site.error(.get, "/servers/a/users", status: 502)
    #expect(why.hasPrefix("chat server a did not answer at \(slow.url): "))
  }

  @Test func `only so many are asked at once, and one who hangs up makes room`() throws {
    let slow = try chat { _ in nil }
    let waiting = (1...APILimits.rostersMax).map { _ in site.start(.get, "/servers/a/users") }
    try site.reactor.wait { slow.asked.count == APILimits.rostersMax }
    let why = try site.error(.get, "/servers/a/users", status: 503)
    #expect(why == "32 rosters are being asked for; try again")
    waiting[0].cancel()
    let next = site.start(.get, "/servers/a/users")
    try site.reactor.wait { slow.asked.count == APILimits.rostersMax + 1 }
    next.cancel()
    for deferred in waiting { deferred.cancel() }
  }
}
