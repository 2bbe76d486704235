import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Admins over HTTP` {
  let site: TestSite
  let ann: [(String, String)]

  init() throws {
    site = try TestSite()
    ann = try site.session(as: "ann", .owner)
  }

  func id(_ name: String) throws -> Int {
    try #require(site.admins.all.first { $0.name == name }?.id)
  }

  func isIn(_ fields: [(String, String)]) throws -> Bool {
    try site.send(.get, "/banner/", "", fields).status == .ok
  }

  func new(_ name: String, _ role: String = "viewer", _ password: String = "correct horse")
    -> String
  {
    #"{"name": "\#(name)", "role": "\#(role)", "password": "\#(password)"}"#
  }

  /// `admin.made ben ann viewer`
  func last(_ count: Int = 1) throws -> [String] {
    let events = try site.json(.get, "/events?limit=\(count)")["events"]
    return (0..<(events?.count ?? 0)).reversed().map { index in
      ["action", "target", "actor", "note", "old", "new"]
        .compactMap { events?[index]?[$0]?.text }.joined(separator: " ")
    }
  }

  @Test func `are made, listed, changed and removed, and the log says by whom`() throws {
    let made = try site.json(.post, "/admins", new("Ben Lee"), ann)
    let ben = try id("Ben Lee")
    #expect(
      made == [
        "id": .integer(ben), "name": "Ben Lee", "role": "viewer", "actor": "ann",
        "since": "2026-11-24T12:00:00.000Z", "password_since": "2026-11-24T12:00:00.000Z",
      ])
    #expect(try site.json(.get, "/admins", "", ann)["admins"]?[1] == made)
    let path = "/admins/\(ben)"
    #expect(try site.json(.put, path, #"{"role": "moderator"}"#, ann) == ["status": "SUCCESS"])
    #expect(
      try site.json(.put, path, #"{"role": "moderator"}"#, ann)
        == ["status": "SUCCESS", "changed": false])
    #expect(
      try site.json(.put, path, #"{"role": "owner", "password": "battery staple"}"#, ann)
        == ["status": "SUCCESS"])
    _ = try site.logIn("ben lee", password: "battery staple")
    #expect(try site.json(.delete, path, "", ann) == ["status": "SUCCESS"])
    #expect(try site.error(.delete, path, "", ann, status: 404) == "there is no admin \(ben)")
    #expect(
      try last(6) == [
        "admin.made Ben Lee ann viewer", "admin.changed Ben Lee ann viewer moderator",
        "admin.changed Ben Lee ann moderator owner", "password.changed Ben Lee ann",
        "login.succeeded Ben Lee Ben Lee", "admin.removed Ben Lee ann owner",
      ])
    let events = String(decoding: try site.send(.get, "/events").body, as: UTF8.self)
    #expect(!events.contains("staple") && !events.contains("$y$"))
  }

  @Test(arguments: ["ann", "ANN", "Аnn", "ann\u{200B}"])
  func `nobody is called like another`(name: String) throws {
    let why = try site.error(.post, "/admins", new(name), ann, status: 409)
    #expect(why == "there is an admin called ann already")
  }

  @Test(arguments: [
    (#"{"name": "ben", "role": "king", "password": "correct horse"}"#, "must be one of viewer"),
    (#"{"name": "api", "role": "owner", "password": "correct horse"}"#, "nobody's name"),
    (#"{"name": "ben", "role": "owner", "password": "short"}"#, "at least 8 characters"),
    (#"{"name": "ben", "role": "owner", "password": "a\u0000bcdefgh"}"#, "control characters"),
    (#"{"name": "ben", "role": "owner"}"#, "\"password\" is missing"),
  ])
  func `what is wrong is said`(body: String, why: String) throws {
    #expect(try site.error(.post, "/admins", body, ann).contains(why))
    #expect(site.admins.all.count == 1)
  }

  @Test func `a change of nothing is a mistake`() throws {
    let why = try site.error(.put, "/admins/\(try id("ann"))", "{}", ann)
    #expect(why == "there is neither \"role\" nor \"password\" to change")
  }

  @Test func `there is always an owner`() throws {
    let path = "/admins/\(try id("ann"))"
    for (method, body) in [(HTTPMethod.delete, ""), (.put, #"{"role": "moderator"}"#)] {
      let why = try site.error(method, path, body, ann, status: 409)
      #expect(why.hasPrefix("ann is the last owner"))
    }
    #expect(try isIn(ann))
    try site.json(.post, "/admins", new("ben", "owner"), ann)
    try site.json(.put, path, #"{"role": "moderator"}"#, ann)
    #expect(try !isIn(ann))
    let first = try TestSite()
    let why = try first.error(.post, "/admins", new("ann", "moderator"), status: 409)
    #expect(why.hasPrefix("the first admin has to be an owner"))
  }

  @Test func `who is removed, lowered or given a password is logged out`() throws {
    for (method, body) in [
      (HTTPMethod.delete, ""), (.put, #"{"role": "moderator"}"#),
      (.put, #"{"password": "battery staple"}"#),
    ] {
      let name = "x\(body.utf8.count)"
      let session = try site.session(as: name, .owner)
      #expect(try isIn(session))
      try site.json(method, "/admins/\(try id(name))", body, ann)
      #expect(try !isIn(session), "\(method) \(body)")
      #expect(try isIn(ann))
    }
  }

  @Test func `who changes the own password stays, and is logged out elsewhere`() throws {
    let elsewhere = try site.logIn("ann")
    let body = #"{"old": "correct horse", "new": "battery staple"}"#
    #expect(try site.json(.post, "/password", body, ann) == ["status": "SUCCESS"])
    #expect(try isIn(ann) && !isIn(elsewhere))
    #expect(try last() == ["password.changed ann ann"])
    let why = try site.error(.post, "/password", body, ann, status: 403)
    #expect(why == "the old password is wrong")
    let other = try site.logIn("ann", password: "battery staple")
    try site.json(.put, "/admins/\(try id("ann"))", #"{"password": "correct horse"}"#, ann)
    #expect(try isIn(ann) && !isIn(other))
  }

  @Test func `a password that changes while it is looked at opens nothing`() throws {
    let body = #"{"name": "ann", "password": "correct horse"}"#
    let answer = site.start(.post, "/sessions", body)
    let change = site.start(
      .put, "/admins/\(try id("ann"))", #"{"password": "battery staple"}"#)
    let known = try #require(site.journal.snapshot.admins.first)
    let proof = Change.Proof(admin: known.admin.id, passwordHash: known.passwordHash)
    _ = try site.reactor.wait(for: answer)
    _ = try site.reactor.wait(for: change)
    #expect(site.admins.sessions.count == 0)
    #expect(throws: ChangeRefusal.sessionOutdated) {
      try site.reactor.wait(for: site.admins.sessions.open(proof, actor: "ann"))
    }
  }
}

@Suite struct `While there are no admins` {
  let site: TestSite
  let service = TestSite.bearer("s3cret")

  init() throws { site = try TestSite(token: "s3cret") }

  @Test func `whoever comes may do everything, until there is one`() throws {
    let answer = try site.json(.post, "/sessions", "{}", service + [("X-Actor", "192.0.2.7")])
    #expect(answer.keys == ["role", "token"] && answer["role"] == "owner")
    let anyone = TestSite.bearer(answer["token"]?.text ?? "")
    #expect(
      try site.json(.get, "/session", "", anyone)
        == ["kind": "anyone", "role": "owner", "has_admins": false])
    try site.json(.post, "/doors", #"{"open": false}"#, anyone + [("X-Actor", "ann")])
    let event = try site.json(.get, "/events", "", anyone)["events"]?[0]
    #expect(event?["actor"] == "dashboard" && event?["note"] == "ann")
    #expect(event?["seq"] == 1, "that somebody came is no event")
    #expect(
      try site.error(
        .post, "/tokens", #"{"name": "ci", "role": "owner"}"#, anyone, status: 403)
        == "only an admin who is logged in may make a token")

    _ = try site.json(
      .post, "/admins", #"{"name": "ann", "role": "owner", "password": "correct horse"}"#, anyone)
    #expect(try site.send(.get, "/banner/", "", anyone).status == .unauthorized)
    let why = try site.error(.post, "/sessions", "{}", service, status: 401)
    #expect(why == "there are admins: log in with a name and a password")
    #expect(site.admins.sessions.count == 0)
  }

  @Test func `whoever came is known after a restart, and can leave`() throws {
    let answer = try site.json(.post, "/sessions", "{}", service)
    let anyone = TestSite.bearer(answer["token"]?.text ?? "")
    try site.stop()
    let next = try TestSite(token: "s3cret", in: site.folder)
    #expect(try next.json(.get, "/session", "", anyone)["kind"] == "anyone")
    try next.json(.delete, "/session", "", anyone)
    #expect(try next.send(.get, "/session", "", anyone).status == .unauthorized)
    #expect(next.journal.snapshot.lastSeq == 0)
  }

  @Test func `nobody is logged in by a name, and no work is spent on it`() throws {
    let body = #"{"name": "ann", "password": "correct horse"}"#
    // It is no secret: a service is told so by GET /session, too.
    #expect(
      try site.error(.post, "/sessions", body, service, status: 401)
        == "there are no admins to log in as")
    #expect(site.admins.passwords.hashes == 0)
  }
}
