import API
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Logging in` {
  let site: TestSite
  let service = TestSite.bearer("s3cret")
  let ann: [(String, String)]

  init() throws {
    site = try TestSite(token: "s3cret")
    ann = try site.session(as: "ann", .owner, service)
  }

  func logIn(_ name: String, _ password: String, status: Int) throws -> String {
    try site.error(
      .post, "/sessions", #"{"name": "\#(name)", "password": "\#(password)"}"#,
      service + [("X-Actor", "192.0.2.7")], status: status)
  }

  /// `login.failed ben api 192.0.2.7`
  func log() throws -> [String] {
    let events = try site.json(.get, "/events?after=0&limit=500", "", service)["events"]
    return (0..<(events?.count ?? 0)).map { index in
      ["action", "target", "actor", "note", "old", "new"]
        .compactMap { events?[index]?[$0]?.text }.joined(separator: " ")
    }
  }

  func status(_ fields: [(String, String)], _ more: [(String, String)] = []) throws -> Int {
    try site.send(.get, "/banner/", "", fields + more).status.code
  }

  @Test func `is answered with a session, which says who its bearer is`() throws {
    let body = #"{"name": "ANN", "password": "correct horse"}"#
    let answer = try site.json(.post, "/sessions", body, service + [("X-Actor", "192.0.2.7")])
    #expect(answer.keys == ["name", "role", "token"])
    #expect(answer["name"] == "ann" && answer["role"] == "owner")
    let token = try #require(answer["token"]?.text)
    #expect(token.hasPrefix("ncs_") && token.utf8.count == 68)
    #expect(
      try site.json(.get, "/session", "", TestSite.bearer(token))
        == ["kind": "admin", "role": "owner", "name": "ann", "has_admins": true])
    #expect(
      try site.json(.get, "/session", "", service)
        == ["kind": "service", "role": "owner", "has_admins": true])
    #expect(
      try log() == [
        "admin.made ann api owner", "login.succeeded ann ann", "login.succeeded ann ann 192.0.2.7",
      ])
    let admins = try site.json(.get, "/admins", "", service)["admins"]
    #expect(admins?[0]?["last_login"] == "2026-11-24T12:00:00.000Z")
    #expect(admins?[0]?.keys.contains { $0.contains("hash") } == false)
  }

  @Test func `with a wrong name is as much work as with a wrong password, and answered alike`()
    throws
  {
    let hashes = site.admins.passwords.hashes
    let wrongPassword = try logIn("ann", "correct hors", status: 401)
    let wrongName = try logIn("ben", "correct horse", status: 401)
    #expect(wrongPassword == "name or password is wrong" && wrongName == wrongPassword)
    #expect(site.admins.passwords.hashes == hashes + 2)
    #expect(site.admins.failedLogins == 2)
    // Nobody waits for these events; what comes behind them does.
    try site.json(.post, "/doors", #"{"open": true}"#, service)
    #expect(
      try log().suffix(2)
        == ["login.failed ann api 192.0.2.7", "login.failed ben api 192.0.2.7"])
  }

  @Test func `is for the dashboard alone, which has the token`() throws {
    let body = #"{"name": "ann", "password": "correct horse"}"#
    #expect(try site.send(.post, "/sessions", body).status == .unauthorized)
    #expect(try site.send(.post, "/sessions", body, ann).status == .forbidden)
  }

  @Test func `is answered anew to each request, whatever its key`() throws {
    let body = #"{"name": "ann", "password": "correct horse"}"#
    let fields = service + [("Idempotency-Key", "k")]
    let answers = try (0..<2).map { _ in try site.json(.post, "/sessions", body, fields) }
    #expect(answers[0]["token"] != answers[1]["token"])
  }

  @Test func `out ends that session, and the log says so`() throws {
    let other = try site.logIn("ann", service)
    #expect(try site.json(.delete, "/session", "", ann) == ["status": "SUCCESS"])
    #expect(try status(ann) == 401)
    #expect(try status(other) == 200)
    #expect(try log().last == "logout ann ann")
  }

  @Test func `proves who acts, and no X-Actor does`() throws {
    let forged = [("X-Actor", "zoe")]
    try site.json(.post, "/doors", #"{"open": false}"#, ann + forged)
    try site.json(.post, "/bans", #"{"range": "192.0.2.9", "reason": ""}"#, ann + forged)
    try site.json(.post, "/bots", #"{"name": "deploy"}"#, ann + forged)
    try site.json(.post, "/messages", MessageSuite.batch, service)
    try site.json(.put, "/messages/1/hidden", "", ann + forged)
    #expect(
      try log().suffix(4) == [
        "doors.closed doors ann zoe open closed", "ban.added 192.0.2.9 ann zoe for ever",
        "bot.made deploy ann zoe", "message.hidden 1 ann zoe",
      ])
    #expect(try site.json(.get, "/bans", "", ann)["bans"]?[0]?["actor"] == "ann")
    #expect(try site.json(.get, "/bots", "", ann)["bots"]?[0]?["actor"] == "ann")
    let lines = try site.json(.get, "/messages?hidden=true", "", ann)["messages"]
    #expect(lines?[1]?["hidden_by"] == "ann" || lines?[0]?["hidden_by"] == "ann")
  }

  @Test func `gives an order to be carried out in the admin's name`() throws {
    let chat = try FakeChat(on: site.reactor)
    try site.json(.put, "/servers/a", `Orders over HTTP`.report(chat.url), service)
    try site.json(.post, "/kicks", `Orders over HTTP`.member, ann + [("X-Actor", "zoe")])
    #expect(try log().last == "member.kicked Al (7 on a) ann zoe rude")
  }

  @Test func `sixty wrong passwords at once is enough, a right one is none`() throws {
    for _ in 0..<60 { _ = try logIn("ann", "wrong horse", status: 401) }
    #expect(try logIn("ann", "correct horse", status: 429).contains("try again in 1 s"))
    let body = #"{"name": "ann", "password": "correct horse"}"#
    let response = try site.send(.post, "/sessions", body, service)
    #expect(response.fields["Retry-After"] == "1")
    site.clock.advance(by: .seconds(1))
    for _ in 0..<3 { _ = try site.logIn("ann", service) }
    #expect(site.admins.failedLogins == 60)
  }

  @Test func `of more at once than can be hashed some are sent away for a moment`() throws {
    let body = #"{"name": "ann", "password": "correct horse"}"#
    let answers = (0...APILimits.passwordsPendingMax).map { _ in
      site.start(.post, "/sessions", body, service)
    }
    let last = try site.reactor.wait(for: try #require(answers.last))
    #expect(last.status == .serviceUnavailable && last.fields["Retry-After"] == "1")
    for answer in answers.dropLast() {
      #expect(try site.reactor.wait(for: answer).status == .ok)
    }
    #expect(site.admins.failedLogins == 0)
  }

  // MARK: - The end of sessions

  @Test func `lasts for two hours after the last use, which a page that follows is not`() throws {
    let idle = Duration.seconds(Limits.sessionIdleSecondsMax)
    site.clock.advance(by: idle - .seconds(1))
    #expect(try status(ann) == 200)
    site.clock.advance(by: idle - .seconds(1))
    #expect(try status(ann, [(AccessRules.followField, "1")]) == 200)
    site.clock.advance(by: .seconds(1))
    #expect(try status(ann) == 401)
    try site.reactor.wait { site.journal.snapshot.sessions.isEmpty }
    #expect(try log().count == 2, "that is no event")
  }

  @Test func `lasts for twelve hours at most`() throws {
    for _ in 0..<12 {
      #expect(try status(ann) == 200)
      site.clock.advance(by: .seconds(3_600))
    }
    #expect(try status(ann) == 401)
    try site.reactor.wait { site.journal.snapshot.sessions.isEmpty }
    #expect(!site.clock.hasPendingCalls)
  }

  @Test func `outlasts the API, with its end`() throws {
    try site.stop()
    let next = try TestSite(token: "s3cret", in: site.folder)
    #expect(try next.json(.get, "/session", "", ann)["name"] == "ann")
    next.clock.advance(by: .seconds(Limits.sessionIdleSecondsMax))
    #expect(try next.send(.get, "/banner/", "", ann).status == .unauthorized)
    try next.reactor.wait { next.journal.snapshot.sessions.isEmpty }
  }

  @Test func `of too many sessions the one that was idle for longest makes room`() throws {
    var sessions = [ann]
    let known = try #require(site.journal.snapshot.admins.first)
    for _ in 1..<APILimits.sessionsMax {
      site.clock.advance(by: .seconds(1))
      let proof = Change.Proof(admin: known.admin.id, passwordHash: known.passwordHash)
      sessions.append(
        TestSite.bearer(try site.reactor.wait(for: site.admins.sessions.open(proof, actor: "ann"))))
    }
    site.clock.advance(by: .seconds(1))
    #expect(try status(ann) == 200)
    let one = try site.logIn("ann", service)
    #expect(
      try [one, ann, sessions[1], sessions[2]].map { try status($0) } == [200, 200, 401, 200])
    #expect(site.admins.sessions.count == APILimits.sessionsMax)
  }

  @Test func `ends what was being waited for, too`() throws {
    let answer = site.start(.get, "/events?after=99&wait=25", "", ann)
    let lines = site.start(.get, "/messages?after=99&wait=25", "", ann)
    for _ in 0..<2 { try site.json(.get, "/messages", "", service) }
    try site.json(.delete, "/session", "", ann)
    site.clock.advance(by: .seconds(25))
    #expect(try site.reactor.wait(for: answer).status == .unauthorized)
    #expect(try site.reactor.wait(for: lines).status == .unauthorized)
  }
}
