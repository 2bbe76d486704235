import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct FollowingTests {
  @Test(arguments: ["/people", "/bans", "/mutes", "/bans/ended", "/log"])
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
