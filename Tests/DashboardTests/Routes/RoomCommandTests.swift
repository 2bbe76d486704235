import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `What an admin does about a line` {
  static let who = "server=chat-1&instance=i1&member=7&name=ann&line=3"
  static let form = [
    ("server", "chat-1"), ("instance", "i1"), ("member", "7"), ("name", "ann"), ("line", "3"),
  ]

  static func dashboard() throws -> TestDashboard {
    let dashboard = try TestDashboard()
    for number in 1...5 { dashboard.api.room.say("\(number)") }
    dashboard.api.instance = "i1"
    dashboard.api.people = [FakeAPI.person(7, "ann")]
    return dashboard
  }

  @Test func `is done at once for what can be taken back, and leads back to the line`() throws {
    let dashboard = try Self.dashboard()
    for (path, method, note) in [
      ("/hide", "PUT", "Done: the line is hidden."),
      ("/show", "DELETE", "Done: the line is shown again."),
    ] {
      let answer = try dashboard.send(.post, path, form: [("id", "3")])
      #expect(answer.status == 303)
      let location = try #require(answer.location)
      #expect(location.hasPrefix("/room/?line=3&note=") && location.hasSuffix("#line-3"))
      #expect(dashboard.api.commands.last?.line == "\(method) /messages/3/hidden ")
      #expect(dashboard.api.commands.last?.actor == "dashboard · 192.0.2.7")
      let target = String(location.prefix { $0 != "#" })
      #expect(try dashboard.get(target).note == note)
    }
  }

  @Test func `says that a line is gone`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.refusal = .json(Outcome.error("there is no line 99"), .notFound)
    let answer = try dashboard.send(.post, "/hide", form: [("id", "99")])
    #expect(answer.status == 404)
    #expect(answer.text.contains("The API says: there is no line 99. Nothing was changed."))
    #expect(answer.text.contains("href=\"/room/?line=99#line-99\">Cancel</a>"))
  }

  @Test(arguments: ["/hide", "/show"])
  func `needs a line`(path: String) throws {
    let dashboard = try Self.dashboard()
    for form in [[], [("id", "x")], [("id", "-1")], [("id", "1/../../bans/1")]] {
      #expect(try dashboard.send(.post, path, form: form).status == 400)
    }
    #expect(dashboard.api.commands.isEmpty)
  }

  @Test(arguments: [
    ("Origin", "http://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site"),
  ])
  func `is nothing that a form on another site can do`(field: (String, String)) throws {
    let dashboard = try Self.dashboard()
    for path in [
      "/hide", "/show", "/mute", "/kick", "/ban", "/retention", "/bots/new", "/bots/revoke",
    ] {
      let form = Self.form + [("id", "3"), ("days", "0"), ("range", "192.0.2.7")]
      #expect(try dashboard.send(.post, path, form: form, [field]).status == 403)
    }
    #expect(dashboard.api.takeRequests() == [])
  }

  @Test(arguments: [AdminCommand.Kind.mute, .kick])
  func `to somebody is asked with their name, and leads back to the line`(
    kind: AdminCommand.Kind
  ) throws {
    let dashboard = try Self.dashboard()
    let question = try dashboard.get("\(kind.path)?\(Self.who)")
    #expect(question.value(of: "line") == "3" && question.value(of: "instance") == "i1")
    #expect(question.text.contains("href=\"/room/?line=3#line-3\">Cancel</a>"))
    let answer = try dashboard.send(.post, kind.path, form: Self.form)
    #expect(answer.location?.hasPrefix("/room/?line=3&note=") == true)
    dashboard.api.refusal = .json(Outcome.error("no"), .conflict)
    let again = try dashboard.send(.post, kind.path, form: Self.form)
    #expect(again.value(of: "line") == "3", "an error does not lose the way back")
  }

  @Test func `to somebody who has left says so`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.people = []
    let question = try dashboard.get("/kick?\(Self.who)")
    #expect(question.text.contains("They have left the chat already"))
    #expect(question.text.contains("href=\"/room/?line=3#line-3\">Back</a>"))
  }

  @Test func `as a ban says whom each way puts out, and leads back to the line`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.people += [
      FakeAPI.person(9, "ben"), FakeAPI.person(11, "cy", at: "192.0.2.77"),
    ]
    let page = try dashboard.get("/room/ban?\(Self.who)")
    let words = AimTests.words(page)
    #expect(words.contains("Puts out 1 person: ann."))
    #expect(words.contains("Puts out 2 people: ann, ben."))
    #expect(words.contains("Puts out 3 people: ann, ben, cy."))
    #expect(page.text.contains("action=\"/ban\"") && page.value(of: "line") == "3")
    #expect(page.text.contains("href=\"/room/?line=3#line-3\">Cancel</a>"))
    #expect(page.text.contains("member=7&amp;name=ann&amp;line=3\">mute</a>"))
    let answer = try dashboard.send(
      .post, "/ban",
      form: [("whom", "192.0.2.7"), ("minutes", "60"), ("reason", ""), ("line", "3")])
    #expect(answer.location?.hasPrefix("/room/?line=3&note=") == true)
    #expect(dashboard.api.commands.last?.line.hasPrefix("POST /bans ") == true)
  }

  @Test func `as a ban says who they are now, and that an address is gone with them`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.people = [FakeAPI.person(7, "eve")]
    let renamed = try dashboard.get("/room/ban?\(Self.who)").text
    #expect(renamed.contains("<b><bdi>ann</bdi></b> is <b><bdi>eve</bdi></b> now."))
    #expect(renamed.contains("Ban <b><bdi>eve</bdi></b>?"))
    dashboard.api.instance = "i2"
    for _ in 1...2 {
      let gone = try dashboard.get("/room/ban?\(Self.who)")
      #expect(gone.text.contains("They have left, and their address is not kept."))
      #expect(gone.value(of: "whom") == "ann", "the name is what is left to ban")
      dashboard.api.servers = []
    }
    dashboard.api.mood = .away
    let away = try dashboard.get("/room/ban?\(Self.who)").text
    #expect(away.contains("The API does not answer. Where they are is not known now."))
    #expect(try dashboard.get("/room/ban?member=7").status == 400)
  }

  @Test func `survives a login in between`() throws {
    let dashboard = try TestDashboard(password: "correct horse")
    let page = try dashboard.send(.post, "/hide", form: [("id", "3")])
    #expect(page.status == 403)
    #expect(page.value(of: "next") == "/hide?id=3")
    let question = try dashboard.get("/hide?id=3", cookie: try dashboard.logIn("correct horse"))
    #expect(question.text.contains("Hide this line?") && question.value(of: "id") == "3")
  }
}

