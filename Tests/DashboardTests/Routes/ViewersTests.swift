import Dashboard
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// Pages that update themselves, through an HTTP server without sockets.
@Suite struct ViewersTests {
  /// A browser that has opened `/updates`.
  final class Page {
    private let connection: any StreamProtocol
    private let transport = MemoryTransport()

    init(_ server: HTTPServer, cookie: String? = nil, _ target: String = "/updates") throws {
      connection = try #require(server.buildProtocol(for: transport.peer))
      connection.connectionMade(transport)
      let field = cookie.map { "Cookie: \(TestDashboard.cookieName)=\($0)\r\n" } ?? ""
      let request = "GET \(target) HTTP/1.1\r\nHost: \(TestDashboard.host)\r\n\(field)\r\n"
      connection.dataReceived(Array(request.utf8).span)
    }

    /// What has come since the last time.
    func take() -> String { transport.takeText() }

    func leave() { connection.connectionLost(.done) }
  }

  static func server(_ dashboard: TestDashboard) -> HTTPServer {
    HTTPServer(on: dashboard.clock, router: dashboard.router)
  }

  @Test func `a newcomer gets every region, then only what changes`() throws {
    let dashboard = try TestDashboard()
    let page = try Page(Self.server(dashboard))
    let first = page.take()
    #expect(first.contains("Content-Type: text/event-stream"))
    for region in Region.allCases { #expect(first.contains("event: \(region.rawValue)\n")) }
    #expect(first.contains("data: <p class=\"count\"><b>3</b> people"))

    dashboard.api.users = 4
    dashboard.clock.advance(by: Monitor.pollInterval)
    let second = page.take()
    #expect(second.contains("event: users\ndata: <p class=\"count\"><b>4</b> people"))
    #expect(second.ranges(of: "event: ").count == 1)

    dashboard.clock.advance(by: Monitor.pollInterval)
    #expect(page.take() == "", "nothing has changed")
  }

  @Test func `when a minute is over the curves come, and nothing else`() throws {
    let dashboard = try TestDashboard()
    func count(_ people: Int) {
      dashboard.api.samples = SampleList(
        start: "2026-11-24T11:00:00.000Z", people: [people], lines: [12])
    }
    count(4)
    let page = try Page(Self.server(dashboard))
    let first = page.take()
    #expect(
      first.contains("Most at once: 4 at <time datetime=\"2026-11-24T11:00:00.000Z\"")
        && first.contains("<b>12</b> lines"))
    count(5)
    dashboard.clock.advance(by: .seconds(58))
    #expect(!page.take().contains("-day"))
    dashboard.clock.advance(by: .seconds(2))
    let news = page.take()
    #expect(
      news.contains("event: people-day\n")
        && news.contains("Most at once: 5 at <time datetime=\"2026-11-24T11:00:00.000Z\""))
    #expect(!news.contains("event: lines-day") && !news.contains("event: users"))
    page.leave()
    _ = dashboard.api.takeRequests()
    dashboard.clock.advance(by: .seconds(3_600))
    #expect(dashboard.api.takeRequests() == [] && !dashboard.clock.hasPendingCalls)
  }

  @Test func `the second page shares the watch and gets what the first has`() throws {
    let dashboard = try TestDashboard()
    let server = Self.server(dashboard)
    let first = try Page(server)
    _ = dashboard.api.takeRequests()
    let second = try Page(server)
    #expect(dashboard.api.takeRequests() == [])
    #expect(second.take().contains("<b>3</b> people"))
    #expect(dashboard.viewers.count == 2)
    first.leave()
    #expect(dashboard.monitor.isWatching)
    second.leave()
    #expect(!dashboard.monitor.isWatching)
    #expect(dashboard.viewers.count == 0)
  }

  @Test func `who comes after everybody has left gets everything again`() throws {
    let dashboard = try TestDashboard()
    let server = Self.server(dashboard)
    try Page(server).leave()
    #expect(try Page(server).take().contains("<b>3</b> people"))
  }

  @Test func `the outage and its age arrive, and go when the API is back`() throws {
    let dashboard = try TestDashboard()
    let page = try Page(Self.server(dashboard))
    _ = page.take()
    dashboard.api.mood = .away
    dashboard.clock.advance(by: .seconds(2))
    let away = page.take()
    #expect(
      away.contains(
        "The API does not answer (since <time datetime=\"2026-11-24T12:00:02.000Z\">12:00:02"))
    #expect(away.contains("2 s old"))
    dashboard.clock.advance(by: .seconds(2))
    let later = page.take()
    #expect(later.contains("4 s old"))
    #expect(!later.contains("event: state"), "what is said aloud does not tick")
    dashboard.api.mood = .well
    dashboard.clock.advance(by: .seconds(2))
    #expect(page.take().contains("event: state\ndata: \n"))
  }

  @Test func `silence is broken by a sign of life`() throws {
    let dashboard = try TestDashboard()
    let page = try Page(Self.server(dashboard))
    _ = page.take()
    dashboard.clock.advance(by: Viewers.silenceMax - .seconds(2))
    #expect(page.take() == "")
    dashboard.clock.advance(by: .seconds(3))
    #expect(page.take().contains("event: alive\n"))
  }

  @Test func `no text can end its event or forge another`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.banner = "one\n\nevent: state\ndata: <p>owned</p>\r\nid: 7\rretry: 1"
    let page = try Page(Self.server(dashboard))
    let text = page.take()
    #expect(text.ranges(of: "\nevent: ").count == Region.allCases.count - 1)
    #expect(!text.contains("\ndata: <p>owned"))
    #expect(!text.contains("\nid: "))
    #expect(!text.contains("\nretry: "))
  }

  @Test func `a page too many is told so, and the page itself says that it stands still`() throws {
    let dashboard = try TestDashboard()
    let server = Self.server(dashboard)
    let pages = try (0..<Viewers.viewersMax).map { _ in try Page(server) }
    #expect(dashboard.viewers.isFull)
    #expect(try Page(server).take().hasPrefix("HTTP/1.1 503 "))
    let html = try dashboard.get("/").text
    #expect(html.contains("\(Viewers.viewersMax) pages are open"))
    #expect(!html.contains("dashboard.js"))
    pages[0].leave()
    #expect(try dashboard.get("/").text.contains("dashboard.js"))
    #expect(try Page(server).take().contains("event: users"))
  }

  @Test func `updates need a session, and end with it`() throws {
    let dashboard = try TestDashboard(password: "correct horse")
    let server = Self.server(dashboard)
    #expect(try Page(server).take().hasPrefix("HTTP/1.1 403 "))
    let session = try dashboard.logIn("correct horse")
    let page = try Page(server, cookie: session)
    #expect(dashboard.viewers.count == 1)
    _ = page.take()
    #expect(try dashboard.send(.post, "/logout", cookie: session).status == 303)
    #expect(page.take().hasSuffix("0\r\n\r\n"), "the stream has ended")
    #expect(dashboard.viewers.count == 0)
    #expect(!dashboard.monitor.isWatching)
  }

  @Test func `a page that only updates itself does not keep its session alive`() throws {
    let dashboard = try TestDashboard(password: "correct horse")
    let page = try Page(Self.server(dashboard), cookie: try dashboard.logIn("correct horse"))
    dashboard.clock.advance(by: Sessions.idleMax + Monitor.pollInterval)
    #expect(page.take().hasSuffix("0\r\n\r\n"))
    #expect(!dashboard.monitor.isWatching)
    _ = dashboard.api.takeRequests()
    dashboard.clock.advance(by: .seconds(60))
    #expect(dashboard.api.takeRequests() == [])
  }

  @Test func `who logs in after the last session has run out gets everything again`() throws {
    let dashboard = try TestDashboard(password: "correct horse")
    let server = Self.server(dashboard)
    let page = try Page(server, cookie: try dashboard.logIn("correct horse"))
    dashboard.clock.advance(by: Sessions.idleMax + Monitor.pollInterval)
    #expect(page.take().hasSuffix("0\r\n\r\n"))
    let next = try Page(server, cookie: try dashboard.logIn("correct horse"))
    #expect(next.take().contains("<b>3</b> people"))
  }

  @Test func `all pages are let go when the dashboard goes`() throws {
    let dashboard = try TestDashboard()
    let server = Self.server(dashboard)
    let pages = try (0..<3).map { _ in try Page(server) }
    dashboard.viewers.dismissAll()
    #expect(pages.allSatisfy { $0.take().hasSuffix("0\r\n\r\n") })
    #expect(!dashboard.monitor.isWatching)
  }

  @Test func `lines go to those who show the room, what was said last to all`() throws {
    let dashboard = try TestDashboard()
    let server = Self.server(dashboard)
    dashboard.api.room.say("one")
    let overview = try Page(server)
    let room = try Page(server, "/updates?lines=1")
    #expect(room.take().contains("event: lines\ndata: <ol data-after=\"0\"><li id=\"line-1\""))
    #expect(!overview.take().contains("event: lines\n"))
    dashboard.api.room.say("two")
    let news = room.take()
    #expect(news.contains("event: lines\ndata: <ol data-after=\"1\"><li id=\"line-2\""))
    #expect(news.ranges(of: "id=\"line-").count == 1)
    let last = overview.take()
    #expect(last.contains("event: room\n") && last.contains("two"))
    #expect(!last.contains("event: lines\n"))
    room.leave()
    overview.leave()
    #expect(!dashboard.transcript.isWatching && dashboard.api.room.followerCount == 0)
  }

  @Test func `a line that is hidden changes on all pages that show it`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.room.say("one")
    let room = try Page(Self.server(dashboard), "/updates?lines=1")
    _ = room.take()
    dashboard.api.room.messages[0].text = nil
    dashboard.api.room.messages[0].hiddenBy = "ben"
    dashboard.api.happen("message.hidden", by: "ben", to: "1")
    let news = room.take()
    #expect(
      news.contains(
        "event: line\ndata: <ol data-after=\"0\"><li id=\"line-1\" class=\"said unsaid\""))
    #expect(news.contains("hidden by"))
  }

  @Test func `no line can end its event or forge another`() throws {
    let dashboard = try TestDashboard()
    let room = try Page(Self.server(dashboard), "/updates?lines=1")
    _ = room.take()
    dashboard.api.room.say("one\n\nevent: state\ndata: <p>owned</p>\r\nid: 7\rretry: 1")
    let news = room.take()
    #expect(news.contains("event: lines\n"))
    #expect(
      !news.contains("\ndata: <p>owned") && !news.contains("\nid: 7") && !news.contains("\nretry:"))
  }
}
