import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Bans and mutes that end or change`: OrderSuite {
  let site: TestSite
  let chat: FakeChat

  init() throws { (site, chat) = try Self.joined() }

  func ended(_ target: String) throws -> [String] {
    let list = try site.json(.get, target)["ended"]
    return (0..<(list?.count ?? 0)).map { index in
      let one = list?[index]
      return [one?["name"] ?? one?["range"], one?["reason"], one?["actor"], one?["ended_by"]]
        .map { $0?.text ?? "-" }.joined(separator: " ")
    }
  }

  @Test func `those that are over are kept with who made and who ended them`() throws {
    let zoe = try site.session(as: "zoe", .owner)
    try site.json(.post, "/bans", #"{"range": "192.0.2.7", "reason": "spam"}"#, zoe)
    try site.json(.post, "/bans", #"{"name": "troll", "reason": "rude", "minutes": 5}"#)
    try site.json(.post, "/mutes", #"{"name": "troll", "reason": "loud"}"#)
    let bans = try site.json(.get, "/bans")["bans"]
    guard case .integer(let id)? = bans?[0]?["id"] else { throw HTTPError(.badRequest, "no id") }
    try site.json(.delete, "/bans/\(id)")
    site.clock.advance(by: .seconds(300))
    try site.reactor.wait { site.journal.snapshot.configuration.bans.isEmpty }
    #expect(try ended("/bans/ended") == ["troll rude api api", "192.0.2.7 spam zoe api"])
    #expect(try ended("/mutes/ended") == [])
    let first = try site.json(.get, "/bans/ended")["ended"]?[0]
    #expect(first?["until"] == "2026-11-24T12:05:00.000Z")
    #expect(first?["ended"] == "2026-11-24T12:05:00.000Z")
    #expect(first?["since"] == "2026-11-24T12:00:00.000Z")
  }

  @Test func `a person's mutes are, too, whichever way they end`() throws {
    try site.json(.post, "/mutes", Self.member)
    try site.json(.post, "/mutes", Self.member.replacing("rude", with: "again"))
    try site.json(.post, "/unmutes", Self.member)
    #expect(try ended("/mutes/ended") == ["Al again api api", "Al rude api api"])
    #expect(try site.json(.get, "/mutes/ended")["ended"]?[0]?["member"] == 7)
  }

  @Test func `they are found by what they have, and read page by page`() throws {
    for number in 0..<5 {
      try site.json(
        .post, "/bans", #"{"range": "192.0.2.\#(number)", "reason": "Spam \#(number)"}"#)
    }
    for ban in site.moderation.bans { try site.json(.delete, "/bans/\(ban.id)") }
    #expect(try ended("/bans/ended?q=spam%203") == ["192.0.2.3 Spam 3 api api"])
    #expect(try ended("/bans/ended?q=192.0.2").count == 5)
    #expect(try ended("/bans/ended?q=%25") == [])
    let page = try site.json(.get, "/bans/ended?limit=2")
    #expect(page["more"] == true && page["ended"]?.count == 2)
    guard case .integer(let place)? = page["ended"]?[1]?["place"] else {
      throw HTTPError(.badRequest, "no place")
    }
    let rest = try site.json(.get, "/bans/ended?limit=3&before=\(place)")
    #expect(rest["more"] == false && rest["ended"]?.count == 3)
    #expect(rest["ended"]?[0]?["range"] == "192.0.2.2")
  }

  @Test func `what ended a year ago is gone`() throws {
    try site.json(.post, "/mutes", #"{"name": "old"}"#)
    try site.json(.delete, "/mutes/2")
    site.clock.advance(by: .seconds(365 * 86_400 + 1))
    try site.json(.post, "/mutes", #"{"name": "new"}"#)
    try site.json(.delete, "/mutes/\(site.moderation.mutes[0].id)")
    #expect(try ended("/mutes/ended") == ["new  api api"])
  }

  @Test func `a new end and a new reason hold at once, with both in the log`() throws {
    try site.json(.post, "/bans", #"{"name": "troll", "reason": "rude", "minutes": 5}"#)
    try site.json(.put, "/bans/2", #"{"minutes": 60}"#, Self.actor)
    #expect(
      try log().last
        == "ban.changed troll until 2026-11-24T12:05:00.000Z: rude until 2026-11-24T13:00:00.000Z: "
        + "rude api Zoë")
    #expect(try site.json(.get, "/config")["seq"] == 3)
    site.clock.advance(by: .seconds(300))
    #expect(site.moderation.bans.count == 1)
    try site.json(.put, "/bans/2", #"{"minutes": 0, "reason": ""}"#)
    #expect(
      try log().last == "ban.changed troll until 2026-11-24T13:00:00.000Z: rude for ever api")
    #expect(try site.json(.put, "/bans/2", #"{"reason": ""}"#)["changed"] == false)
    site.clock.advance(by: .seconds(86_400))
    #expect(site.moderation.bans.count == 1)
    try site.json(.put, "/bans/2", #"{"minutes": 1}"#)
    site.clock.advance(by: .seconds(60))
    #expect(site.moderation.bans.isEmpty)
  }

  @Test func `a mute's terms change likewise, a person's too`() throws {
    try site.json(.post, "/mutes", Self.member)
    try site.json(.put, "/mutes/2", #"{"reason": "very rude", "minutes": 5}"#)
    #expect(
      try log().last
        == "mute.changed Al (7 on a) for ever: rude until 2026-11-24T12:05:00.000Z: very rude api")
    #expect(site.moderation.mutes[0].reason == "very rude")
    site.clock.advance(by: .seconds(300))
    #expect(site.moderation.mutes.isEmpty)
  }

  @Test func `what is not there, or no change, is refused`() throws {
    for kind in ["ban", "mute"] {
      let terms = #"{"minutes": 1}"#
      #expect(try site.error(.put, "/\(kind)s/7", terms, status: 404) == "there is no \(kind) 7")
      #expect(
        try site.error(.put, "/\(kind)s/7", "{}")
          == #"say what to change: "reason", "minutes" or both"#)
      _ = try site.error(.put, "/\(kind)s/x", terms)
      _ = try site.error(.put, "/\(kind)s/7", #"{"minutes": -1}"#)
    }
  }
}
