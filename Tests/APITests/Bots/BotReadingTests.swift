import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// A bot that may read gets what people in the room may know, whatever it asks for.
@Suite struct `A bot that reads` {
  static let admin = [("Authorization", "Bearer s3cret")]

  /// A site where an admin has hidden the first of two lines, and the bot's token.
  static func joined(token: String?) throws -> (TestSite, String) {
    let site = try TestSite(token: token)
    let fields = token == nil ? [] : admin
    for (number, text) in [(1, "one"), (2, "two")] {
      let batch = MessageSuite.batch.replacing("\"first\": 1", with: "\"first\": \(number)")
      try site.json(.post, "/messages", batch.replacing("hi", with: text), fields)
    }
    try site.json(.put, "/messages/1/hidden", "", fields + [("X-Actor", "zoe")])
    let bot = try site.json(.post, "/bots", #"{"name": "archive", "may_read": true}"#, fields)
    return (site, try #require(bot["token"]?.text))
  }

  @Test(
    arguments: ["s3cret", nil],
    [
      "", "?hidden=true", "?hidden=1&after=0", "?hidden=true&after=0&wait=25",
      "?hidden=true&name=al", "?hidden=true&before=9&limit=1",
    ])
  func `is not told what is hidden, nor by whom`(token: String?, query: String) throws {
    let (site, bot) = try Self.joined(token: token)
    let fields = [("Authorization", "Bearer \(bot)")]
    let list = try site.json(.get, "/messages" + query, "", fields)["messages"]
    #expect(list?.count == 1)
    #expect(list?[0]?["text"] == "two")
    #expect(list?[0]?["hidden_by"] == nil)
  }

  @Test func `gets the next line while it waits, and none that is hidden`() throws {
    let (site, bot) = try Self.joined(token: "s3cret")
    try site.json(.put, "/messages/2/hidden", "", Self.admin)
    var answer: HTTPResponse?
    site.start(
      .get, "/messages?after=0&hidden=true&wait=25", "", [("Authorization", "Bearer \(bot)")]
    ).addCallback { answer = $0 }
    for _ in 1...3 { try site.json(.get, "/messages?limit=1", "", Self.admin) }
    #expect(answer == nil, "there is nothing that it may know")
    let next = MessageSuite.batch.replacing("\"first\": 1", with: "\"first\": 3")
    try site.json(.post, "/messages", next, Self.admin)
    try site.reactor.wait { answer != nil }
    let list = try JSON.decode(MessageList.self, from: answer?.body ?? [])
    #expect(list.messages.map(\.id) == [3])
  }

  @Test func `follows without them, while an admin sees that there is one`() throws {
    let (site, bot) = try Self.joined(token: "s3cret")
    let server = HTTPServer(on: site.clock, router: site.router)
    func ids(_ token: String) throws -> [Int] {
      let reader = try `The stream of what is said`.Reader(
        server, "/messages/stream?after=0&hidden=true", "Authorization: Bearer \(token)")
      try site.reactor.wait {
        site.clock.advance(by: .zero)
        return reader.ids.last == 2
      }
      #expect(reader.read().contains("hidden_by") == (token == "s3cret"))
      return reader.ids
    }
    #expect(try ids(bot) == [2])
    #expect(try ids("s3cret") == [1, 2])
    let all = try site.json(.get, "/messages?hidden=true", "", Self.admin)["messages"]
    #expect(all?[1]?["hidden_by"] == "api")
  }

  @Test func `reads nothing that is said after its token was revoked, whatever it has open`() throws
  {
    let (site, bot) = try Self.joined(token: "s3cret")
    let server = HTTPServer(on: site.clock, router: site.router)
    let field = "Authorization: Bearer \(bot)"
    let stream = try `The stream of what is said`.Reader(server, "/messages/stream?after=0", field)
    try site.reactor.wait {
      site.clock.advance(by: .zero)
      return stream.ids == [2]
    }
    var outcome: Result<HTTPResponse, any Error>?
    site.start(
      .get, "/messages?after=2&wait=25", "", [("Authorization", "Bearer \(bot)")]
    ).addBoth { outcome = $0 }
    for _ in 1...3 { try site.json(.get, "/messages?limit=1", "", Self.admin) }
    #expect(outcome == nil)

    let id = try #require(
      JSON.decode(BotList.self, from: site.send(.get, "/bots", "", Self.admin).body).bots.first?.id)
    try site.json(.delete, "/bots/\(id)", "", Self.admin)
    let next = MessageSuite.batch.replacing("\"first\": 1", with: "\"first\": 3")
    try site.json(.post, "/messages", next.replacing("hi", with: "revoked"), Self.admin)
    try site.reactor.wait {
      site.clock.advance(by: .zero)
      return outcome != nil && stream.read().hasSuffix("0\r\n\r\n")
    }
    #expect(!stream.read().contains("revoked"))
    switch outcome {
    case .success(let response): #expect(response.status == .unauthorized)
    case .failure(let error): #expect((error as? HTTPError)?.status == .unauthorized)
    case nil: break
    }
  }
}
