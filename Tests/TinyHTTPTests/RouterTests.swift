import Support
import Testing
import TinyHTTP
import TinyReactor

@Suite struct RouterTests {
  private static func router() -> Router {
    var router = Router()
    router.on(.get, "/") { _ in .text("root") }
    router.on(.get, "/users/") { _ in .text("users") }
    router.on(.post, "/users") { _ in .text("posted") }
    router.on(.get, "/servers/:id") { .text("server " + ($0.parameters["id"] ?? "")) }
    router.on(.put, "/servers/:name") { .text("put " + ($0.parameters["name"] ?? "")) }
    router.on(.get, "/servers/all") { _ in .text("all") }
    router.on(.get, "/servers/:id/users/:user") {
      .text(($0.parameters["id"] ?? "") + " has " + ($0.parameters["user"] ?? ""))
    }
    router.on(.get, "/later", deferred: { _ in .succeeded(.text("later")) })
    router.on(.get, "/q") { .text($0.query["x"] ?? "none") }
    return router
  }

  /// `200 body`, or the status and Allow.
  private static func outcome(_ method: HTTPMethod, _ target: String) -> String {
    var outcome = "not fired"
    router().respond(to: HTTPRequest(method, target)).addCallback { response in
      let allow = response.fields["Allow"].map { " " + $0 } ?? ""
      let body = response.status == .ok ? " " + text(response.body) : ""
      outcome = "\(response.status.code)\(allow)\(body)"
    }
    return outcome
  }

  @Test(arguments: [
    ("/hooks/abc", "/hooks/…"), ("/hooks/abc?abc", "/hooks/…"), ("/hooks/abc/abc", "/hooks/…"),
    ("/%68ooks/abc", "/hooks/…"), ("/hooks%2Fabc", "/hooks/…"), ("//hooks//abc", "//hooks/…"),
    ("/HOOKS/abc", "/HOOKS/…"), ("/x/hooks/abc", "/x/hooks/…"), ("/hooks/%zz", "/hooks/…"),
    ("/hooks", "/hooks"), ("/hooks?abc", "/hooks?abc"), ("/hook/abc", "/hook/abc"), ("/", "/"),
    ("/a%20b?c=%20", "/a%20b?c=%20"),
  ])
  func `what follows in a path that is secret is not shown`(target: String, shown: String) {
    var router = Router()
    #expect(router.shown(target) == target)
    router.secretsFollow = ["hooks"]
    #expect(router.shown(target) == shown)
  }

  @Test(arguments: [
    ("/", "200 root"),
    ("/users", "200 users"),
    ("/users/", "200 users"),
    ("/users?x=y", "200 users"),
    ("/users/?x", "200 users"),
    ("/%75sers", "200 users"),
    ("/users//", "404"),
    ("//users", "404"),
    ("//", "404"),
    ("/Users", "404"),
    ("/nothing", "404"),
    ("/servers", "404"),
    ("/servers/", "404"),
    ("/servers/a", "200 server a"),
    ("/servers/a/", "200 server a"),
    ("/servers/all", "200 all"),
    ("/servers/a%20b%C3%BC", "200 server a bü"),
    ("/servers/a+b", "200 server a+b"),
    ("/servers/%2B%25", "200 server +%"),
    ("/servers/a/users/b", "200 a has b"),
    ("/servers//users/b", "404"),
    ("/later", "200 later"),
    ("/q?x=1%202+3&x=4", "200 1 2 3"),
    ("/q", "200 none"),
    // What could be read in two ways
    ("/servers/%", "400"),
    ("/servers/%4", "400"),
    ("/servers/%zz", "400"),
    ("/servers/%00", "400"),
    ("/servers/%FF", "400"),
    ("/servers/%C0%AF", "400"),
    ("/servers/a%2Fb", "400"),
    ("/servers/a%5Cb", "400"),
    ("/servers/a\\b", "400"),
    ("/servers/a%0Ab", "400"),
    ("/servers/..", "400"),
    ("/servers/.", "400"),
    ("/servers/../users", "400"),
    ("/servers/%2e%2E/users", "400"),
    ("/servers/...", "200 server ..."),
    ("/q?x=%", "400"),
    ("/q?x=%FF", "400"),
    ("/nothing?x=%00", "400"),
  ])
  func `a path finds its handler`(_ target: String, _ expected: String) {
    #expect(Self.outcome(.get, target) == expected)
  }

