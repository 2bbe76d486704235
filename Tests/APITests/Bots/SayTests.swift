import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `What bots say`: BotSuite {
  let site: TestSite
  let chat: FakeChat
  let token: String

  init() throws { (site, chat, token) = try Self.joined() }

  @discardableResult
  func say(_ text: String, status: Int = 200) throws -> HTTPResponse {
    let body = try JSON.encode(JSONValue.object(["text": .string(text)]))
    let answer = try site.send(.post, "/say", String(decoding: body, as: UTF8.self), bearer)
    #expect(answer.status.code == status)
    return answer
  }

  @Test func `is said by the chat server, line by line`() throws {
    #expect(
      try site.json(.post, "/say", #"{"text": "up\r\n\ndown\n"}"#, bearer) == ["status": "SUCCESS"])
    #expect(said == ["deploy: up/down recorded"])
    #expect(chat.asked == ["/say?instance=one without token"])
  }

  @Test func `may be said in the name of a bot by who may do everything`() throws {
    let body = #"{"text": "x", "name": "deploy"}"#
    try site.json(.post, "/say", body)
    try site.json(.post, "/say", body, bearer)
    #expect(said == ["deploy: x recorded", "deploy: x recorded"])
    #expect(
      try site.error(.post, "/say", body.replacing("deploy", with: "ci"), status: 404).contains(
        "\"ci\""))
    #expect(try site.error(.post, "/say", #"{"text": "x"}"#).contains("\"name\" is missing"))
    try site.json(.post, "/bots", #"{"name": "ci"}"#)
    #expect(
      try site.error(.post, "/say", body.replacing("deploy", with: "ci"), bearer)
        .contains("deploy's"))
    #expect(chat.said.count == 2)
  }

  @Test(arguments: [
    ("", 400), ("{}", 400), (#"{"text": 1}"#, 400), (#"{"text": ""}"#, 400),
    (#"{"text": " \n\u200b"}"#, 400), (#"{"text": "x", "channel": "y"}"#, 400),
    (#"{"text": "x", "name": ""}"#, 400),
    (#"{"text": "\#(String(repeating: "x\\n", count: 21))"}"#, 413),
    (#"{"text": "\#(String(repeating: "x", count: 21_000))"}"#, 413),
  ])
  func `is refused where it cannot be said`(body: String, status: Int) throws {
    _ = try site.error(.post, "/say", body, bearer, status: status)
    #expect(chat.said.isEmpty)
  }

  @Test func `is handed over by one chat server, and shown by all`() throws {
    let others = [try join("a"), try join("c")]
    try say("x")
    #expect(others[0].said.map(\.isRecorded) == [true])
    #expect(chat.said.map(\.isRecorded) == [false])
    #expect(others[1].said.map(\.isRecorded) == [false])
  }

  @Test func `is handed over by the next one where the first cannot be asked`() throws {
    let others = [try join("a"), try join("c")]
    others[0].hear = { _ in .text("no", .serviceUnavailable) }
    others[1].hear = { _ in nil }
    let answer = site.start(.post, "/say", #"{"text": "x"}"#, bearer)
    try site.reactor.wait { others[1].said.count == 1 }
    #expect(said == ["deploy: x recorded"])
    #expect(try site.reactor.wait(for: answer).status == .ok)
  }

  @Test func `is not said where no chat server is there, and the bot is told why`() throws {
    chat.hear = { _ in .text("no", .serviceUnavailable) }
    let why = try site.error(.post, "/say", #"{"text": "x"}"#, bearer, status: 503)
    #expect(why.contains("not said: chat server b refused with 503"))
    site.clock.advance(by: .seconds(6))
    let nobody = try site.error(.post, "/say", #"{"text": "x"}"#, bearer, status: 503)
    #expect(nobody == "not said: no chat server is there")
  }

  @Test func `is twenty lines at once and one a second in the long run`() throws {
    for _ in 0..<2 { try say("1\n2\n3\n4\n5\n6\n7\n8\n9\n10") }
    let answer = try say("21\n22\n23", status: 429)
    #expect(answer.fields["Retry-After"] == "3")
    let outcome = try JSON.decode(Outcome.self, from: answer.body)
    #expect(outcome.status == "ERROR" && outcome.error?.contains("try again in 3 s") == true)
    site.clock.advance(by: .milliseconds(2_500))
    try renew()
    #expect(try say("21\n22\n23", status: 429).fields["Retry-After"] == "1")
    try say("21\n22")
    #expect(chat.said.count == 3)
    #expect(site.speech.linesSaid == 22)
    // Each bot has its own.
    try site.json(.post, "/bots", #"{"name": "ci"}"#)
    try site.json(.post, "/say", #"{"text": "x", "name": "ci"}"#)
  }

  @Test func `costs nothing when it could not be said`() throws {
    chat.hear = { _ in .text("no", .serviceUnavailable) }
    for _ in 0..<30 { _ = try say("x", status: 503) }
    chat.hear = { _ in .json(Outcome.success) }
    try say((1...20).map { "\($0)" }.joined(separator: "\n"))
  }

  @Test func `is said once for one key, and by each bot for its own`() throws {
    let key = [("Idempotency-Key", "k")]
    for _ in 0..<2 { try site.json(.post, "/say", #"{"text": "x"}"#, bearer + key) }
    #expect(chat.said.count == 1)
    let other = try site.json(.post, "/bots", #"{"name": "ci"}"#)["token"]?.text ?? ""
    try site.json(.post, "/say", #"{"text": "x"}"#, [("Authorization", "Bearer \(other)")] + key)
    #expect(chat.said.map(\.name) == ["deploy", "ci"])
  }

  @Test func `that came too fast is said when it comes again with its key`() throws {
    try say((1...20).map { "\($0)" }.joined(separator: "\n"))
    let key = [("Idempotency-Key", "k")]
    _ = try site.error(.post, "/say", #"{"text": "x"}"#, bearer + key, status: 429)
    site.clock.advance(by: .seconds(1))
    try site.json(.post, "/say", #"{"text": "x"}"#, bearer + key)
    #expect(chat.said.count == 2)
  }

  @Test func `is no longer said once the bot is revoked`() throws {
    try say("x")
    try site.json(.delete, "/bots/2")
    #expect(
      try site.error(.post, "/say", #"{"text": "x"}"#, bearer, status: 401).contains("no bot"))
    #expect(chat.said.count == 1)
  }

  func renew() throws { try site.json(.put, "/servers/b", `Orders over HTTP`.report(chat.url)) }
}
