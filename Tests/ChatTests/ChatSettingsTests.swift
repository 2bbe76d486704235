import Chat
import ServiceKit
import Testing
import TinyReactor
import Wire

struct ChatSettingsTests {
  private func settings(_ environment: [String: String]) -> (ChatSettings, problems: [String]) {
    var reader = SettingsReader(environment: environment)
    let settings = ChatSettings(from: &reader)
    return (settings, reader.problems)
  }

  @Test func `nothing set gives what the design says`() {
    let (settings, problems) = settings(["CHAT_SERVER_ID": "chat-1"])
    #expect(problems.isEmpty)
    #expect("\(settings.listen)" == "tcp:1400")
    #expect("\(settings.httpListen)" == "tcp:8081:interface=127.0.0.1")
    #expect(settings.apiURL == "http://127.0.0.1:8080")
    #expect(settings.apiToken == nil)
    #expect(settings.limits.connectionsMax == 10_000)
    #expect(settings.limits.connectionsPerAddress == 16)
    #expect(settings.limits.talk == Rate(burst: 10, perSecond: 4))
  }

  @Test(
    arguments: [
      ("", nil, true), ("1401", 1_401, true), ("127.0.0.1:1401", 1_401, true),
      ("[::1]:1401", 1_401, true), ("0", nil, false), ("65536", nil, false), ("1401:", nil, false),
      ("1400-1410", nil, false), ("localhost", nil, false),
    ] as [(String, Int?, Bool)])
  func `what people connect to may be another port`(text: String, port: Int?, isFine: Bool) {
    let (settings, problems) = settings(["CHAT_PUBLISH": text])
    #expect(settings.publishedPort == port)
    #expect(problems.isEmpty == isFine)
  }

  @Test(arguments: ["CHAT_TALK_RATE", "CHAT_TALK_BURST"])
  func `zero turns the talking limit off`(name: String) {
    #expect(settings([name: "0"]).0.limits.talk == nil)
  }

  @Test(arguments: [
    ("chat-1.example", true), ("CHAT_1", true), ("", false), ("a/b", false), ("a b", false),
    ("..", false), ("...", false), ("é", false), (String(repeating: "x", count: 65), false),
  ])
  func `a server's id is one that the API takes`(id: String, isFine: Bool) {
    #expect(ServerID.isValid(id) == isFine)
    #expect(settings(["CHAT_SERVER_ID": id]).problems.isEmpty == (isFine || id.isEmpty))
  }

  @Test(arguments: [
    ("CHAT_LISTEN", "1400"), ("CHAT_TALK_RATE", "fast"), ("CHAT_CONNECTIONS_MAX", "-1"),
    ("API_URL", "api:8080"), ("CHAT_HTTP_URL", "chat:8081"), ("CHAT_HTTP_URL", "http://chat/"),
    ("API_TOKEN", "two words"), ("CHAT_LISTEN", "tcp:8081"), ("CHAT_HTTP_LISTEN", "tcp:1400"),
  ])
  func `what makes no sense is refused`(name: String, value: String) {
    #expect(settings([name: value]).problems.count == 1)
  }

  @Test(arguments: [
    ("127.0.0.1", "http://127.0.0.1:8081"), ("0.0.0.0", "http://127.0.0.1:8081"),
    ("::", "http://127.0.0.1:8081"), ("192.0.2.1", "http://192.0.2.1:8081"),
    ("2001:db8::1", "http://[2001:db8::1]:8081"),
  ])
  func `the roster is advertised where it is listened for`(host: String, url: String) throws {
    let address = try #require(SocketAddress(host: host, port: 8_081))
    #expect(settings([:]).0.advertisedURL(listeningAt: address) == url)
    let named = settings(["CHAT_HTTP_URL": "http://chat:8081"]).0
    #expect(named.advertisedURL(listeningAt: address) == "http://chat:8081")
  }
}
