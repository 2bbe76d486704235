import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct OverviewRoutesTests {
  @Test func `the page shows what the API says, and asks it anew each time`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.happen("banner.changed", by: "ann")
    let page = try dashboard.get("/")
    #expect(page.status == 200)
    #expect(page.text.contains("<b>3</b> people"))
    #expect(page.text.contains("chat-1"))
    #expect(page.text.contains("ann"))
    #expect(page.text.contains("nc 127.0.0.1 <span id=\"port\">…</span></code>"))
    dashboard.api.users = 12
    #expect(try dashboard.get("/").text.contains("<b>12</b> people"))
  }

  @Test func `it asks for what it shows, for the day once a minute`() throws {
    let dashboard = try TestDashboard()
    let others = [
      "GET /users/", "GET /servers", "GET /banner/", "GET /events?limit=20", "GET /doors",
      "GET /rules", "GET /history", "GET /status", "GET /messages?room=lobby&hidden=true&limit=50",
    ]
    for (seconds, day) in [
      (0, ["GET /samples?minutes=1500"]), (59, []), (1, ["GET /samples?minutes=1500"]),
    ] {
      dashboard.clock.advance(by: .seconds(seconds))
      _ = try dashboard.get("/")
      #expect(dashboard.api.takeRequests() == others + day)
    }
  }

  @Test func `the command to join has the address that the operator gave`() throws {
    func page(_ address: String?, host: String = "chat.example:8000") throws -> String {
      let dashboard = try TestDashboard(
        listen: "tcp:8000", hosts: ["chat.example"], chatAddress: address)
      dashboard.api.servers[0].report.port = 1_400
      return try dashboard.send(.get, "/", [("Host", host)]).text
    }
    #expect(try page(nil).contains(">nc chat.example <span id=\"port\">1400</span></code>"))
    #expect(
      try page("talk.example.org").contains(
        ">nc talk.example.org <span id=\"port\">1400</span></code>"))
    #expect(try page("talk.example.org:23").contains(">nc talk.example.org 23</code>"))
    #expect(try page("[2001:DB8::7]:23").contains(">nc 2001:db8::7 23</code>"))
  }

  @Test func `with the API away the page shows what it knew and how old that is`() throws {
    let dashboard = try TestDashboard()
    _ = try dashboard.get("/")
    dashboard.api.mood = .away
    dashboard.clock.advance(by: .seconds(190))
    _ = try dashboard.get("/")
    dashboard.clock.advance(by: .seconds(42))
    let page = try dashboard.get("/")
    #expect(page.status == 200)
    #expect(
      page.text.contains(
        "The API does not answer (since <time datetime=\"2026-11-24T12:03:10.000Z\">12:03:10"))
    #expect(page.text.contains("3 min 52 s old"))
    #expect(page.text.contains("<b>3</b> people"))
  }

  @Test func `an open dashboard says that it is open, one with a password does not`() throws {
    #expect(try TestDashboard().get("/").text.contains("This dashboard is open"))
    let closed = try TestDashboard(password: "correct horse")
    let page = try closed.get("/", cookie: try closed.logIn("correct horse"))
    #expect(!page.text.contains("This dashboard is open"))
    #expect(page.text.contains("Log out"))
  }

  @Test func `every answer carries the headers that keep others out`() throws {
    let dashboard = try TestDashboard()
    for target in [
      "/", "/banner", "/login", "/dashboard.css", "/dashboard.js", "/favicon.svg", "/nothing",
    ] {
      let answer = try dashboard.get(target)
      let policy = try #require(answer.response.fields["Content-Security-Policy"])
      #expect(policy.contains("default-src 'none'"))
      #expect(policy.contains("frame-ancestors 'none'"))
      #expect(answer.response.fields["X-Frame-Options"] == "DENY")
      #expect(!policy.contains("unsafe"))
      #expect(answer.response.fields["X-Content-Type-Options"] == "nosniff")
      #expect(answer.response.fields["Cache-Control"] != nil)
    }
    #expect(try dashboard.get("/").response.fields["Cache-Control"] == "no-store")
  }

  @Test func `nothing on the page comes from elsewhere or runs in it`() throws {
    let page = try TestDashboard().get("/").text + TestDashboard().get("/banner").text
    for text in ["http://", "https://", "src=\"//", "style=", "onclick", "<style"] {
      #expect(!page.contains(text), "\(text)")
    }
  }

  @Test func `what is not there is a page that says so`() throws {
    let dashboard = try TestDashboard()
    let nothing = try dashboard.get("/nothing")
    #expect(nothing.status == 404)
    #expect(nothing.text.contains("There is nothing at /nothing."))
    #expect(nothing.response.fields["Content-Type"] == "text/html; charset=utf-8")
    let wrong = try dashboard.send(.delete, "/")
    #expect(wrong.status == 405)
    #expect(wrong.response.fields["Allow"] == "GET, HEAD, OPTIONS")
    #expect(try dashboard.send(.head, "/").status == 200)
  }

  @Test(arguments: ["evil.example", "localhost.evil.example:8000", ""])
  func `an unknown Host learns nothing`(host: String) throws {
    let dashboard = try TestDashboard()
    for target in ["/", "/login", "/updates", "/dashboard.css"] {
      let answer = try dashboard.send(.get, target, [("Host", host)])
      #expect(answer.status == 421)
      #expect(!answer.text.contains("people"))
    }
    #expect(dashboard.api.takeRequests() == [])
  }

  @Test(arguments: [
    ("Origin", "http://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site"),
    ("Referer", "http://evil.example/"),
  ])
  func `a form on another site changes nothing`(field: (String, String)) throws {
    let dashboard = try TestDashboard()
    let answer = try dashboard.send(
      .post, "/set_banner/", form: [("banner", "owned")], [field])
    #expect(answer.status == 403)
    #expect(answer.text.contains("another site"))
    #expect(dashboard.api.banner == "Welcome")
    #expect(dashboard.api.takeRequests() == [])
  }
}
