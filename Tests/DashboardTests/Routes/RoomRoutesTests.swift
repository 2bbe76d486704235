import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `The Room page` {
  static func dashboard(lines: Int = 0) throws -> TestDashboard {
    let dashboard = try TestDashboard()
    for number in 0..<lines {
      let minute = number % 60 < 10 ? "0\(number % 60)" : "\(number % 60)"
      dashboard.api.room.say(
        "text-\(number + 1).", at: "2026-11-24T1\(number / 60):\(minute):00.000Z")
    }
    return dashboard
  }

  /// The ids of the lines on it, in order.
  static func ids(_ answer: Answer) -> [Int] {
    answer.text.matches(of: #/<li id="line-(\d+)"/#).compactMap { Int($0.1) }
  }

  static func links(_ answer: Answer, _ word: String) -> [String] {
    answer.text.matches(of: #/href="([^"]*)">([^<]*)</a>/#).filter { $0.2 == word }
      .map { Answer.unescaped($0.1) }
  }

  @Test func `has the last lines in order, each with its link and what can be done`() throws {
    let dashboard = try Self.dashboard(lines: 60)
    let page = try dashboard.get("/room/")
    #expect(page.status == 200)
    #expect(Self.ids(page) == Array(11...60))
    #expect(page.text.contains("role=\"log\" aria-live=\"polite\""))
    #expect(page.text.contains("href=\"/room/\" aria-current=\"page\""))
    #expect(
      page.text.contains(
        "<a class=\"when\" href=\"/room/?line=60#line-60\">"
          + "<time datetime=\"2026-11-24T10:59:00.000Z\">10:59:00</time></a>"))
    let query = "server=chat-1&amp;instance=i1&amp;member=7&amp;name=ann&amp;line=60"
    for (path, word) in [("/mute", "Mute"), ("/kick", "Kick"), ("/room/ban", "Ban")] {
      #expect(page.text.contains("href=\"\(path)?\(query)\" aria-label=\"\(word) ann\""))
    }
    #expect(page.text.contains("aria-label=\"Hide what ann said at 10:59:00\""))
    #expect(page.text.contains("<script src=\"/room.js\" defer></script>"))
    #expect(page.text.contains("data-last=\"60\""))
  }

  @Test func `goes back page by page to the first line, and forth again`() throws {
    let dashboard = try Self.dashboard(lines: 120)
    var page = try dashboard.get("/room/")
    var seen = Self.ids(page)
    while let older = Self.links(page, "Older lines").first {
      page = try dashboard.get(older)
      #expect(!page.text.contains("room.js"), "old pages stay as they are")
      #expect(!page.text.contains("dashboard.js"))
      seen = Self.ids(page) + seen
    }
    #expect(seen == Array(1...120))
    #expect(Self.links(page, "Newer lines").first == "/room/?after=20")
    page = try dashboard.get("/room/?after=20")
    #expect(Self.ids(page) == Array(21...70))
    page = try dashboard.get("/room/?after=70")
    #expect(Self.ids(page) == Array(71...120) && Self.links(page, "Newer lines").isEmpty)
    #expect(Self.links(page, "To what is said now") == ["/room/"])
  }

  @Test func `shows a line among its neighbours, marked`() throws {
    let dashboard = try Self.dashboard(lines: 100)
    let page = try dashboard.get("/room/?line=50")
    #expect(Self.ids(page) == Array(25...75))
    #expect(page.text.matches(of: #/aria-current="true"/#).count == 1)
    #expect(page.text.contains("<li id=\"line-50\" class=\"said\" aria-current=\"true\">"))
    #expect(Self.links(page, "Older lines") == ["/room/?before=25", "/room/?before=25"])
    #expect(Self.links(page, "Newer lines") == ["/room/?after=75", "/room/?after=75"])
    let searched = try dashboard.get("/room/?line=50&q=text-5")
    #expect(Self.links(searched, "Older lines").first == "/room/?before=25", "of all lines")
    #expect(Self.ids(try dashboard.get("/room/?line=1")) == Array(1...26))
    #expect(Self.ids(try dashboard.get("/room/?line=100")) == Array(75...100))
  }

  @Test func `says when a line is not kept any more`() throws {
    let dashboard = try Self.dashboard(lines: 9)
    dashboard.api.room.messages.remove(at: 4)
    let page = try dashboard.get("/room/?line=5")
    #expect(page.text.contains("That line is not kept any more."))
    #expect(Self.ids(page) == [1, 2, 3, 4, 6, 7, 8, 9])
    dashboard.api.room.messages = []
    #expect(try dashboard.get("/room/?line=5").text.contains("There is nothing here."))
  }

  @Test func `shows the lines around a time, with the time between them`() throws {
    let dashboard = try Self.dashboard(lines: 100)
    for time in ["2026-11-24T10:50", "2026-11-24T10%3A50%3A00.000Z"] {
      let page = try dashboard.get("/room/?at=\(time)")
      #expect(Self.ids(page) == Array(27...75))
      let moment = try #require(page.text.firstRange(of: "<li id=\"moment\""))
      let (before, after) = (
        try #require(page.text.firstRange(of: "id=\"line-50\"")),
        try #require(page.text.firstRange(of: "id=\"line-51\""))
      )
      #expect(before.lowerBound < moment.lowerBound && moment.lowerBound < after.lowerBound)
      #expect(page.value(of: "at") == "2026-11-24T10:50:00")
    }
    #expect(Self.ids(try dashboard.get("/room/?at=2030-01-01T00:00")) == Array(76...100))
  }

  @Test func `finds words and names, and keeps the search in its fields and links`() throws {
    let dashboard = try Self.dashboard(lines: 130)
    dashboard.api.room.say("other", by: "ben")
    let page = try dashboard.get("/room/?q=text-1&name=ann&kind=talk")
    #expect(page.value(of: "q") == "text-1" && page.value(of: "name") == "ann")
    #expect(page.text.contains("<option value=\"talk\" selected>"))
    #expect(Self.ids(page).last == 130 && !Self.ids(page).contains(131))
    #expect(page.text.contains("name=\"q\" value=\"text-1\""), "the export is of what was found")
    let nothing = try dashboard.get("/room/?q=%3Cscript%3E%22")
    #expect(nothing.text.contains("Nothing was found."))
    #expect(nothing.value(of: "q") == "<script>\"" && !nothing.text.contains("<script>"))
    _ = dashboard.api.takeRequests()
    _ = try dashboard.get("/room/?q=a&kind=talk&before=9")
    #expect(
      dashboard.api.takeRequests() == [
        "GET /messages?room=lobby&hidden=true&limit=50&q=a&kind=said%2Cdone%2Cbot&before=9"
      ])
  }

  @Test func `has no buttons for the server, and only one for a bot and for a stranger`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.room.say("ann joined", .coming)
    #expect(try !dashboard.get("/room/").text.contains("<details>"))
    dashboard.api.room.say("live", by: "deploy", .bot, member: nil)
    dashboard.api.room.say("hi", from: "no origin")
    dashboard.api.room.say("hi", from: "../../etc.x")
    let page = try dashboard.get("/room/")
    #expect(page.text.matches(of: #/action="\/hide"/#).count == 3)
    #expect(!page.text.contains("/kick?") && !page.text.contains("/room/ban?"))
    #expect(page.text.contains("aria-label=\"Hide what the bot deploy said at 12:00:00\""))
  }

  @Test func `shows a hidden line as hidden, with a way to show it again`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.room.say(nil, hiddenBy: "admin@192.0.2.1")
    let text = try dashboard.get("/room/").text
    #expect(text.contains("<em>hidden by <b><bdi>admin@192.0.2.1</bdi></b></em>"))
    #expect(text.contains("aria-label=\"Show again what ann said at 12:00:00\">Show again<"))
    #expect(!text.contains("action=\"/hide\"") && text.contains("aria-label=\"Mute ann\""))
  }

  @Test func `shows the last lines that are known while the API is away, and since when`() throws {
    let dashboard = try Self.dashboard(lines: 3)
    dashboard.api.mood = .away
    let before = try dashboard.get("/room/")
    #expect(before.text.contains("The API does not answer."))
    #expect(Self.ids(before) == [])
    dashboard.api.mood = .well
    _ = try dashboard.get("/room/")
    dashboard.api.mood = .away
    dashboard.clock.advance(by: .seconds(190))
    _ = try dashboard.get("/room/")
    dashboard.clock.advance(by: .seconds(42))
    let page = try dashboard.get("/room/")
    #expect(page.status == 200 && Self.ids(page) == [1, 2, 3])
    #expect(
      page.text.contains(
        "These are the last lines known, stale since <time datetime=\"2026-11-24T12:03:10.000Z\">"))
    for target in ["/room/?q=x", "/room/?line=2", "/room/?at=2026-11-24T12:00", "/room/?before=2"] {
      let page = try dashboard.get(target)
      #expect(page.status == 200 && page.text.contains("The API does not answer."))
      #expect(page.text.contains("To what is said now") && page.text.contains("name=\"q\""))
    }
  }

  @Test func `says that an older API has no transcript`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.room.isOlder = true
    for target in ["/room/", "/room/?q=x", "/room/?line=1"] {
      #expect(
        try dashboard.get(target).text.contains(
          "This API is older than the dashboard: it has no transcript of the room."))
    }
    #expect(try dashboard.get("/").text.contains("it has no transcript of the room"))
    #expect(try !dashboard.get("/").text.contains("answers with errors"), "all else is well")
  }

  @Test func `says that nothing has been said, and shows a refusal in the API's words`() throws {
    let dashboard = try Self.dashboard()
    #expect(try dashboard.get("/room/").text.contains("Nothing has been said yet."))
    dashboard.api.mood = .answering(.json(Outcome.error("there is no 13th month"), .badRequest))
    let page = try dashboard.get("/room/?at=2026-13-01T00:00")
    #expect(page.text.contains("The API says: there is no 13th month."))
  }

  @Test func `keeps hostile texts text`() throws {
    let dashboard = try Self.dashboard()
    let hostile = RegionsTests.hostile
    for kind in MessageKind.allCases {
      dashboard.api.room.say(hostile, by: hostile, kind, at: hostile, from: "\(hostile).\(hostile)")
    }
    for target in ["/room/", "/room/?line=1", "/room/lines", "/"] {
      let text = try dashboard.get(target).text
      #expect(text.contains("&lt;script&gt;"), "\(target)")
      #expect(!text.contains("<script>") && !text.contains("onload='x'"), "\(target)")
    }
  }

  @Test func `gives its script the lines beside those that it has`() throws {
    let dashboard = try Self.dashboard(lines: 300)
    let older = try dashboard.get("/room/lines?before=251")
    #expect(older.text.hasPrefix("<ol data-after=\"200\" data-more>"))
    #expect(Self.ids(older) == Array(201...250))
    let first = try dashboard.get("/room/lines?before=11")
    #expect(first.text.hasPrefix("<ol data-after=\"0\">") && Self.ids(first) == Array(1...10))
    let newer = try dashboard.get("/room/lines?after=90")
    #expect(newer.text.hasPrefix("<ol data-after=\"90\" data-more>"))
    #expect(Self.ids(newer) == Array(91...290))
    #expect(Self.ids(try dashboard.get("/room/lines?after=290")) == Array(291...300))
    #expect(Self.ids(try dashboard.get("/room/lines")) == Array(251...300))
    dashboard.api.mood = .away
    #expect(try dashboard.get("/room/lines").status == 502)
  }

  @Test func `stands still beside too many others, and says so`() throws {
    let dashboard = try Self.dashboard(lines: 1)
    let server = ViewersTests.server(dashboard)
    let pages = try (0..<Viewers.viewersMax).map { _ in try ViewersTests.Page(server) }
    let page = try dashboard.get("/room/")
    #expect(page.text.contains("\(Viewers.viewersMax) pages are open"))
    #expect(!page.text.contains("room.js") && !page.text.contains("dashboard.js"))
    #expect(!page.text.contains("data-last"))
    for page in pages { page.leave() }
  }

  @Test func `asks for a login like any other, and has no inline script or style`() throws {
    let closed = try TestDashboard(password: "correct horse")
    for target in ["/room/", "/room/lines", "/room/export", "/room/ban?member=1", "/bots"] {
      #expect(try closed.get(target).location?.hasPrefix("/login?next=") == true)
    }
    let text = try Self.dashboard(lines: 3).get("/room/").text
    for word in ["style=", "onclick", "<style", "http://", "https://"] {
      #expect(!text.contains(word))
    }
  }

  @Test func `is on the overview with the last eight lines`() throws {
    let dashboard = try Self.dashboard(lines: 9)
    let text = try dashboard.get("/").text
    #expect(
      text.matches(of: #/href="\/room\/\?line=(\d)#line/#).map { String($0.1) } == [
        "2", "3", "4", "5", "6", "7", "8", "9",
      ])
    #expect(text.contains("<a class=\"more\" href=\"/room/\">The whole room</a>"))
    dashboard.api.mood = .away
    let away = try dashboard.get("/").text
    #expect(away.contains("text-9.") && away.contains("stale since"))
  }
}
