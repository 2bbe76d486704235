import API
import Testing
import TinyHTTP

@Suite struct `Access` {
  func status(
    _ method: HTTPMethod, _ target: String, token: String? = nil, _ fields: [(String, String)]
  ) -> Int? {
    let request = HTTPRequest(method, target, fields: HTTPFields(fields))
    return AccessRules(token: token).refusal(of: request)?.status.code
  }

  @Test(arguments: ["/banner/", "/config", "/", "/openapi.json", "/nothing"])
  func `with a token everything needs it`(target: String) {
    let right = ("Authorization", "Bearer s3cret")
    #expect(status(.get, target, token: "s3cret", []) == 401)
    #expect(status(.get, target, token: "s3cret", [right]) == nil)
    #expect(status(.get, target, token: "s3cret", [right, ("Host", "evil.example")]) == nil)
  }

  @Test func `a name of ours is remembered, and opens the door to no other`() {
    let rules = AccessRules(token: nil)
    let answers = ["127.0.0.1:8080", "evil.example", "127.0.0.1:8080", "localhost", "evil.example"]
      .map { host in
        rules.refusal(of: HTTPRequest(.get, "/banner/", fields: HTTPFields([("Host", host)])))
      }
    #expect(answers.map { $0?.status.code } == [nil, 403, nil, nil, 403])
  }

  @Test(arguments: ["/livez", "/readyz", "/healthz", "/healthz/", "/metrics", "/version"])
  func `health does not`(target: String) {
    #expect(status(.get, target, token: "s3cret", []) == nil)
    #expect(status(.get, target, token: "s3cret", [("Host", "api.example")]) == nil)
    // Who may call us what there is `HealthAccess`'s to say.
    for host in ["127.0.0.1:8080", "localhost", "api:8080", "192.0.2.7", "evil.example"] {
      #expect(status(.get, target, [("Host", host)]) == nil)
    }
  }

  @Test(arguments: [
    "", "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3crets", "Bearer S3cret", "Basic s3cret",
    "s3cret", "Bearers3cret", "Bearer \u{0}3cret",
  ])
  func `a wrong token is 401`(value: String) {
    #expect(status(.get, "/banner/", token: "s3cret", [("Authorization", value)]) == 401)
  }

  @Test
  func `calls refused for their token are counted, and none that is refused for another reason`() {
    let rules = AccessRules(token: "s3cret")
    let sent: [(String, String)] = [
      ("/banner/", ""), ("/banner/", "Bearer wrong"), ("/banner/", "Bearer s3cret"),
      ("/readyz", ""),
    ]
    for (path, value) in sent {
      let fields = HTTPFields(value.isEmpty ? [] : [("Authorization", value)])
      _ = rules.refusal(of: HTTPRequest(.get, path, fields: fields))
    }
    let foreign = HTTPFields([
      ("Authorization", "Bearer s3cret"), ("Origin", "http://evil.example"),
    ])
    #expect(rules.refusal(of: HTTPRequest(.post, "/banner/", fields: foreign))?.status.code == 403)
    #expect(rules.tokenRefusals == 2)
  }

  @Test(arguments: ["Bearer s3cret", "bearer s3cret", "BEARER  s3cret"])
  func `the scheme is written as one likes`(value: String) {
    #expect(status(.get, "/banner/", token: "s3cret", [("Authorization", value)]) == nil)
  }

  @Test func `a refusal says how to do it right`() throws {
    let site = try TestSite(token: "s3cret")
    let response = try site.send(.get, "/banner/")
    #expect(response.status.code == 401)
    #expect(response.fields["WWW-Authenticate"] == #"Bearer realm="NetCatChat API""#)
    let body = String(decoding: response.body, as: UTF8.self)
    #expect(body.contains("Authorization: Bearer"))
    #expect(!body.contains("s3cret"))
  }

  @Test(arguments: [
    "localhost", "localhost:8080", "LOCALHOST", "127.0.0.1", "127.0.0.1:8080", "[::1]:8080",
    "[::1]", "192.0.2.7:80", "api", "api:8080",
  ])
  func `our names and numeric addresses are let in`(host: String) {
    #expect(status(.get, "/banner/", [("Host", host)]) == nil)
  }

  @Test(arguments: [
    "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
    "api.evil.example", "", "[::1", "[evil]",
  ])
  func `a name that somebody pointed at us is not`(host: String) {
    #expect(status(.get, "/banner/", [("Host", host)]) == 403)
  }

  @Test(arguments: [
    [("Origin", "http://evil.example")], [("Origin", "null")], [("Origin", "http://localhost:9")],
    [("Origin", "http://localhost:8080.evil.example")],
    [("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "same-site")],
  ])
  func `pages from elsewhere may not change anything`(fields: [(String, String)]) {
    let fields = [("Host", "localhost:8080")] + fields
    #expect(status(.post, "/banner/", fields) == 403)
    #expect(status(.put, "/servers/a", fields) == 403)
    #expect(status(.delete, "/servers/a", fields) == 403)
    // They cannot read the answer, since nothing here allows it (CORS); a link may lead here.
    #expect(status(.get, "/banner/", fields) == nil)
  }

  @Test(
    arguments: [
      [], [("Origin", "http://localhost:8080")], [("Origin", "https://localhost:8080")],
      [("Sec-Fetch-Site", "same-origin")], [("Sec-Fetch-Site", "none")],
    ] as [[(String, String)]])
  func `programs and our own pages may`(fields: [(String, String)]) {
    #expect(status(.post, "/banner/", [("Host", "localhost:8080")] + fields) == nil)
  }

  @Test func `a form on another page changes nothing`() throws {
    let site = try TestSite()
    let why = try site.error(
      .post, "/banner/", #"{"banner": "owned"}"#,
      [("Content-Type", "text/plain"), ("Origin", "http://evil.example")], status: 403)
    #expect(why.contains("another site"))
    #expect(site.journal.snapshot.lastSeq == 0)
  }
}
