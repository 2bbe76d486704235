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
    #expect(page.textarea == "Welcome")
    #expect(page.text.contains("<code>nc 127.0.0.1 <span id=\"port\">"))
    dashboard.api.users = 12
    #expect(try dashboard.get("/").text.contains("<b>12</b> people"))
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
    #expect(page.textarea == "Welcome")
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
    for target in ["/", "/login", "/dashboard.css", "/dashboard.js", "/favicon.svg", "/nothing"] {
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
    let page = try TestDashboard().get("/").text
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

@Suite struct BannerRoutesTests {
  @Test(arguments: [
    ("Hello", "Hello"), ("two\r\nlines", "two\nlines"),
    ("\r\n\r\nfirst lines empty", "\n\nfirst lines empty"),
    ("ends\r\n\r\n", "ends\n\n"), ("", ""), ("</textarea>&amp;\"", "</textarea>&amp;\""),
    ("Grüße 日本 🐈", "Grüße 日本 🐈"), ("  blanks  \t", "  blanks  \t"),
  ])
  func `what is typed is what is stored and what is shown`(typed: String, stored: String) throws {
    let dashboard = try TestDashboard()
    let answer = try dashboard.send(
      .post, "/set_banner/", form: [("banner", typed)],
      [("Origin", "http://\(TestDashboard.host)")])
    #expect(answer.status == 303)
    #expect(dashboard.api.banner == stored)
    #expect(dashboard.api.events.last?.actor == "dashboard")
    let location = try #require(answer.location)
    let page = try dashboard.get(location)
    #expect(page.textarea == stored)
    #expect(page.note?.contains("The banner is stored.") == true)
    #expect(try dashboard.get(location).note == nil, "a reload says nothing twice")
  }

  @Test func `storing what is stored already leaves the audit log be`() throws {
    let dashboard = try TestDashboard()
    let page = try dashboard.submit("/set_banner/", [("banner", "Welcome")])
    #expect(page.note?.contains("nothing was changed") == true)
    #expect(dashboard.api.events.isEmpty)
  }

  @Test func `one letter in another spelling is a change`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.banner = "caf\u{E9}"
    _ = try dashboard.submit("/set_banner/", [("banner", "cafe\u{301}")])
    #expect(dashboard.api.events.count == 1)
  }

  @Test func `the API's refusal is shown with what was typed`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.bannerProblem = "the banner has <5000> bytes"
    let answer = try dashboard.send(
      .post, "/set_banner/", form: [("banner", "\r\ntoo long & <b>")])
    #expect(answer.status == 400)
    #expect(answer.text.contains("The API refused the banner: the banner has &lt;5000&gt; bytes"))
    #expect(answer.textarea == "\ntoo long & <b>")
    #expect(answer.text.contains("<pre>\nWelcome</pre>"), "the terminal shows what is stored")
  }

  @Test func `an edit costs one request, and the page after it its own`() throws {
    let dashboard = try TestDashboard()
    let answer = try dashboard.send(.post, "/set_banner/", form: [("banner", "typed")])
    #expect(dashboard.api.takeRequests() == ["POST /banner/"])
    _ = try dashboard.get(try #require(answer.location))
    #expect(dashboard.api.takeRequests().count == 8)
  }

  @Test func `with the API away nothing was changed and the text is kept`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.mood = .refusing
    let answer = try dashboard.send(.post, "/set_banner/", form: [("banner", "typed")])
    #expect(answer.status == 503)
    #expect(answer.text.contains("cannot be reached, so nothing was changed"))
    #expect(answer.textarea == "typed")
  }

  @Test(arguments: [
    (HTTPStatus.unauthorized, HTTPStatus.badGateway), (.internalServerError, .badGateway),
    (.contentTooLarge, .contentTooLarge),
  ])
  func `an error of the API's keeps the text`(status: HTTPStatus, answered: HTTPStatus) throws {
    let dashboard = try TestDashboard()
    dashboard.api.mood = .answering(.json(Outcome.error("because"), status))
    let answer = try dashboard.send(.post, "/set_banner/", form: [("banner", "typed")])
    #expect(answer.status == answered.code)
    #expect(answer.text.contains("because"))
    #expect(answer.textarea == "typed")
  }

  @Test func `an answer that never comes is said to be unknown`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.mood = .losingAnswers
    let answer = try dashboard.send(.post, "/set_banner/", form: [("banner", "typed")])
    #expect(answer.status == 502)
    #expect(answer.text.contains("it may or may not be stored"))
    #expect(answer.textarea == "typed")
  }

  @Test func `the longest banner fits, in whatever letters`() throws {
    let dashboard = try TestDashboard()
    for text in [
      String(repeating: "x", count: Limits.bannerBytesMax), String(repeating: "é", count: 2_048),
    ] {
      let answer = try dashboard.send(.post, "/set_banner/", form: [("banner", text)])
      #expect(answer.status == 303)
      #expect(dashboard.api.banner == text)
    }
    #expect(try dashboard.get("/").text.contains("maxlength=\"4096\""))
  }

  @Test func `a request that is no form of ours is refused`() throws {
    let dashboard = try TestDashboard()
    #expect(try dashboard.send(.post, "/set_banner/", form: [("other", "x")]).status == 400)
    #expect(try dashboard.send(.post, "/set_banner/").status == 415)
    #expect(try dashboard.get("/set_banner/").location == "/")
    #expect(dashboard.api.events.isEmpty)
  }
}
