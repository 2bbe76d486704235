import API
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// Tests of a bot called deploy, which may not read, and of a chat server that says what it says.
protocol BotSuite {
  var site: TestSite { get }
  var chat: FakeChat { get }
  var token: String { get }
}

extension BotSuite {
  static func joined(token: String? = nil) throws -> (TestSite, FakeChat, String) {
    let site = try TestSite(token: token)
    let chat = try FakeChat(on: site.reactor)
    let admin = token.map { [("Authorization", "Bearer \($0)")] } ?? []
    try site.json(.put, "/servers/b", `Orders over HTTP`.report(chat.url), admin)
    let bot = try site.json(.post, "/bots", #"{"name": "deploy"}"#, admin)["token"]?.text
    return (site, chat, try #require(bot))
  }

  var bearer: [(String, String)] { [("Authorization", "Bearer \(token)")] }

  /// `deploy: a/b recorded`
  var said: [String] {
    chat.said.map {
      "\($0.name): \($0.lines.joined(separator: "/"))" + ($0.isRecorded ? " recorded" : "")
    }
  }

  /// Another chat server that people are on.
  func join(_ id: String, url: String? = nil) throws -> FakeChat {
    let other = try FakeChat(on: site.reactor)
    try site.json(.put, "/servers/\(id)", `Orders over HTTP`.report(url ?? other.url))
    return other
  }
}
