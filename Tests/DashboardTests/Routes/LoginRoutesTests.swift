import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct LoginRoutesTests {
  static let password = "correct horse"

  @Test func `from the door to the page and out again`() throws {
    let dashboard = try TestDashboard(password: Self.password)
    #expect(try dashboard.get("/").location == "/login")
    let form = try dashboard.get("/login")
    #expect(form.status == 200)
    #expect(form.text.contains("type=\"password\""))
    #expect(!form.text.contains("people"))

    let answer = try dashboard.send(
      .post, "/login", form: [("name", "admin"), ("password", Self.password)])
    #expect(answer.status == 303)
    #expect(answer.location == "/")
    let cookie = try #require(answer.response.fields["Set-Cookie"])
    #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"))
    #expect(!cookie.contains("Secure"))
    let session = try #require(answer.session)

    #expect(try dashboard.get("/", cookie: session).text.contains("<b>3</b> people"))
    #expect(try dashboard.get("/login", cookie: session).location == "/")
    let changed = try dashboard.send(
      .post, "/set_banner/", form: [("banner", "mine")], cookie: session)
    #expect(changed.status == 303)
    #expect(dashboard.api.events.last?.actor == "admin · 192.0.2.7")

    let out = try dashboard.send(.post, "/logout", cookie: session)
    #expect(out.location == "/")
    #expect(out.session == "")
    #expect(out.response.fields["Set-Cookie"]?.contains("Max-Age=0") == true)
    #expect(try dashboard.get("/", cookie: session).location == "/login")
  }

  @Test(arguments: ["", "0", String(repeating: "a", count: 64), "netcatchat_admin"])
  func `a made-up cookie opens nothing`(cookie: String) throws {
    let dashboard = try TestDashboard(password: Self.password)
    #expect(try dashboard.get("/", cookie: cookie).location == "/login")
    #expect(dashboard.api.takeRequests() == [])
  }

  @Test func `a cookie over TLS is for TLS only`() throws {
    let dashboard = try TestDashboard(password: Self.password)
    let answer = try dashboard.send(
      .post, "/login", form: [("name", "admin"), ("password", Self.password)],
      [("X-Forwarded-Proto", "https")])
    #expect(answer.response.fields["Set-Cookie"]?.contains("Secure") == true)
  }

  @Test func `wrong passwords are refused, then slowed, and the right one waits its turn`() throws {
    let dashboard = try TestDashboard(password: Self.password)
    for _ in 0..<4 {
      let answer = try dashboard.send(
        .post, "/login", form: [("name", "admin"), ("password", "guess")])
      #expect(answer.status == 403)
      #expect(answer.text.contains(LoginWords.wrong))
      #expect(answer.session == nil)
    }
    var answers: [Int] = []
    for password in ["guess", Self.password, Self.password] {
      dashboard.start(.post, "/login", form: [("name", "admin"), ("password", password)])
        .addCallback {
          answers.append($0.status.code)
        }
    }
    #expect(answers == [429], "the line is full; the others wait")
    dashboard.clock.advance(by: .seconds(10))
    #expect(answers == [429, 403])
    dashboard.clock.advance(by: .seconds(10))
    #expect(answers == [429, 403, 303])
  }

  @Test func `who is refused is told when to try again, and not whether it was right`() throws {
    let dashboard = try TestDashboard(password: Self.password)
    for _ in 0..<6 {
      _ = dashboard.start(.post, "/login", form: [("name", "admin"), ("password", "guess")])
    }
    for password in ["guess", Self.password] {
      let answer = try dashboard.send(
        .post, "/login", form: [("name", "admin"), ("password", password), ("draft", "typed")])
      #expect(answer.status == 429)
      #expect(answer.response.fields["Retry-After"] == "11")
      #expect(answer.text.contains("your password was not looked at. Try again in 11 s."))
      #expect(answer.value(of: "draft") == "typed")
    }
  }

  @Test func `a browser that has logged in before is let in while its address is guessing`() throws
  {
    let dashboard = try TestDashboard(password: Self.password)
    let before = try dashboard.send(
      .post, "/login", form: [("name", "admin"), ("password", Self.password)])
    let cookies = before.response.fields.values("Set-Cookie")
    let known = try #require(cookies.first { $0.hasPrefix("netcatchat_browser_8000=") })
    #expect(known.contains("Path=/login; Max-Age=15552000; HttpOnly; SameSite=Strict"))
    let cookie = String(known.prefix { $0 != ";" })
    _ = try dashboard.send(.post, "/logout", cookie: before.session)
    for _ in 0..<99 {
      _ = dashboard.start(.post, "/login", form: [("name", "admin"), ("password", "guess")])
    }
    #expect(
      try dashboard.send(.post, "/login", form: [("name", "admin"), ("password", Self.password)])
        .status == 429)
    let again = try dashboard.send(
      .post, "/login", form: [("name", "admin"), ("password", Self.password)], [("Cookie", cookie)])
    #expect(again.status == 303)
    #expect(try dashboard.get("/", cookie: again.session).status == 200)
    #expect(again.response.fields.values("Set-Cookie").contains { $0.hasPrefix(cookie) })
  }

  @Test func `the cookie of a known browser opens nothing`() throws {
    let dashboard = try TestDashboard(password: Self.password)
    let answer = try dashboard.send(
      .post, "/login", form: [("name", "admin"), ("password", Self.password)])
    let known = answer.response.fields.values("Set-Cookie").last ?? ""
    let token = String(known.split(separator: "=")[1].prefix { $0 != ";" })
    #expect(try dashboard.get("/", cookie: token).location == "/login")
    let page = try dashboard.send(
      .get, "/", [("Cookie", "netcatchat_browser_8000=\(token)")])
    #expect(page.location == "/login")
  }

  @Test func `the login leads to where one wanted to go, and never elsewhere`() throws {
    let dashboard = try TestDashboard(password: Self.password)
    #expect(try dashboard.get("/log?before=7").location == "/login?next=%2Flog%3Fbefore%3D7")
    for (next, goal) in [("/people?q=x", "/people?q=x"), ("//evil.example", "/"), ("/\\evil", "/")]
    {
      let answer = try dashboard.send(
        .post, "/login", form: [("name", "admin"), ("password", Self.password), ("next", next)])
      #expect(answer.location == goal)
    }
  }

  @Test func `a banner typed before the session ended comes through the login`() throws {
    let dashboard = try TestDashboard(password: Self.password)
    let typed = "\n<long> & 'dear' text"
    let asked = try dashboard.send(.post, "/set_banner/", form: [("banner", typed)])
    #expect(asked.status == 403)
    #expect(asked.text.contains("What you typed is kept"))
    #expect(asked.text.contains("&lt;long&gt;"))
    #expect(dashboard.api.banner == "Welcome")
    let again = try dashboard.send(
      .post, "/login", form: [("name", "admin"), ("password", "wrong"), ("draft", typed)])
    #expect(again.text.contains("&lt;long&gt;"), "a wrong password keeps it as well")
    let page = try dashboard.send(
      .post, "/login", form: [("name", "admin"), ("password", Self.password), ("draft", typed)])
    #expect(page.status == 200)
    #expect(page.textarea == typed)
    #expect(page.text.contains("not stored yet"))
    #expect(page.session != nil)
  }

  @Test func `a command asked for after the session ended comes back as its question`() throws {
    let dashboard = try TestDashboard(password: Self.password)
    let reason = String(repeating: "ß&=", count: 66)
    let asked = try dashboard.send(
      .post, "/ban", form: [("range", "192.0.2.0/24"), ("minutes", "60"), ("reason", reason)])
    #expect(asked.status == 403)
    #expect(asked.text.contains("What you typed is kept"))
    #expect(dashboard.api.commands.isEmpty)
    let next = try #require(asked.value(of: "next"))
    let answer = try dashboard.send(
      .post, "/login", form: [("name", "admin"), ("password", Self.password), ("next", next)])
    let question = try dashboard.get(try #require(answer.location), cookie: answer.session)
    #expect(question.value(of: "range") == "192.0.2.0/24")
    #expect(question.value(of: "reason") == reason)
    #expect(question.text.contains("value=\"60\" selected"))
  }

  @Test func `the API hears of each attempt that was looked at, and of no other`() throws {
    let dashboard = try TestDashboard(password: Self.password)
    for _ in 0..<9 {
      _ = dashboard.start(.post, "/login", form: [("name", "admin"), ("password", "guess")])
    }
    dashboard.clock.advance(by: .seconds(60))
    _ = try dashboard.logIn(Self.password)
    let told = dashboard.api.identity.takeRequests().filter { $0 != "GET /session" }
    #expect(told == Array(repeating: "POST /sessions by 192.0.2.7", count: 7))
  }

  @Test func `logging in anew ends the session before`() throws {
    let dashboard = try TestDashboard(password: Self.password)
    let first = try dashboard.logIn(Self.password)
    let answer = try dashboard.send(
      .post, "/login", form: [("name", "admin"), ("password", Self.password)], cookie: first)
    #expect(answer.session != first)
    #expect(try dashboard.get("/", cookie: first).location == "/login")
  }

  @Test func `a form on another site logs nobody in or out`() throws {
    let dashboard = try TestDashboard(password: Self.password)
    let elsewhere = [("Origin", "http://evil.example")]
    let session = try dashboard.logIn(Self.password)
    let login = try dashboard.send(
      .post, "/login", form: [("name", "admin"), ("password", Self.password)], elsewhere)
    #expect(login.status == 403)
    #expect(try dashboard.send(.post, "/logout", elsewhere, cookie: session).status == 403)
    #expect(try dashboard.get("/", cookie: session).status == 200)
  }

  @Test(arguments: ["/livez", "/readyz", "/healthz/", "/metrics", "/version"])
  func `machines that watch the service need no session`(target: String) throws {
    let dashboard = try TestDashboard(password: Self.password)
    // The service adds these routes; here they are not there, which is further than the login.
    for host in ["10.0.0.1", "[2001:db8::1]:8000", "localhost", "dashboard:8000", "any.example"] {
      #expect(try dashboard.send(.get, target, [("Host", host)]).status == 404)
    }
  }

  @Test func `two dashboards of one host leave each other's sessions alone`() throws {
    let first = try TestDashboard(password: Self.password)
    let second = try TestDashboard(password: Self.password)
    var jar: [String: String] = [:]
    /// As a browser does, which keeps cookies by host, whatever the port.
    func visit(
      _ dashboard: TestDashboard, _ host: String, _ method: HTTPMethod, _ target: String,
      form: [(String, String)]? = nil
    ) throws -> Answer {
      let cookies = jar.map { "\($0)=\($1)" }.joined(separator: "; ")
      let answer = try dashboard.send(
        method, target, form: form, [("Host", host), ("Cookie", cookies)])
      for cookie in answer.response.fields.values("Set-Cookie") {
        let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
        jar[String(pair[0])] = pair.count == 2 ? String(pair[1]) : nil
      }
      return answer
    }
    for (dashboard, host) in [(first, "127.0.0.1:8000"), (second, "127.0.0.1:8001")] {
      _ = try visit(
        dashboard, host, .post, "/login", form: [("name", "admin"), ("password", Self.password)])
    }
    #expect(Set(jar.keys).count == 4, "a session and a browser's token for each: \(jar.keys)")
    for (dashboard, host) in [(first, "127.0.0.1:8000"), (second, "127.0.0.1:8001")] {
      #expect(try visit(dashboard, host, .get, "/").status == 200)
    }
    #expect(try visit(second, "127.0.0.1:8001", .post, "/logout").status == 303)
    #expect(try visit(first, "127.0.0.1:8000", .get, "/").status == 200)
    #expect(try visit(second, "127.0.0.1:8001", .get, "/").status == 303)
  }

  @Test(arguments: [
    ("localhost:8000", "netcatchat_admin_8000"), ("[::1]:99", "netcatchat_admin_99"),
    ("localhost", "netcatchat_admin"), ("localhost:", "netcatchat_admin"),
    ("localhost:70000", "netcatchat_admin"), ("a b:1", "netcatchat_admin"),
  ])
  func `the port that a browser asked for is in the cookie's name`(host: String, name: String) {
    let request = HTTPRequest(.get, "/", fields: HTTPFields([("Host", host)]))
    #expect(CookieName.session(for: request) == name)
  }

  @Test func `with no password there is nothing to log in to`() throws {
    let dashboard = try TestDashboard()
    #expect(try dashboard.get("/login").location == "/")
    #expect(
      try dashboard.send(.post, "/login", form: [("name", "admin"), ("password", "x")]).location
        == "/")
  }
}