  @Test(arguments: [
    (HTTPMethod.head, "/users", "200 users"),
    (.post, "/users", "200 posted"),
    (.post, "/users/", "200 posted"),
    (.delete, "/users", "405 GET, HEAD, OPTIONS, POST"),
    (.post, "/later", "405 GET, HEAD, OPTIONS"),
    (.head, "/nothing", "404"),
    (.put, "/servers/x", "200 put x"),
    (.delete, "/servers/x", "405 GET, HEAD, OPTIONS, PUT"),
    (.put, "/servers/all", "200 put all"),
    (.options, "/users", "204 GET, HEAD, OPTIONS, POST"),
    (.options, "/servers/x", "204 GET, HEAD, OPTIONS, PUT"),
    (.options, "/nothing", "404"),
    (.options, "*", "204 GET, HEAD, OPTIONS, POST, PUT"),
    (.trace, "/users", "405 GET, HEAD, OPTIONS, POST"),
  ])
  func `a method finds its handler, or learns what is allowed`(
    _ method: HTTPMethod, _ target: String, _ expected: String
  ) {
    #expect(Self.outcome(method, target) == expected)
  }

  @Test func `404 and 405 say why`() throws {
    let answer = try #require(Self.answer(.get, "/x"))
    #expect(answer.fields["Content-Type"] == "text/plain; charset=utf-8")
    #expect(text(answer.body) == "there is nothing at /x\n")
    let refusal = try #require(Self.answer(.delete, "/users"))
    #expect(text(refusal.body) == "DELETE is not allowed here\n")
  }

  @Test func `middleware wraps every answer, the first one outermost`() {
    var router = Self.router()
    var log: [String] = []
    for name in ["a", "b"] {
      router.use { request, next in
        log.append("\(name)> \(request.target) \(request.parameters)")
        return try next(request).addBoth { result in
          log.append("\(name)< " + (result.status ?? "error"))
          return try result.get()
        }
      }
    }
    _ = router.respond(to: HTTPRequest(.get, "/servers/x"))
    #expect(
      log == ["a> /servers/x [\"id\": \"x\"]", "b> /servers/x [\"id\": \"x\"]", "b< 200", "a< 200"])
    log = []
    _ = router.respond(to: HTTPRequest(.get, "/nothing"))
    #expect(log == ["a> /nothing [:]", "b> /nothing [:]", "b< error", "a< error"])
  }

  @Test func `middleware can refuse, change the request, and mend an error`() throws {
    var router = Self.router()
    router.use { request, next in
      if request.fields["Key"] == nil { throw HTTPError(.unauthorized, "who are you?") }
      return try next(request).addErrback { _ in .text("sorry", .notFound) }
    }
    var request = HTTPRequest(.get, "/nothing")
    var status: [Int] = []
    router.respond(to: request).addCallback { status.append($0.status.code) }
    request.fields["Key"] = "x"
    router.respond(to: request).addCallback { response in
      status.append(response.status.code)
      #expect(text(response.body) == "sorry")
    }
    #expect(status == [401, 404])
  }

  @Test func `a refusal comes before everything, and default fields stand in every answer`() {
    var router = Self.router()
    router.use { request, next in try next(request) }
    router.refuse { $0.fields["Key"] == nil ? HTTPError(.unauthorized, "who are you?") : nil }
    router.defaultFields = HTTPFields([("Default", "yes"), ("Content-Type", "none")])
    var outcomes: [String] = []
    for (target, key) in [("/users", ""), ("/later", "x"), ("/nothing", "x"), ("/users/", "x")] {
      let fields = HTTPFields(key.isEmpty ? [] : [("Key", key)])
      router.respond(to: HTTPRequest(.get, target, fields: fields)).addCallback {
        outcomes.append("\($0.status.code) \($0.fields["Default"] ?? "no")")
        #expect($0.fields.values("Content-Type").count == 1 && $0.fields["Content-Type"] != "none")
      }
    }
    #expect(outcomes == ["401 yes", "200 yes", "404 yes", "200 yes"])
  }

  private static func answer(_ method: HTTPMethod, _ target: String) -> HTTPResponse? {
    var answer: HTTPResponse?
    router().respond(to: HTTPRequest(method, target)).addCallback { answer = $0 }
    return answer
  }
}

extension Result<HTTPResponse, any Error> {
  fileprivate var status: String? { (try? get()).map { "\($0.status.code)" } }
}
