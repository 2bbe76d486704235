import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct BannerRoutesTests {
  @Test func `the page has the banner as it is, and what newcomers see`() throws {
    let dashboard = try TestDashboard()
    let page = try dashboard.get("/banner")
    #expect(page.text.contains("<pre>\nWelcome</pre>") && page.textarea == "Welcome")
    #expect(page.value(of: "lines") == "10")
    #expect(page.text.contains("<a href=\"/banner\" aria-current=\"page\">"))
    #expect(try !dashboard.get("/").text.contains("<textarea"))
  }

  @Test func `with the API away the page shows the banner that it knew`() throws {
    let dashboard = try TestDashboard()
    _ = try dashboard.get("/banner")
    dashboard.api.mood = .away
    let page = try dashboard.get("/banner")
    #expect(page.textarea == "Welcome" && page.text.contains("The API does not answer"))
  }

  @Test func `what newcomers see is changed there, and leads back`() throws {
    let answer = try TestDashboard().send(.post, "/history", form: [("lines", "3")])
    #expect(answer.location?.hasPrefix("/banner?note=") == true)
  }

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
    #expect(dashboard.api.events.last?.actor == "dashboard · 192.0.2.7")
    let location = try #require(answer.location)
    #expect(location.hasPrefix("/banner?note="))
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
    #expect(try dashboard.get("/banner").text.contains("maxlength=\"4096\""))
  }

  @Test func `a request that is no form of ours is refused`() throws {
    let dashboard = try TestDashboard()
    #expect(try dashboard.send(.post, "/set_banner/", form: [("other", "x")]).status == 400)
    #expect(try dashboard.send(.post, "/set_banner/").status == 415)
    #expect(try dashboard.get("/set_banner/").location == "/banner")
    #expect(dashboard.api.events.isEmpty)
  }
}
