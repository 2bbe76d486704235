import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct PeopleTests {
  static func crowd(_ count: Int) throws -> TestDashboard {
    let dashboard = try TestDashboard()
    dashboard.api.people = (1...count).map { id in
      FakeAPI.person(2 * id - 2, "guest-\(id)", at: id % 2 == 0 ? "192.0.2.7" : "2001:db8::7")
    }
    return dashboard
  }

  @Test func `each person is shown with all that is known and all that can be done`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.people = [FakeAPI.person(7, "ann"), FakeAPI.person(9, "ben", muted: true)]
    let text = try dashboard.get("/people").text
    #expect(text.contains("2 people here"))
    #expect(text.contains("<b><bdi>ann</bdi></b>"))
    #expect(text.contains("192.0.2.7"))
    #expect(text.contains("here for 2 min 5 s · last active 3 s ago · 34 lines"))
    #expect(text.contains("href=\"/kick?server=chat-1&amp;member=7&amp;name=ann\""))
    #expect(text.contains("href=\"/mute?server=chat-1&amp;member=7&amp;name=ann\""))
    #expect(text.contains("href=\"/ban?range=192.0.2.7&amp;minutes=60\""))
    #expect(text.contains(">muted</span>"))
    #expect(!text.contains("/mute?server=chat-1&amp;member=9"))
    #expect(text.contains("action=\"/unmute\""))
  }

  @Test(arguments: [" ", "", "..", "a/b", "ä", String(repeating: "a", count: 65)])
  func `an API that names a server as none can be named is no API, and no harm`(id: String) throws {
    let dashboard = try TestDashboard()
    dashboard.api.servers = [FakeAPI.server(id)]
    for page in ["/people", "/"] {
      #expect(try dashboard.get(page).text.contains("answers what this dashboard cannot read"))
    }
  }

  @Test func `who is gone and still heard is marked, and can be put out`() throws {
    let dashboard = try TestDashboard()
    var gone = FakeAPI.person(9, "ben")
    gone.gone = true
    dashboard.api.people = [FakeAPI.person(7, "ann"), gone]
    let text = try dashboard.get("/people").text
    #expect(
      text.components(between: "ann</bdi>", and: "ben</bdi>").first?.contains("gone") == false)
    #expect(text.contains("<b><bdi>ben</bdi></b>  <span class=\"badge\">gone, still heard</span>"))
    #expect(text.contains("href=\"/kick?server=chat-1&amp;member=9&amp;name=ben\""))
    #expect(text.contains("href=\"/mute?server=chat-1&amp;member=9&amp;name=ben\""))
  }

  @Test func `a large crowd comes in pages, and nobody is left out or shown twice`() throws {
    let dashboard = try Self.crowd(120)
    var target = "/people"
    var seen: [Substring] = []
    for page in 1...3 {
      let text = try dashboard.get(target).text
      seen += text.split(separator: "<bdi>guest-").dropFirst().map { $0.prefix { $0 != "<" } }
      #expect(text.contains("First page") == (page > 1))
      #expect(text.contains("Next page") == (page < 3))
      target = "/people?server=chat-1&after=\(page * 100 - 2)"
      if page < 3 {
        #expect(text.contains(target.split(separator: "&").joined(separator: "&amp;")))
      }
    }
    #expect(seen.map { Int($0) } == (1...120).map { $0 })
  }

  @Test func `a search is kept in its field, on the next page and on other servers`() throws {
    let dashboard = try Self.crowd(120)
    dashboard.api.servers.append(FakeAPI.server("chat-2", users: 1))
    let page = try dashboard.get("/people?q=guest-1")
    #expect(page.value(of: "q") == "guest-1")
    #expect(page.text.contains("32 people with “<bdi>guest-1</bdi>”"))
    #expect(page.text.contains("/people?server=chat-2&amp;q=guest-1"))
    #expect(page.text.contains("Show all"))
    let none = try dashboard.get("/people?q=%3Cscript%3E%22")
    #expect(none.text.contains("Nobody has “<bdi>&lt;script&gt;&quot;</bdi>”"))
    #expect(none.value(of: "q") == "<script>\"")
    #expect(!none.text.contains("<script>"))
  }

  @Test func `hostile names stay text`() throws {
    let dashboard = try TestDashboard()
    let hostile = "\"><script>x</script>\u{202E}"
    dashboard.api.people = [FakeAPI.person(1, hostile, at: hostile, muted: true)]
    dashboard.api.servers = [FakeAPI.server("chat-1"), FakeAPI.server(hostile)]
    let text = try dashboard.get("/people?server=chat-1").text
    #expect(!text.contains("<script>x"))
    #expect(!text.contains("\"\"><script"))
  }

  @Test(arguments: [
    "/people?server=../../etc", "/people?after=-5", "/people?after=99999999999999999999999",
    "/people?after=\(Int.max)", "/people?server=",
    "/people?q=" + String(repeating: "x", count: 4_000),
  ])
  func `addresses made up by somebody are a page, not a crash`(target: String) throws {
    #expect(try TestDashboard().get(target).status == 200)
  }

  @Test func `a server that is gone, and an API that is away, are said to be so`() throws {
    let dashboard = try TestDashboard()
    let gone = try dashboard.get("/people?server=chat-9")
    #expect(gone.text.contains("The API says: there is no chat server of that name"))
    #expect(gone.text.contains("/people?server=chat-1"))
    dashboard.api.mood = .away
    #expect(try dashboard.get("/people").text.contains("The API does not answer."))
    dashboard.api.mood = .well
    dashboard.api.servers = []
    #expect(try dashboard.get("/people").text.contains("No chat server has reported yet."))
  }
}

