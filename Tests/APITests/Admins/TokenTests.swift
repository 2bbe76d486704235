import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Tokens of scripts` {
  let site: TestSite
  let ann: [(String, String)]
  let ben: [(String, String)]

  init() throws {
    site = try TestSite()
    ann = try site.session(as: "ann", .owner)
    ben = try site.session(as: "ben", .moderator)
  }

  func make(_ name: String, _ role: String, _ fields: [(String, String)]) throws -> (
    id: Int, fields: [(String, String)]
  ) {
    let body = #"{"name": "\#(name)", "role": "\#(role)"}"#
    let response = try site.send(.post, "/tokens", body, fields)
    let made = try JSON.decode(APITokenCredentials.self, from: response.body)
    #expect(made.token.hasPrefix("nct_") && made.token.utf8.count == 68)
    return (made.id, TestSite.bearer(made.token))
  }

  func tokens(_ fields: [(String, String)]) throws -> [String] {
    let tokens = try site.json(.get, "/tokens", "", fields)["tokens"]
    return (0..<(tokens?.count ?? 0)).map { index in
      ["admin", "name", "role", "last_used"].compactMap { tokens?[index]?[$0]?.text }
        .joined(separator: " ")
    }
  }

  func status(_ fields: [(String, String)], _ target: String = "/banner/") throws -> Int {
    try site.send(.get, target, "", fields).status.code
  }

  @Test func `act in the admin's name, and the log says which it was`() throws {
    let ci = try make("ci", "moderator", ben).fields
    #expect(
      try site.json(.get, "/session", "", ci)
        == ["kind": "token", "role": "moderator", "name": "ben", "has_admins": true])
    try site.json(.post, "/doors", #"{"open": false}"#, ci + [("X-Actor", "ann")])
    try site.json(.post, "/doors", #"{"open": true}"#, ci)
    let events = try site.json(.get, "/events?limit=3")["events"]
    #expect(events?[1]?["actor"] == "ben" && events?[1]?["note"] == "token ci · ann")
    #expect(events?[0]?["actor"] == "ben" && events?[0]?["note"] == "token ci")
    #expect(events?[2]?["action"] == "token.made" && events?[2]?["new"] == "ben, moderator")
  }

  @Test func `may no more than the admin may now`() throws {
    let ci = try make("ci", "owner", ann).fields
    #expect(try status(ci, "/backup") == 200)
    let admins = site.admins.all
    let path = "/admins/\(admins[0].id)"
    try site.json(.put, "/admins/\(admins[1].id)", #"{"role": "owner"}"#)
    try site.json(.put, path, #"{"role": "viewer"}"#)
    let why = try site.error(.get, "/backup", "", ci, status: 403)
    #expect(
      why == "with the token ci you are as a viewer, and viewers may not make backups; owners may")
    try site.json(.delete, path)
    #expect(try status(ci) == 401)
  }

  @Test func `are seen and revoked by whose they are, and by owners`() throws {
    let own = try make("ci", "viewer", ann)
    let other = try make("ci", "viewer", ben)
    #expect(try tokens(ann) == ["ann ci viewer", "ben ci viewer"])
    #expect(try tokens(ben) == ["ben ci viewer"])
    let why = try site.error(.delete, "/tokens/\(own.id)", "", ben, status: 404)
    #expect(why == "there is no token \(own.id)")
    #expect(try site.json(.delete, "/tokens/\(other.id)", "", ann) == ["status": "SUCCESS"])
    #expect(try status(other.fields) == 401)
    #expect(try site.json(.delete, "/tokens/\(own.id)", "", ann) == ["status": "SUCCESS"])
    #expect(try tokens(ann) == [])
    let events = try site.json(.get, "/events?limit=2")["events"]
    #expect(events?[1]?["actor"] == "ann" && events?[1]?["old"] == "ben, viewer")
    #expect(events?[0]?["action"] == "token.revoked" && events?[0]?["target"] == "ci")
  }

  @Test func `make no others, and log nobody in or out`() throws {
    let ci = try make("ci", "owner", ann).fields
    for (method, path, body) in [
      (HTTPMethod.post, "/tokens", #"{"name": "x", "role": "viewer"}"#),
      (.post, "/password", #"{"old": "correct horse", "new": "battery staple"}"#),
      (.post, "/sessions", "{}"), (.delete, "/session", ""),
    ] {
      #expect(try site.send(method, path, body, ci).status == .forbidden, "\(path)")
    }
  }

  @Test func `are told apart by name, and are no more than a few`() throws {
    _ = try make("ci", "viewer", ann)
    let why = try site.error(
      .post, "/tokens", #"{"name": "ci", "role": "owner"}"#, ann, status: 409)
    #expect(why.hasPrefix("you have a token called ci already"))
    for number in 1..<Limits.tokensPerAdminMax { _ = try make("\(number)", "viewer", ann) }
    let full = try site.error(
      .post, "/tokens", #"{"name": "more", "role": "owner"}"#, ann, status: 409)
    #expect(full.hasPrefix("you have 20 tokens"))
  }

  @Test func `when one was last used is known at once, and on disk a minute later`() throws {
    let ci = try make("ci", "viewer", ann)
    #expect(try tokens(ann) == ["ann ci viewer"])
    site.clock.advance(by: .seconds(5))
    #expect(try status(ci.fields) == 200)
    #expect(try tokens(ann) == ["ann ci viewer 2026-11-24T12:00:05.000Z"])
    #expect(site.journal.snapshot.tokens.first?.token.lastUsed == nil)
    site.clock.advance(by: APILimits.tokenUseDelay)
    try site.reactor.wait { site.journal.snapshot.tokens.first?.token.lastUsed != nil }
    #expect(try status(ci.fields) == 200)
    try site.stop()
    let next = try TestSite(in: site.folder)
    #expect(
      next.journal.snapshot.tokens.first?.token.lastUsed == "2026-11-24T12:01:05.000Z")
    #expect(try next.send(.get, "/banner/", "", ci.fields).status == .ok)
  }
}