@Suite struct `How long what is said is kept` {
  @Test func `is shown, and changed only after a question`() throws {
    let dashboard = try TestDashboard()
    let page = try dashboard.get("/room/")
    #expect(page.value(of: "days") == "30")
    #expect(page.text.contains("<form method=\"get\" action=\"/retention\">"))
    _ = try dashboard.get("/retention?days=7")
    #expect(dashboard.api.commands.isEmpty)
    let answer = try dashboard.submit("/retention", [("days", "7")])
    #expect(answer.note == "Done: what is said is kept for 7 days.")
    #expect(dashboard.api.commands.last?.line == "POST /retention {  \"days\" : 7}")
  }

  @Test(arguments: [
    (30, 7, "What is between 7 and 30 \ndays old is removed.", true),
    (30, 0, "All of that is removed.", true),
    (7, 30, "What was removed before does not come back.", false),
    (0, 7, "Nothing is kept at present.", false),
    (7, 7, "Lines are kept for 7 days at present already.", false),
    (1, 0, "Lines are kept for 1 day at present.", true),
  ])
  func `is asked with what it costs`(present: Int, days: Int, words: String, isHarsh: Bool) throws {
    let dashboard = try TestDashboard()
    dashboard.api.room.retentionDays = present
    let question = try dashboard.get("/retention?days=\(days)")
    #expect(question.text.contains(words.replacing("\n", with: "")))
    #expect(question.text.contains("class=\"harsh\"") == isHarsh)
    #expect(question.text.contains("cannot be brought back"))
    #expect(question.value(of: "days") == String(days))
  }

  @Test(arguments: ["", "x", "-1", "36501", "1.5", "99999999999999999999"])
  func `is a number of days`(days: String) throws {
    let dashboard = try TestDashboard()
    #expect(try dashboard.get("/retention?days=\(days)").status == 400)
    #expect(try dashboard.send(.post, "/retention", form: [("days", days)]).status == 400)
    #expect(dashboard.api.commands.isEmpty)
  }

  @Test func `is said on an empty page, if it is not at all`() throws {
    let dashboard = try TestDashboard()
    #expect(try dashboard.get("/room/").text.contains("Nothing has been said yet."))
    dashboard.api.room.retentionDays = 0
    #expect(try dashboard.get("/room/").text.contains("What is said is not kept."))
    #expect(try !dashboard.get("/room/?q=x").text.contains("not kept"))
  }

  @Test func `is not known of an older API`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.room.isOlder = true
    #expect(try dashboard.get("/room/").value(of: "days") == "")
    #expect(try dashboard.get("/retention?days=0").text.contains("The API says"))
  }
}