@Suite struct BansTests {
  @Test func `a ban is shown with its terms, its reason and a way to lift it`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.bans = [
      FakeAPI.ban(3, "192.0.2.0/24", until: "2026-11-25T12:00:00.000Z"),
      FakeAPI.ban(8, "2001:db8::/32", reason: ""),
    ]
    let text = try dashboard.get("/bans").text
    #expect(text.contains("2 bans, the newest first."))
    #expect(text.contains("Until <time datetime=\"2026-11-25T12:00:00.000Z\">25 Nov 12:00:00"))
    #expect(text.contains("Reason: spam"))
    #expect(text.contains("For ever, by <b><bdi>admin@192.0.2.1"))
    #expect(text.contains("No reason given."))
    #expect(text.contains("href=\"/lift?id=3&amp;range=192.0.2.0%2F24\""))
    let newest = try #require(text.firstRange(of: "2001:db8::/32</code>"))
    let oldest = try #require(text.firstRange(of: "192.0.2.0/24</code>"))
    #expect(newest.lowerBound < oldest.lowerBound)
  }

  @Test(arguments: [
    ("/bans", 120, 71), ("/bans?page=1", 70, 21), ("/bans?page=2", 20, 1), ("/bans?page=99", 20, 1),
    ("/bans?page=-1", 120, 71), ("/bans?page=x", 120, 71), ("/bans?page=\(Int.max)", 20, 1),
  ])
  func `many bans come in pages`(target: String, first: Int, last: Int) throws {
    let dashboard = try TestDashboard()
    dashboard.api.bans = (1...120).map { FakeAPI.ban($0, "192.0.2.\($0)") }
    let text = try dashboard.get(target).text
    let ids = text.split(separator: "/lift?id=").dropFirst().map { Int($0.prefix { $0 != "&" }) }
    #expect(ids == (last...first).reversed().map { $0 })
  }

  @Test func `nobody banned and nobody to ask are said`() throws {
    let dashboard = try TestDashboard()
    #expect(try dashboard.get("/bans").text.contains("Nobody is banned."))
    dashboard.api.mood = .away
    let away = try dashboard.get("/bans")
    #expect(away.text.contains("The API does not answer."))
    #expect(away.text.contains("action=\"/ban\""), "the form is still there")
  }
}

@Suite struct FollowingTests {
  @Test(arguments: ["/people", "/bans", "/log"])
  func `what changes is marked to be followed, and no field is in it`(target: String) throws {
    let dashboard = try TestDashboard()
    dashboard.api.people = [FakeAPI.person(7, "ann", muted: false)]
    dashboard.api.bans = [FakeAPI.ban(3, "192.0.2.9")]
    dashboard.api.happen("moon.landed")
    let text = try dashboard.get(target).text
    #expect(text.contains("<script src=\"/dashboard.js\" defer></script>"))
    #expect(text.contains("id=\"connection\""))
    let parts = text.components(between: " data-follow ", and: "<!--/follow-->")
    #expect(!parts.isEmpty)
    for part in parts { #expect(!part.contains("<input id=") && !part.contains("<select")) }
  }

  @Test func `old pages of the log stay as they are`() throws {
    #expect(try !TestDashboard().get("/log?before=7").text.contains("/dashboard.js"))
  }

  @Test func `a page that asks for itself does not keep its session alive`() throws {
    let dashboard = try TestDashboard(password: "correct horse")
    let session = try dashboard.logIn("correct horse")
    let mark = [(APIClient.followField, "1")]
    dashboard.clock.advance(by: Sessions.idleMax - .seconds(1))
    #expect(try dashboard.send(.get, "/people", mark, cookie: session).status == 200)
    dashboard.clock.advance(by: .seconds(1))
    #expect(try dashboard.send(.get, "/people", mark, cookie: session).status == 303)
    #expect(try dashboard.send(.get, "/people", mark).status == 303)
  }
}

extension String {
  /// What stands between the one and the next of the other, each time.
  fileprivate func components(between start: String, and end: String) -> [Substring] {
    ranges(of: start).map { range in
      let rest = self[range.upperBound...]
      return rest[..<(rest.firstRange(of: end)?.lowerBound ?? rest.endIndex)]
    }
  }
}

@Suite struct LogTests {
  @Test func `the log goes back page by page to the first event`() throws {
    let dashboard = try TestDashboard()
    for number in 1...120 { dashboard.api.happen("moon.landed", to: "eagle-\(number).") }
    var target = "/log"
    var seen: [Int?] = []
    for page in 1...3 {
      let text = try dashboard.get(target).text
      let numbers = text.split(separator: "eagle-").dropFirst().map {
        Int($0.prefix { $0 != "." })
      }
      seen += numbers
      #expect(numbers.count == (page < 3 ? LogPage.eventsShown : 20))
      #expect(text.contains(">Newest<") == (page > 1))
      #expect(text.contains(">Older<") == (page < 3))
      target = "/log?before=\(numbers.compactMap { $0 }.last ?? 0)"
    }
    #expect(seen == (1...120).reversed().map { $0 })
  }

  @Test(arguments: ["/log?before=0", "/log?before=-7", "/log?before=1"])
  func `before the first event there is nothing`(target: String) throws {
    let dashboard = try TestDashboard()
    dashboard.api.happen("moon.landed")
    #expect(try dashboard.get(target).text.contains("There is nothing older."))
  }

  @Test func `an empty log and an API that is away are said`() throws {
    let dashboard = try TestDashboard()
    #expect(try dashboard.get("/log").text.contains("Nothing has happened yet."))
    #expect(try dashboard.get("/log?before=\(Int.max)").status == 200)
    dashboard.api.mood = .away
    #expect(try dashboard.get("/log").text.contains("The API does not answer."))
  }
}
