import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `A change that comes twice` {
  let site: TestSite
  let chat: FakeChat

  init() throws {
    site = try TestSite()
    chat = try FakeChat(on: site.reactor)
    try renewLease()
  }

  func renewLease() throws { try site.json(.put, "/servers/a", TestSite.report(url: chat.url)) }

  static let announcement = #"{"text": "lunch"}"#

  func announce(
    _ key: String, _ body: String = announcement, _ fields: [(String, String)] = [],
    status: Int = 200, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> JSONValue {
    try site.json(
      .post, "/announcements", body, [("Idempotency-Key", key)] + fields, status: status,
      sourceLocation: sourceLocation)
  }

  var announcements: Int { site.journal.statistics.orders }

  @Test func `is done once for one key, and answered the same`() throws {
    let first = try announce("a-1")
    #expect(try announce("a-1") == first)
    #expect(announcements == 1)
  }

  @Test func `is done twice for two keys, and twice without any`() throws {
    _ = try announce("a-1")
    _ = try announce("a-2")
    for _ in 1...2 { try site.json(.post, "/announcements", Self.announcement) }
    #expect(announcements == 4)
  }

  @Test func `a key in quotes, as the draft writes it, is the same key`() throws {
    _ = try announce("a-1")
    _ = try announce("\"a-1\"")
    #expect(announcements == 1)
  }

  @Test func `with another body, or another query, a key is 422, and nothing is done`() throws {
    _ = try announce("a-1")
    let why = try announce("a-1", #"{"text": "dinner"}"#, status: 422)["error"]?.text
    #expect(
      why == "that Idempotency-Key came with another body before; each change needs its own")
    try site.json(
      .post, "/announcements?x", Self.announcement, [("Idempotency-Key", "a-1")], status: 422)
    #expect(announcements == 1)
    _ = try announce("a-1")
  }

  @Test func `a key is for one path, and for one who changes`() throws {
    _ = try announce("a-1")
    _ = try announce("a-1", Self.announcement, [("X-Actor", "Zoë")])
    #expect(announcements == 2)
    try site.json(.post, "/doors", #"{"open": false}"#, [("Idempotency-Key", "a-1")])
    #expect(try site.json(.get, "/doors") == ["open": false])
  }

  @Test func `a refusal is repeated too, though it would be another now`() throws {
    let ban = #"{"range": "192.0.2.7", "reason": ""}"#
    try site.json(.post, "/bans", ban)
    let key = [("Idempotency-Key", "b")]
    let why = try site.error(.post, "/bans", ban, key, status: 409)
    guard case .integer(let id)? = try site.json(.get, "/bans")["bans"]?[0]?["id"] else {
      throw TestFailure("the ban has an id")
    }
    try site.json(.delete, "/bans/\(id)")
    #expect(try site.error(.post, "/bans", ban, key, status: 409) == why)
    #expect(try site.json(.get, "/bans")["bans"] == [])
  }

  @Test func `one that comes while the first is carried out waits for its answer`() throws {
    let answers = (1...3).map { _ in
      site.start(.post, "/announcements", Self.announcement, [("Idempotency-Key", "a")])
    }
    #expect(answers.allSatisfy { !$0.hasFired })
    for answer in answers { #expect(try site.reactor.wait(for: answer).status == .ok) }
    #expect(announcements == 1)
  }

  @Test func `that the first caller has gone changes nothing`() throws {
    let key = [("Idempotency-Key", "a")]
    let lost = site.start(.post, "/announcements", Self.announcement, key)
    lost.addErrback { _ in HTTPResponse(.ok) }
    lost.cancel()
    #expect(try announce("a") == ["status": "SUCCESS"])
    #expect(announcements == 1)
  }

  @Test func `what failed is not kept: the next one tries again`() throws {
    let site = try TestSite(pagesMax: 28)
    let key = [("Idempotency-Key", "a")]
    var failed = false
    for number in 1...50 where !failed {
      let big = String(repeating: "\(number % 10)", count: 4_000)
      failed = try site.send(.post, "/banner/", "{\"banner\": \"\(big)\"}").status.code == 503
    }
    let body = "{\"banner\": \"\(String(repeating: "z", count: 4_000))\"}"
    #expect(try site.send(.post, "/banner/", body, key).status == .serviceUnavailable)
    #expect(try site.send(.post, "/banner/", body, key).status == .serviceUnavailable)
    #expect(site.journal.statistics.failedCommits >= 3)
  }

  @Test func `an hour later it is done again`() throws {
    _ = try announce("a")
    site.clock.advance(by: .seconds(3_599))
    _ = try announce("a")
    #expect(announcements == 1)
    site.clock.advance(by: .seconds(1))
    try renewLease()
    _ = try announce("a")
    #expect(announcements == 2)
  }

  @Test func `only so many answers are kept, the newest`() throws {
    let doors = #"{"open": true}"#
    _ = try announce("first")
    for number in 1..<APILimits.idempotencyKeysMax {
      _ = try site.send(.post, "/doors", doors, [("Idempotency-Key", "\(number)")])
    }
    _ = try announce("first")
    #expect(announcements == 1)
    _ = try site.send(.post, "/doors", doors, [("Idempotency-Key", "last")])
    _ = try announce("first")
    #expect(announcements == 2)
  }

  @Test func `one that is under way is pushed out by none`() throws {
    let body = "text"
    let first = site.start(
      .post, "/announcements", Self.announcement, [("Idempotency-Key", "first")])
    #expect(!first.hasFired)
    for number in 0...APILimits.idempotencyKeysMax {
      _ = try site.send(.post, "/history", body, [("Idempotency-Key", "\(number)")])
      try #require(!first.hasFired, "or this shows nothing")
    }
    let second = site.start(
      .post, "/announcements", Self.announcement, [("Idempotency-Key", "first")])
    for answer in [first, second] { #expect(try site.reactor.wait(for: answer).status == .ok) }
    #expect(announcements == 1)
  }

  @Test(arguments: [
    [""], ["a b"], ["é"], [String(repeating: "x", count: 256)], ["\"\""], ["a", "a"],
  ])
  func `what is no key is 400, and nothing is done`(values: [String]) throws {
    let why = try site.error(
      .post, "/announcements", Self.announcement, values.map { ("Idempotency-Key", $0) })
    #expect(why == "Idempotency-Key must be 1 to 255 visible ASCII characters")
    #expect(announcements == 0)
  }

  @Test func `what is only read, or is the same done twice, takes no key`() throws {
    let key = [("Idempotency-Key", "a")]
    try site.json(.put, "/servers/a", TestSite.report, key)
    #expect(try site.json(.get, "/users", "", key) == ["users": 3])
    try site.json(.put, "/servers/a", TestSite.report.replacing("3", with: "4"), key)
    #expect(try site.json(.get, "/users", "", key) == ["users": 4])
  }
}
