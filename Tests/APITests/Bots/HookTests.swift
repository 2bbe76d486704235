import API
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Hooks`: BotSuite {
  let site: TestSite
  let chat: FakeChat
  let token: String

  init() throws { (site, chat, token) = try Self.joined(token: "s3cret") }

  static let form = ("Content-Type", "application/x-www-form-urlencoded")
  static let json = ("Content-Type", "application/json")

  @Test(
    arguments: [
      (#"{"text": "x"}"#, [json]), (#"{"text": "x"}"#, []), (#"{"text": "x"}"#, [form]),
      (" \n{\"text\": \"x\"}", [("Content-Type", "text/plain")]),
      ("payload=%7B%22text%22%3A+%22x%22%7D", [form]), ("payload=%7B%22text%22%3A+%22x%22%7D", []),
      ("text=x%0A", [form]),
      ("a=b&payload={\"text\":\"x\"}", [form]),
      (#"{"text": "<!here|x>", "blocks": [], "username": "y", "icon_emoji": ":z:"}"#, [json]),
    ] as [(String, [(String, String)])])
  func `take what is meant for Slack, and answer as it does`(
    body: String, fields: [(String, String)]
  ) throws {
    for path in ["/hooks/\(token)", "/hooks/\(token)/"] {
      let answer = try site.send(.post, path, body, fields + [("Host", "chat.example:8080")])
      #expect(answer.status == .ok)
      #expect(answer.body == Array("ok".utf8))
      #expect(answer.fields["Content-Type"]?.hasPrefix("text/plain") == true)
    }
    #expect(said == ["deploy: x recorded", "deploy: x recorded"])
  }

  @Test(arguments: [
    (SlackMessageTests.alertmanager, 2), (SlackMessageTests.grafana, 5),
    (SlackMessageTests.gitlab, 1),
  ])
  func `take what senders of alerts send`(body: String, lines: Int) throws {
    #expect(try site.send(.post, "/hooks/\(token)", body, [Self.json]).status == .ok)
    let form = Form.encode([("payload", body)])
    #expect(try site.send(.post, "/hooks/\(token)", form, [Self.form]).status == .ok)
    #expect(chat.said.map(\.lines.count) == [lines, lines])
  }

  @Test(arguments: [
    ("", 400), ("{}", 400), (#"{"text": ""}"#, 400), (#"{"text": "\n \n"}"#, 400), ("x", 400),
    ("payload=", 400), ("payload={}", 400), ("payload=[]", 400), ("payload=%7", 400),
    ("texts=x", 400), ("text=", 400),
    ("[]", 400), (#"{"text": 1}"#, 400), ("payload=" + String(repeating: "%7B", count: 40), 400),
  ])
  func `refuse what says nothing, in a sentence`(body: String, status: Int) throws {
    let why = try site.error(.post, "/hooks/\(token)", body, status: status)
    #expect(!why.isEmpty && !why.contains(token))
    #expect(chat.said.isEmpty)
  }

  @Test func `take a form's text as it is`() throws {
    let text = "1 &lt; 2 <https://a|b>\r\n{}"
    let form = Form.encode([("text", text)])
    #expect(try site.send(.post, "/hooks/\(token)", form, [Self.form]).status == .ok)
    #expect(said == ["deploy: 1 &lt; 2 <https://a|b>/{} recorded"])
  }

  @Test func `say what fits of a long text, and how much did not`() throws {
    let text = (1...50).map { "line \($0)" }.joined(separator: #"\n"#)
    #expect(try site.send(.post, "/hooks/\(token)", #"{"text": "\#(text)"}"#).status == .ok)
    let lines = try #require(chat.said.first?.lines)
    #expect(lines.count == Limits.botLinesMax)
    #expect(lines.suffix(2) == ["line 19", "… 31 more lines were left out"])
    let answer = try site.send(.post, "/hooks/\(token)", #"{"text": "x"}"#)
    #expect(answer.status == .tooManyRequests)
    #expect(answer.fields["Retry-After"] == "1")
  }

  @Test(arguments: [
    "x", "ncb_", "ncb_" + String(repeating: "0", count: 64),
    "ncb_" + String(repeating: "x", count: 64),
    "s3cret", "ncb_" + String(repeating: "0", count: 4_000),
  ])
  func `that are none tell nothing`(token: String) throws {
    let why = try site.error(.post, "/hooks/\(token)", #"{"text": "x"}"#, status: 404)
    #expect(why == "there is no such hook")
    #expect(site.access.tokenRefusals == 1)
    #expect(chat.said.isEmpty)
  }

  @Test func `end when their bot is revoked`() throws {
    try site.json(.delete, "/bots/2", "", [("Authorization", "Bearer s3cret")])
    let why = try site.error(.post, "/hooks/\(token)", #"{"text": "x"}"#, status: 404)
    #expect(why == "there is no such hook")
  }

  @Test(arguments: [
    (HTTPMethod.post, "/hooks/TOKEN/x"), (.get, "/hooks/TOKEN"), (.get, "/hooks/TOKEN/x?TOKEN"),
    (.put, "/hooks/TOKEN"), (.post, "/%68ooks/TOKEN/TOKEN"), (.post, "//hooks/TOKEN"),
    (.post, "/HOOKS/TOKEN"), (.post, "/x/hooks/TOKEN"), (.post, "/hooks%2FTOKEN"),
  ])
  func `keep their secret in every error`(method: HTTPMethod, target: String) throws {
    let admin = [("Authorization", "Bearer s3cret")]
    for fields in [[], admin] {
      let answer = try site.send(method, target.replacing("TOKEN", with: token), "{}", fields)
      #expect(answer.status.code >= 400)
      #expect(!String(decoding: answer.body, as: UTF8.self).contains(token.dropFirst(4)))
    }
  }

  @Test func `let no web page from elsewhere in`() throws {
    let why = try site.error(
      .post, "/hooks/\(token)", #"{"text": "x"}"#, [("Origin", "http://evil.example")], status: 403)
    #expect(!why.contains(token))
  }
}
