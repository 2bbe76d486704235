import API
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Codes for the prompt` {
  let site: TestSite
  let service = TestSite.bearer("s3cret")
  let ann: [(String, String)]

  init() throws {
    site = try TestSite(token: "s3cret")
    ann = try site.session(as: "ann", .owner, service)
  }

  func make(_ fields: [(String, String)]) throws -> String {
    let made = try site.json(.post, "/codes", "", fields)
    #expect(made["seconds"] == 300)
    return try #require(made["code"]?.text)
  }

  func logIn(_ name: String, _ code: String, status: Int = 200) throws -> JSONValue {
    try site.json(
      .post, "/sessions", #"{"name": "\#(name)", "code": "\#(code)"}"#,
      service + [("X-Actor", "prompt · 192.0.2.7")], status: status)
  }

  func events() throws -> [String] {
    let events = try site.json(.get, "/events?after=0&limit=500", "", service)["events"]
    return (0..<(events?.count ?? 0)).map { index in
      ["action", "target", "actor", "note", "old", "new"]
        .compactMap { events?[index]?[$0]?.text }.joined(separator: " ")
    }
  }

  @Test func `let their admin in, once, and the log says so without them`() throws {
    let code = try make(ann)
    let session = try logIn("ANN", code.uppercased())
    #expect(session["name"] == "ann" && session["role"] == "owner")
    let fields = TestSite.bearer(session["token"]?.text ?? "")
    #expect(try site.json(.get, "/session", "", fields)["kind"] == "admin")
    #expect(
      try logIn("ann", code, status: 401)["error"]
        == "name or code is wrong; a code is good once, and for five minutes")
    try site.json(.post, "/doors", #"{"open": true}"#, service)
    let events = try events()
    #expect(
      events.suffix(3) == [
        "code.made ann ann", "login.succeeded ann ann code · prompt · 192.0.2.7",
        "login.failed ann api code · prompt · 192.0.2.7",
      ])
    #expect(!events.contains { $0.contains(code) })
  }

  @Test func `let nobody else in`() throws {
    let ben = try site.session(as: "ben", .viewer, service)
    let code = try make(ann)
    _ = try logIn("ben", code, status: 401)
    _ = try logIn("zoe", code, status: 401)
    #expect(try logIn("ann", code)["name"] == "ann", "it is not used up by that")
    #expect(try logIn("ben", try make(ben))["role"] == "viewer")
  }

  @Test func `are good for five minutes, and until there is another one`() throws {
    let first = try make(ann)
    let second = try make(ann)
    _ = try logIn("ann", first, status: 401)
    site.clock.advance(by: .seconds(299))
    _ = try logIn("ann", second)
    let third = try make(ann)
    site.clock.advance(by: .seconds(300))
    _ = try logIn("ann", third, status: 401)
  }

  @Test func `are worth nothing once the password is another one, or the admin gone`() throws {
    let ben = try site.session(as: "ben", .moderator, service)
    let code = try make(ben)
    let id = site.admins.all[1].id
    try site.json(.put, "/admins/\(id)", #"{"password": "battery staple"}"#, service)
    _ = try logIn("ben", code, status: 401)
    let other = try make(try site.logIn("ben", password: "battery staple", service))
    try site.json(.delete, "/admins/\(id)", "", service)
    _ = try logIn("ben", other, status: 401)
  }

  @Test func `are for those who are logged in, and their tokens make none`() throws {
    let token = try site.json(.post, "/tokens", #"{"name": "ci", "role": "owner"}"#, ann)
    let script = TestSite.bearer(token["token"]?.text ?? "")
    #expect(
      try site.error(.post, "/codes", "", script, status: 403)
        == "only an admin who is logged in may make a code")
    #expect(try site.send(.post, "/codes", "", service).status == .forbidden)
    #expect(try site.send(.post, "/codes").status == .unauthorized)
    #expect(
      try site.send(.post, "/sessions", #"{"name": "ann", "code": "x"}"#, ann).status == .forbidden)
  }

  @Test func `are answered anew to each request, whatever its key`() throws {
    let fields = ann + [("Idempotency-Key", "k")]
    #expect(try make(fields) != make(fields))
  }

  @Test func `are guessed slowly, and passwords are not slowed by that`() throws {
    for _ in 0..<30 { _ = try logIn("ann", "k7mq-x3pf-92ab-tdhw", status: 401) }
    let code = try make(ann)
    #expect(
      try logIn("ann", code, status: 429)["error"]?.text?
        .contains("try again in 2 s") == true)
    _ = try site.logIn("ann", service)
    site.clock.advance(by: .seconds(2))
    _ = try logIn("ann", code)
  }

  @Test(arguments: [
    (#"{"code": "x"}"#, "name"), (#"{"name": "ann", "code": 7}"#, "code"),
  ])
  func `take a name`(body: String, problem: String) throws {
    #expect(try site.error(.post, "/sessions", body, service).contains(problem))
  }

  @Test func `are not asked for where there are no admins`() throws {
    let site = try TestSite()
    for body in [
      #"{"name": "ann", "code": "x"}"#, #"{"name": "ann", "password": "x"}"#,
    ] {
      #expect(
        try site.error(.post, "/sessions", body, status: 401)
          == "there are no admins to log in as")
    }
  }
}
