import API
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// The whole API without sockets: a router over a database of its own, and a clock that stands still.
final class TestSite {
  let folder: TemporaryFolder
  let reactor: Reactor
  let clock = ManualClock()
  let journal: Journal
  let presence: Presence
  let samples: Samples
  let moderation: Moderation
  let orders: Orders
  let transcript: Transcript
  let bots: Bots
  let speech: BotSpeech
  let admins: Admins
  let access: AccessRules
  let site: Site
  let bus = Bus()
  private(set) var router = Router()

  /// How it stands with a log of the room.
  final class Bus { var problem: String? }

  /// What the wall clock showed when `clock` was at zero: 2026-11-24T12:00:00.000Z.
  static let start = WallTime(seconds: 1_795_521_600)

  /// In a `folder` that another has left, or a new one.
  init(token: String? = nil, pagesMax: Int = 10_000, in folder: TemporaryFolder? = nil) throws {
    let folder = try folder ?? TemporaryFolder()
    self.folder = folder
    reactor = try Reactor()
    let store = try Store.open(folder.database, pagesMax: pagesMax)
    // Whoever looks for what waits for the clock looks for the calls of others.
    journal = try Journal(
      on: reactor, clock: clock, store: store, log: Log(level: .error), checkpointDelay: nil)
    presence = Presence(on: clock, record: journal.note)
    samples = Samples(on: clock) { [clock] in
      Self.start + clock.now
    } write: { [journal] in
      journal.note(Change(.sampled($0), actor: "api", time: Self.start.rfc3339))
    }
    presence.onReport = { [samples, weak presence] id, report in
      samples.see(id, report, people: presence?.users ?? 0)
    }
    moderation = Moderation(on: clock, journal: journal) { [clock] in Self.start + clock.now }
    transcript = try Transcript(
      on: reactor, clock: clock, store: try TranscriptStore.open(folder.path + "/transcript.db"),
      journal: journal, log: Log(level: .error), checkpointDelay: nil
    ) { [clock] in Self.start + clock.now }
    let chats = ChatServers(on: reactor, token: token)
    orders = Orders(on: clock, journal: journal, moderation: moderation, chats: chats) {
      [clock] in Self.start + clock.now
    }
    bots = Bots(on: clock, journal: journal, moderation: moderation) { [clock] in
      Self.start + clock.now
    }
    speech = BotSpeech(on: clock, chats: chats)
    admins = Admins(
      on: clock, journal: journal, moderation: moderation, passwords: Passwords(on: reactor)
    ) { [clock] in Self.start + clock.now }
    access = AccessRules(token: token, bots: bots, admins: admins)
    site = Site(
      on: clock, journal: journal, presence: presence, samples: samples,
      moderation: moderation, orders: orders, rosters: Rosters(chats), transcript: transcript,
      bots: bots, speech: speech, admins: admins, access: access, version: "test",
      started: Self.start, busProblem: { [bus] in bus.problem })
    site.install(on: &router)
  }

  /// Lets go of the folder.
  func stop() throws {
    admins.tokens.writeUses()
    try reactor.wait(for: transcript.close())
    try reactor.wait(for: journal.close())
  }

  /// Sends without waiting for the answer.
  func start(
    _ method: HTTPMethod, _ target: String, _ body: String = "", _ fields: [(String, String)] = []
  ) -> Deferred<HTTPResponse> {
    router.respond(
      to: HTTPRequest(
        method, target, fields: HTTPFields([("Host", "localhost:8080")] + fields),
        body: Array(body.utf8)))
  }

  func send(
    _ method: HTTPMethod, _ target: String, _ body: String = "", _ fields: [(String, String)] = []
  ) throws -> HTTPResponse {
    try reactor.wait(for: start(method, target, body, fields))
  }

  /// Sends, expects `status`, and returns the body as JSON.
  @discardableResult
  func json(
    _ method: HTTPMethod, _ target: String, _ body: String = "",
    _ fields: [(String, String)] = [], status: Int = 200,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> JSONValue {
    let response = try send(method, target, body, fields)
    #expect(response.status.code == status, sourceLocation: sourceLocation)
    #expect(response.body.last == UInt8(ascii: "\n"), sourceLocation: sourceLocation)
    return try JSON.decode(JSONValue.self, from: response.body)
  }

  /// Sends something wrong and returns the sentence that says so.
  func error(
    _ method: HTTPMethod, _ target: String, _ body: String = "",
    _ fields: [(String, String)] = [], status: Int = 400,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let answer = try json(
      method, target, body, fields, status: status, sourceLocation: sourceLocation)
    #expect(answer["status"] == "ERROR", sourceLocation: sourceLocation)
    #expect(answer.keys == ["error", "status"], sourceLocation: sourceLocation)
    return answer["error"]?.text ?? ""
  }

  /// Makes an admin with the password `correct horse`, logs in, and returns what a request then sends.
  func session(
    as name: String, _ role: Role, _ fields: [(String, String)] = []
  ) throws -> [(String, String)] {
    let body = #"{"name": "\#(name)", "role": "\#(role.rawValue)", "password": "correct horse"}"#
    try json(.post, "/admins", body, fields)
    return try logIn(name, fields)
  }

  /// Logs an admin in.
  func logIn(
    _ name: String, password: String = "correct horse", _ fields: [(String, String)] = []
  ) throws -> [(String, String)] {
    let body = #"{"name": "\#(name)", "password": "\#(password)"}"#
    return Self.bearer(try json(.post, "/sessions", body, fields)["token"]?.text ?? "")
  }

  static func bearer(_ token: String) -> [(String, String)] {
    [("Authorization", "Bearer \(token)")]
  }

  static let report =
    #"{"users": 3, "lines": 10, "connections": 4, "uptime": 60, "version": "0.1"}"#

  static func report(url: String) -> String {
    report.replacing("}", with: ", \"url\": \"\(url)\"}")
  }
}

extension JSONValue {
  subscript(_ key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  subscript(_ index: Int) -> JSONValue? {
    if case .array(let values) = self, values.indices.contains(index) { values[index] } else { nil }
  }

  var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  var keys: [String] {
    if case .object(let members) = self { members.keys.sorted() } else { [] }
  }

  var count: Int {
    if case .array(let values) = self { values.count } else { 0 }
  }
}
