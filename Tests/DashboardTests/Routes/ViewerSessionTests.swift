import Dashboard
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// Pages that update themselves, and who watches them.
@Suite struct ViewerSessionTests {
  @Test func `a page that is open ends with the session of who was removed, and others go on`()
    throws
  {
    let dashboard = try IdentityRoutesTests.dashboard()
    let server = ViewersTests.server(dashboard)
    let pages = try ["viewer", "owner"].map { name in
      let session = try dashboard.logIn(IdentityRoutesTests.password, as: name)
      let page = try ViewersTests.Page(server, cookie: session)
      _ = page.take()
      return page
    }
    dashboard.api.identity.endSessions(of: "viewer")
    dashboard.clock.advance(by: Monitor.pollInterval * 5)
    #expect(dashboard.viewers.count == 2, "nobody asks again and again")
    _ = dashboard.api.identity.takeRequests()
    dashboard.api.happen("admin.removed", by: "owner", to: "viewer")
    dashboard.clock.advance(by: Monitor.pollInterval)
    #expect(
      dashboard.api.identity.takeRequests()
        == Array(repeating: "GET /session by dashboard", count: 2))
    #expect(pages[0].take().hasSuffix("0\r\n\r\n"))
    #expect(!pages[1].take().hasSuffix("0\r\n\r\n"))
    #expect(dashboard.viewers.count == 1)
  }

  @Test func `an open page of an open dashboard ends with the first admin`() throws {
    let dashboard = try TestDashboard()
    let page = try ViewersTests.Page(ViewersTests.server(dashboard))
    #expect(dashboard.viewers.count == 1)
    dashboard.api.identity.add("ann", "correct horse", .owner)
    dashboard.clock.advance(by: Monitor.pollInterval * 2)
    #expect(page.take().hasSuffix("0\r\n\r\n"))
    #expect(dashboard.viewers.count == 0)
  }

  @Test func `lines that are said have commands for those alone who may give them`() throws {
    let dashboard = try IdentityRoutesTests.dashboard()
    let server = ViewersTests.server(dashboard)
    let pages = try ["viewer", "moderator"].map { name in
      let session = try dashboard.logIn(IdentityRoutesTests.password, as: name)
      return try ViewersTests.Page(server, cookie: session, "/updates?lines=1")
    }
    dashboard.clock.advance(by: Transcript.followPause)
    dashboard.api.room.say("hello")
    let texts = pages.map { $0.take() }
    #expect(texts.allSatisfy { $0.contains("id=\"line-1\"") })
    #expect(texts.map { $0.contains("action=\"/hide\"") } == [false, true])
  }
}
