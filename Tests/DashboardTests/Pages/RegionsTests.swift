import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct RegionsTests {
  static let today = "2026-11-24T15:00:00.000Z"

  static func all(
    users: Int = 3, servers: [ServerEntry] = [], banner: String = "", events: [Event] = []
  ) -> Reading {
    var reading = Reading(asked: .seconds(100))
    reading.users = .success(users)
    reading.servers = .success(servers)
    reading.banner = .success(banner)
    reading.events = .success(events)
    return reading
  }

  static func regions(_ reading: Reading, at now: Int = 100) -> Regions {
    var snapshot = Snapshot()
    snapshot.take(reading, time: today)
    return Regions(snapshot, at: .seconds(now), timeOfDay: today)
  }

  @Test func `before the first contact nothing is known and nothing is made up`() {
    let regions = Regions(Snapshot(), at: .zero, timeOfDay: Self.today)
    let unknown = [
      Region.users, .peopleDay, .linesDay, .doors, .servers, .health, .terminal, .events,
    ]
    for region in unknown {
      #expect(regions.html(region) == "<p class=\"none\">Not known yet.</p>")
    }
    #expect(regions.html(.state) == "")
    #expect(regions.html(.age) == "")
  }

  @Test func `the picture of a terminal has the port that people use`() {
    func port(_ servers: [(isLive: Bool, port: Int?)]?) -> String {
      var reading = Reading(asked: .seconds(100))
      reading.servers = servers.map { servers in
        .success(
          servers.map { server in
            ServerEntry(
              id: "a", live: server.isLive, seen: "t",
              report: ServerReport(
                users: 0, lines: 0, connections: 0, uptime: 0, version: "v", port: server.port))
          })
      }
      return Self.regions(reading).html(.port).text
    }
    #expect(port([(true, 1_401)]) == "1401")
    #expect(port([(true, nil), (false, 1_402), (true, 1_401)]) == "1401")
    #expect(port([(false, 1_402)]) == "1402")
    for nothing in [nil, [], [(true, nil)]] as [[(Bool, Int?)]?] {
      #expect(port(nothing) == "…")
    }
  }

  @Test func `the script listens for every region, and finds it on the page`() throws {
    let dashboard = try IdentityRoutesTests.dashboard()
    let password = IdentityRoutesTests.password
    let viewer = try dashboard.logIn(password, as: "viewer")
    let owner = try dashboard.logIn(password, as: "owner")
    let pages = try [("/", viewer), ("/", owner), ("/banner", owner)]
      .map { try dashboard.get($0.0, cookie: $0.1).text }.joined()
    for region in Region.allCases {
      #expect(Assets.script.contains("\"\(region.rawValue)\""))
      #expect(pages.contains("id=\"\(region.rawValue)\""))
    }
  }

  @Test func `an API that was never there is said to have been there never`() {
    var reading = Reading(asked: .zero)
    reading.users = .failure(.unreachable("refused"))
    let regions = Self.regions(reading)
    #expect(regions.html(.state).text.contains("The API does not answer"))
    #expect(regions.html(.age).text.contains("nothing is known yet"))
  }

  @Test(arguments: [
    (APIFailure.unreachable("refused"), "The API does not answer (since "),
    (.refused(.unauthorized, "token"), "The API refuses the dashboard&#39;s API_TOKEN (401)"),
    (.refused(.forbidden, "token"), "The API refuses the dashboard&#39;s API_TOKEN (403)"),
    (.refused(.internalServerError, "disk"), "The API answers with errors (500)"),
    (.unreadable("not JSON"), "The API answers what this dashboard cannot read"),
  ])
  func `an outage says what is wrong, since when, and how old the values are`(
    failure: APIFailure, words: String
  ) {
    var snapshot = Snapshot()
    snapshot.take(Self.all(), time: Self.today)
    var reading = Reading(asked: .seconds(101))
    reading.users = .failure(failure)
    snapshot.take(reading, time: "2026-11-24T12:03:10.000Z")
    let regions = Regions(snapshot, at: .seconds(142), timeOfDay: Self.today)
    let state = regions.html(.state).text
    #expect(state.contains(words))
    #expect(
      state.contains("since <time datetime=\"2026-11-24T12:03:10.000Z\">12:03:10</time> UTC"))
    #expect(regions.html(.age).text.contains("the last known values, 42 s old."))
    #expect(regions.html(.users).text.contains("<b>3</b> people"))
  }

  @Test func `what is empty is said to be empty`() {
    let regions = Self.regions(Self.all())
    #expect(regions.html(.servers).text.contains("No chat server has reported yet."))
    #expect(regions.html(.terminal).text.contains("The banner is empty."))
    #expect(regions.html(.events).text.contains("Nothing has happened yet."))
    #expect(regions.html(.state) == "")
    #expect(regions.html(.age) == "")
  }

  @Test func `people and servers are counted in words`() {
    let gone = FakeAPI.server("chat-2", live: false)
    let regions = Self.regions(
      Self.all(users: 1, servers: [FakeAPI.server("chat-1", users: 1), gone]))
    #expect(regions.html(.users).text.contains("<b>1</b> person now"))
    let servers = regions.html(.servers).text
    #expect(servers.contains("12,345 lines · up 2 min 5 s</p></th><td>0</td><td>1</td>"))
    #expect(servers.contains("gone since <time datetime=\"2026-11-24T12:00:00.000Z\">12:00:00"))
    #expect(servers.contains("12,345 lines · was up 2 min 5 s</p></th><td>0</td><td>–</td>"))
  }

  @Test func `how a server stands with the others is beside its facts, while it is live`() {
    var server = FakeAPI.server("chat-1", users: 1)
    func facts() -> String { Self.regions(Self.all(servers: [server])).html(.servers).text }
    #expect(facts().contains("up 2 min 5 s</p>"))
    server.report.bus = BusReport(state: .inStep, lag: 0, unsent: 0)
    #expect(facts().contains("up 2 min 5 s · in step</p>"))
    server.report.bus = BusReport(state: .island, lag: 0, unsent: 12)
    #expect(facts().contains("up 2 min 5 s · <span class=\"gone\">island: out of reach"))
    #expect(facts().contains("</span>, 12 lines wait</p>"))
    server.live = false
    #expect(!facts().contains("island"))
  }

  @Test func `two servers of one name are said to be so, where they are`() {
    var server = FakeAPI.server("chat-1")
    #expect(!Self.regions(Self.all(servers: [server])).html(.servers).text.contains("second"))
    server.disputed = true
    let text = Self.regions(Self.all(servers: [server])).html(.servers).text
    #expect(text.contains("A second chat server calls itself the same, and does not count."))
  }

  /// What tries to leave its place in the page: markup, quotes, entities, escape sequences.
  static let hostile =
    "</textarea></pre><script>alert(1)</script>\" onload='x' &lt;\u{1B}[2J\u{202E}"

  @Test func `hostile texts stay text wherever they are shown`() {
    let hostile = Self.hostile
    let file = APIStatus.File(problem: hostile, bytes: 1, freeBytes: 1)
    let event = Event(
      seq: 1, time: hostile, actor: hostile, action: hostile, target: hostile, old: hostile,
      new: hostile)
    var known = event
    known.action = "banner.changed"
    var server = FakeAPI.server(hostile, live: false)
    server.seen = hostile
    var snapshot = Snapshot()
    snapshot.take(
      Self.all(servers: [server], banner: hostile, events: [event, known]), time: hostile)
    var status = Reading(asked: .seconds(150))
    status.status = .success(
      APIStatus(version: hostile, started: hostile, database: file, transcript: file, bus: hostile))
    snapshot.take(status, time: hostile)
    var away = Reading(asked: .seconds(200))
    away.users = .failure(.refused(.internalServerError, hostile))
    snapshot.take(away, time: hostile)
    let regions = Regions(snapshot, at: .seconds(300), timeOfDay: hostile)
    let join = JoinCommand(nil, orAt: hostile)
    let page: HTML = """
      \(OverviewPage(regions, join: join, isOpen: true).html)
      \(BannerPage(snapshot, regions, join: join, draft: hostile).html)
      """
    let html = PageFrame(for: .anyone).page(title: "", note: .bad(hostile), page).text
    #expect(html.contains("&lt;/textarea&gt;&lt;/pre&gt;&lt;script&gt;"))
    #expect(!html.contains("<script>"))
    #expect(!html.contains("onload='x'"))
    #expect(html.ranges(of: "</textarea>").count == 1)
    for region in Region.allCases {
      let text = regions.html(region).text
      #expect(!text.unicodeScalars.contains("\u{1B}"), "\(region)")
      #expect(!text.unicodeScalars.contains("\u{202E}"), "\(region)")
    }
  }

  @Test func `the doors say how they are and offer the other`() {
    var reading = Self.all()
    reading.doors = .success(Doors(open: true))
    #expect(Self.regions(reading).html(.doors).text.contains("href=\"/close\""))
    reading.doors = .success(Doors(open: false))
    let closed = Self.regions(reading).html(.doors).text
    #expect(closed.contains("nobody new can join"))
    #expect(closed.contains("action=\"/open\""))
  }
}
