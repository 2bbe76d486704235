import API
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `A bot's token` {
  let site: TestSite
  let talker: String
  let reader: String

  init() throws {
    let site = try TestSite(token: "s3cret")
    self.site = site
    let admin = [("Authorization", "Bearer s3cret")]
    func make(_ name: String, mayRead: Bool) throws -> String {
      let body = #"{"name": "\#(name)", "may_read": \#(mayRead)}"#
      return try #require(try site.json(.post, "/bots", body, admin)["token"]?.text)
    }
    talker = try make("talker", mayRead: false)
    reader = try make("reader", mayRead: true)
  }

  func status(_ method: HTTPMethod, _ target: String, _ token: String) -> Int? {
    let fields = HTTPFields([("Host", "any.example"), ("Authorization", "Bearer \(token)")])
    let request = HTTPRequest(method, target, fields: fields)
    return site.access.refusal(of: request)?.status.code
  }

  @Test(
    arguments: [
      (.post, "/say", nil, nil), (.post, "/say/", nil, nil), (.get, "/say", 403, 403),
      (.get, "/messages", 403, nil), (.head, "/messages", 403, nil),
      (.get, "/messages/?after=1", 403, nil), (.get, "/messages/stream", 403, nil),
      (.get, "/messages/export?format=text", 403, nil), (.post, "/messages", 403, 403),
      (.delete, "/messages", 403, 403), (.get, "/messages/7", 403, 403),
      (.get, "/messages/stream/x", 403, 403), (.get, "/bots", 403, 403), (.post, "/bots", 403, 403),
      (.get, "/config", 403, 403), (.get, "/events", 403, 403), (.get, "/backup", 403, 403),
      (.post, "/kicks", 403, 403), (.get, "/", 403, 403), (.post, "/saying", 403, 403),
      (.post, "/messages/../say", 403, 403), (.get, "/livez", nil, nil),
    ] as [(HTTPMethod, String, Int?, Int?)])
  func `is good for talk, and for reading where the bot may`(
    method: HTTPMethod, target: String, talkers: Int?, readers: Int?
  ) {
    #expect(status(method, target, talker) == talkers)
    #expect(status(method, target, reader) == readers)
  }

  @Test func `tells whose request it is, for what it is good for`() {
    func bot(_ method: HTTPMethod, _ target: String, _ token: String) -> String? {
      let fields = HTTPFields([("Authorization", "bearer  \(token)")])
      return site.access.bot(behind: HTTPRequest(method, target, fields: fields))?.name
    }
    #expect(bot(.post, "/say", talker) == "talker")
    #expect(bot(.get, "/messages", talker) == nil)
    #expect(bot(.get, "/messages", reader) == "reader")
    #expect(bot(.get, "/config", reader) == nil)
    #expect(bot(.post, "/hooks/\(talker)", "s3cret") == "talker")
    #expect(bot(.post, "/say", "s3cret") == nil)
  }

  @Test(arguments: ["", "0", "x"])
  func `that is wrong is refused and counted`(end: String) {
    let wrong = String(talker.dropLast()) + end
    guard wrong != talker else { return }
    #expect(status(.post, "/say", wrong) == 401)
    #expect(status(.get, "/messages", wrong) == 401)
    #expect(site.access.tokenRefusals == 2)
  }

  @Test func `that is good for less is no wrong one`() throws {
    let why = try site.error(
      .get, "/config", "", [("Authorization", "Bearer \(talker)")], status: 403)
    #expect(why.contains("the bot talker") && why.contains("API_TOKEN"))
    #expect(site.access.tokenRefusals == 0)
  }

  @Test func `is needed for talk where the API has no token, and for nothing else`() throws {
    let open = try TestSite()
    let token = try open.json(.post, "/bots", #"{"name": "deploy"}"#)["token"]?.text ?? ""
    func status(_ token: String, _ target: String) throws -> Int {
      try open.send(.post, target, #"{"text": "x"}"#, [("Authorization", "Bearer \(token)")])
        .status.code
    }
    #expect(try status(token, "/say") == 503)  // no chat server is there
    #expect(try status(token + "0", "/say") == 401)
    #expect(open.access.tokenRefusals == 1)
    #expect(try status("whatever", "/say") == 400)
    #expect(try status(token + "0", "/announcements") == 202)
    #expect(try open.send(.get, "/bots").status == .ok)
  }

  @Test func `brought by a page from elsewhere opens nothing`() {
    let fields = HTTPFields([
      ("Authorization", "Bearer \(talker)"), ("Origin", "http://evil.example"),
    ])
    let request = HTTPRequest(.post, "/say", fields: fields)
    #expect(site.access.refusal(of: request)?.status == .forbidden)
  }
}
