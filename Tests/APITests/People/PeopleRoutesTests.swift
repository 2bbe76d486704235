import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Who is there, on all chat servers` {
  let site: TestSite

  init() throws { site = try TestSite() }

  static func user(_ id: Int, _ name: String, _ address: String, muted: Bool = false) -> RosterEntry
  {
    RosterEntry(
      id: id, name: name, address: address, since: 1, idle: nil, lines: 0, muted: muted)
  }

  /// Answers with these, whatever is asked.
  func server(_ id: String, _ users: [RosterEntry], total: Int? = nil) throws -> FakeChat {
    let chat = try FakeChat(on: site.reactor) { _ in
      .json(Roster(users: users, total: total ?? users.count, next: nil))
    }
    try site.json(.put, "/servers/\(id)", `Orders over HTTP`.report(chat.url))
    return chat
  }

  @Test func `those on a range are counted and listed, and servers that cannot say are named`()
    throws
  {
    let a = try server("a", [Self.user(7, "ann", "192.0.2.1")], total: 12)
    let b = try server("b", [Self.user(1, "bob", "192.0.2.2"), Self.user(2, "cem", "192.0.2.2")])
    let c = try server("c", [])
    let d = try server("d", [Self.user(1, "old", "198.51.100.1")])
    try site.json(.put, "/servers/e", TestSite.report)
    let here = try site.json(.get, "/people?range=::ffff:192.0.2.0/120")
    for chat in [a, b, c, d] {
      #expect(chat.asked == ["/roster?limit=100&range=192.0.2.0%2F24 without token"])
    }
    #expect(here["total"] == 14)
    #expect((0..<3).map { here["people"]?[$0]?["user"]?["name"]?.text } == ["ann", "bob", "cem"])
    #expect(here["people"]?[0]?["server"] == "a" && here["people"]?[0]?["instance"] == "one")
    #expect((0..<2).map { here["missing"]?[$0]?["server"]?.text } == ["d", "e"])
    #expect(here["missing"]?[0]?["why"] == "chat server d is too old to be asked that")
  }

  @Test func `a hundred are listed at most, all are counted`() throws {
    let crowd = (0..<60).map { Self.user($0, "n\($0)", "192.0.2.1") }
    let chats = [try server("a", crowd, total: 500), try server("b", crowd, total: 60)]
    let here = try site.json(.get, "/people")
    #expect(here["total"] == 560 && here["people"]?.count == Limits.peopleMax)
    #expect(here["missing"] == nil && chats.count == 2)
  }

  @Test func `names are asked for as they look, and mutes as they are`() throws {
    let a = try server("a", [Self.user(7, "TR0LL", "192.0.2.1", muted: true)])
    let here = try site.json(.get, "/people?name=troll&muted=true")
    #expect(a.asked == ["/roster?limit=100&name=troll&muted=true without token"])
    #expect(here["total"] == 1 && here["missing"] == nil)
  }

  @Test(arguments: [
    "range=x", "range=192.0.2.7/24", "muted=yes", "name=\(String(repeating: "x", count: 21))",
    "ranges=::2",
  ])
  func `a question that makes no sense is refused`(query: String) throws {
    _ = try site.error(.get, "/people?\(query)")
  }

  @Test func `without servers nobody is there`() throws {
    #expect(try site.json(.get, "/people") == ["people": [], "total": 0, "servers": []])
  }
}

@Suite struct `Bans of names over HTTP` {
  let site: TestSite

  init() throws { site = try TestSite() }

  @Test func `a ban of a name is made, listed, in the configuration, logged and lifted`() throws {
    try site.json(.post, "/bans", #"{"name": "troll", "reason": "spam", "minutes": 60}"#)
    let ban: JSONValue = [
      "id": 1, "range": "", "name": "troll", "reason": "spam", "until": "2026-11-24T13:00:00.000Z",
      "since": "2026-11-24T12:00:00.000Z", "actor": "api",
    ]
    #expect(try site.json(.get, "/bans")["bans"] == [ban])
    #expect(try site.json(.get, "/config")["bans"] == [ban])
    #expect(
      try site.error(.post, "/bans", #"{"name": "TR0LL", "reason": ""}"#, status: 409)
        == "troll is banned already until 2026-11-24T13:00:00.000Z, by ban 1; lift that one to "
        + "change it")
    try site.json(.post, "/bans", #"{"name": "other", "reason": ""}"#)
    try site.json(.post, "/bans", #"{"range": "::2", "reason": ""}"#)
    try site.json(.post, "/bans", #"{"range": "::3", "reason": ""}"#)
    try site.json(.delete, "/bans/1")
    let events = try site.json(.get, "/events")["events"]
    #expect(events?[0]?["action"] == "ban.lifted" && events?[0]?["target"] == "troll")
    #expect(events?[4]?["action"] == "ban.added" && events?[4]?["target"] == "troll")
  }

  @Test(arguments: [
    (
      #"{"name": "a b", "reason": ""}"#,
      "nobody can go by \"a b\": a name is one word: letters, digits, - and _"
    ),
    (
      #"{"name": "a", "range": "::2", "reason": ""}"#,
      #"ban a "name" or a "range", not both with one ban"#
    ),
    (
      #"{"name": "guest-1", "reason": ""}"#,
      "nobody can go by \"guest-1\": that name belongs to the server"
    ),
  ])
  func `a bad one is refused with a sentence`(body: String, why: String) throws {
    #expect(try site.error(.post, "/bans", body) == why)
  }

  @Test func `bans of before are kept, of ranges all`() throws {
    let folder = try TemporaryFolder()
    do {
      let connection = try Connection(path: folder.database)
      try Migrations.run(on: connection, steps: Array(Migrations.steps[0...8]))
      try connection.execute(
        """
        INSERT INTO bans VALUES (3, '192.0.2.7', 'spam', NULL, 's', 'zoe');
        INSERT INTO bans VALUES (4, '::2', '', 'u', 's', 'zoe');
        """)
    }
    let bans = try Store.open(folder.database).snapshot().configuration.bans
    #expect(
      bans == [
        Ban(id: 3, range: "192.0.2.7", reason: "spam", until: nil, since: "s", actor: "zoe"),
        Ban(id: 4, range: "::2", reason: "", until: "u", since: "s", actor: "zoe"),
      ])
  }
}
