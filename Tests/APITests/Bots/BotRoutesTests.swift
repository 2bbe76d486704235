import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Bots over HTTP` {
  let site: TestSite

  init() throws { site = try TestSite() }

  @discardableResult
  func make(_ name: String, mayRead: Bool = false) throws -> JSONValue {
    try site.json(
      .post, "/bots", #"{"name": "\#(name)", "may_read": \#(mayRead)}"#, [("X-Actor", "Zoë")])
  }

  func events() throws -> [String] {
    let events = try site.json(.get, "/events?after=0")["events"]
    return (0..<(events?.count ?? 0)).map { index in
      ["action", "target", "new", "actor"].map { events?[index]?[$0]?.text ?? "-" }
        .joined(separator: " ")
    }
  }

  @Test func `a bot is made, listed and revoked, and the log says by whom`() throws {
    let made = try make("deploy", mayRead: true)
    #expect(made.keys == ["id", "name", "token"])
    #expect(made["id"] == 1 && made["name"] == "deploy")
    #expect(
      try site.json(.get, "/bots") == [
        "bots": [
          [
            "id": 1, "name": "deploy", "may_read": true, "since": "2026-11-24T12:00:00.000Z",
            "actor": "api",
          ]
        ]
      ])
    #expect(try site.json(.delete, "/bots/1") == ["status": "SUCCESS"])
    #expect(try site.json(.get, "/bots") == ["bots": []])
    #expect(try site.error(.delete, "/bots/1", status: 404) == "there is no bot 1")
    #expect(try events() == ["bot.made deploy may read api", "bot.revoked deploy - api"])
    // An id is not given twice.
    #expect(try make("deploy")["id"] == 3)
  }

  @Test func `a token is long, random, and on no disk and in no other answer`() throws {
    let token = try #require(try make("deploy")["token"]?.text)
    let other = try #require(try make("ci")["token"]?.text)
    #expect(token != other)
    #expect(token.hasPrefix("ncb_") && token.utf8.count == 68)
    #expect(token.dropFirst(4).allSatisfy { "0123456789abcdef".contains($0) })
    for path in ["/bots", "/config", "/events?after=0", "/openapi.json"] {
      let answer = try site.send(.get, path)
      #expect(!String(decoding: answer.body, as: UTF8.self).contains(token.dropFirst(4)))
    }
    let needle = Array(token.dropFirst(4).utf8)
    #expect(!site.folder.contents().isEmpty)
    for (name, bytes) in site.folder.contents() {
      #expect(bytes.firstRange(of: needle) == nil, "\(name)")
    }
  }

  @Test(arguments: [
    ("", "a bot needs a name"), ("-x", "begins with a letter"), ("a b", "one word"),
    ("admin", "belongs to the server"), ("guest-7", "belongs to the server"),
    ("b0t", "belongs to the server"), ("dеploy", "one script"), ("deploy!", "may contain"),
    ("abcdefghijklmnopqrstu", "21 columns"),
  ])
  func `a bot is called as people may be`(name: String, why: String) throws {
    #expect(try site.error(.post, "/bots", #"{"name": "\#(name)"}"#).contains(why))
  }

  @Test(arguments: ["deploy", "DEPLOY", "dep1oy", "depIoy", "ԁeploy", "déploy"])
  func `two bots look like two`(name: String) throws {
    try make("deploy")
    let status = try site.send(.post, "/bots", #"{"name": "\#(name)"}"#).status.code
    #expect(status == (name == "déploy" ? 200 : name == "ԁeploy" ? 400 : 409))
    if status == 409 {
      let why = try site.error(.post, "/bots", #"{"name": "\#(name)"}"#, status: 409)
      #expect(why.contains("there is a bot called deploy already"))
    }
  }

  @Test(arguments: [
    "", "[]", "{}", #"{"name": 1}"#, #"{"name": "x", "may_read": "yes"}"#, #"{"nam": "x"}"#,
    #"{"name": "x", "mayRead": true}"#,
  ])
  func `what is no bot is refused`(body: String) throws {
    _ = try site.error(.post, "/bots", body)
    #expect(site.bots.all.isEmpty)
  }

  @Test(arguments: ["0", "-1", "x", "9007199254740992"])
  func `an id that cannot be is refused`(id: String) throws {
    #expect(try site.error(.delete, "/bots/\(id)").contains("GET /bots"))
  }

  @Test func `there is room for a hundred`() throws {
    // Letters that nobody takes for one another.
    let letters = "abcdefghjk"
    for one in letters { for other in letters { try make("\(one)\(other)") } }
    let why = try site.error(.post, "/bots", #"{"name": "more"}"#, status: 409)
    #expect(why.contains("100 bots"))
    try site.json(.delete, "/bots/1")
    try make("more")
  }

  @Test func `chat servers learn the names at once`() throws {
    #expect(try site.json(.get, "/config")["bots"] == [])
    var answer: HTTPResponse?
    site.start(.get, "/config?after=0&wait=25").addCallback { answer = $0 }
    #expect(answer == nil)
    try make("deploy")
    let config = try JSON.decode(ChatConfiguration.self, from: answer?.body ?? [])
    #expect(config.bots == ["deploy"] && config.seq == 1)
    try site.json(.delete, "/bots/1")
    let after = try site.json(.get, "/config")
    #expect(after["bots"] == [] && after["seq"] == 2)
  }

  @Test func `an answer with a token is not kept for who asks again`() throws {
    let key = [("Idempotency-Key", "k")]
    try site.json(.post, "/bots", #"{"name": "deploy"}"#, key)
    let why = try site.error(.post, "/bots", #"{"name": "deploy"}"#, key, status: 409)
    #expect(why.contains("No token is shown twice"))
    #expect(site.bots.all.count == 1)
  }

  @Test func `when tokens were used is on disk a minute later, in one write and without an event`()
    throws
  {
    let tokens = try ["deploy", "ci"].map { try make($0)["token"]?.text ?? "" }
    let seq = site.journal.snapshot.configuration.seq
    let commits = site.journal.statistics.commits
    for token in tokens + tokens {
      // No chat server is there; the token was used all the same.
      try site.json(
        .post, "/say", #"{"text": "x"}"#, [("Authorization", "Bearer \(token)")], status: 503)
    }
    let now = "2026-11-24T12:00:00.000Z"
    #expect(site.bots.all.map(\.lastUsed) == [now, now])
    #expect(site.journal.snapshot.bots.map(\.bot.lastUsed) == [nil, nil])
    #expect(site.journal.statistics.commits == commits)
    site.clock.advance(by: APILimits.tokenUseDelay)
    try site.reactor.wait { site.journal.snapshot.bots.map(\.bot.lastUsed) == [now, now] }
    #expect(site.journal.statistics.commits == commits + 1)
    #expect(site.journal.snapshot.configuration.seq == seq)
    #expect(site.journal.snapshot.lastSeq == seq)
    site.clock.advance(by: APILimits.tokenUseDelay * 3)
    #expect(site.journal.statistics.commits == commits + 1, "nothing new, nothing written")
  }

  @Test func `what was used last is written before the end`() throws {
    let token = try make("deploy")["token"]?.text ?? ""
    _ = try site.send(.post, "/say", #"{"text": "x"}"#, [("Authorization", "Bearer \(token)")])
    site.bots.writeUses()
    try site.reactor.wait(for: site.journal.close())
    #expect(site.journal.snapshot.bots.first?.bot.lastUsed == "2026-11-24T12:00:00.000Z")
  }
}
