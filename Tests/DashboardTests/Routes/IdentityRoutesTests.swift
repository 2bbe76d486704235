import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// Who somebody is, from the login to the end of the session.
@Suite struct IdentityRoutesTests {
  static let password = "correct horse"

  static func dashboard() throws -> TestDashboard {
    let dashboard = try TestDashboard(password: password)
    for role in Role.allCases { dashboard.api.identity.add(role.rawValue, password, role) }
    return dashboard
  }

  @Test func `the API is told name and password, and where from`() throws {
    let dashboard = try Self.dashboard()
    let session = try dashboard.logIn(Self.password, as: "moderator")
    #expect(dashboard.api.identity.takeRequests() == ["POST /sessions by 192.0.2.7"])
    let page = try dashboard.get("/", cookie: session)
    #expect(page.text.contains("<b><bdi>moderator</bdi></b> <small>moderator</small>"))
    #expect(page.text.contains("href=\"/account\"") && page.text.contains("action=\"/logout\""))
    #expect(dashboard.api.identity.takeRequests() == ["GET /session by 192.0.2.7"])
    _ = try dashboard.send(.post, "/logout", cookie: session)
    #expect(dashboard.api.identity.takeRequests() == ["DELETE /session by 192.0.2.7"])
    #expect(dashboard.api.identity.sessions.isEmpty)
  }

  @Test func `all that is done for somebody is done in their session`() throws {
    let dashboard = try Self.dashboard()
    let session = try dashboard.logIn(Self.password, as: "viewer")
    let targets = ["/people", "/words", "/bans", "/bots", "/log", "/room/", "/account"]
    _ = dashboard.api.takeRequests()
    for target in targets {
      #expect(try dashboard.get(target, cookie: session).status == 200)
    }
    // How long lines are kept is known for all.
    let theirs = dashboard.api.requests.filter { $0.path != "/retention" }
    #expect(theirs.count >= targets.count)
    for request in theirs {
      #expect(request.fields["Authorization"] == "Bearer ncs_1", "\(request.target)")
      #expect(request.fields["X-Actor"] == "192.0.2.7")
      #expect(request.fields["X-Follow"] == nil)
    }
    _ = dashboard.api.takeRequests()
    _ = try dashboard.send(.get, "/bans", [("X-Follow", "1")], cookie: session)
    #expect(dashboard.api.requests.map { $0.fields["X-Follow"] } == ["1"])
  }

  @Test(arguments: [
    "/", "/banner", "/people", "/bans", "/bots", "/log", "/room/", "/room/lines", "/account",
    "/words", "/kick?server=chat-1&member=7&name=ann", "/admins",
  ])
  func `a session that the API has ended leads to the login and back`(target: String) throws {
    let dashboard = try Self.dashboard()
    let session = try dashboard.logIn(Self.password, as: "owner")
    #expect(try dashboard.get(target, cookie: session).status == 200)
    dashboard.api.identity.endSessions(of: "owner")
    let answer = try dashboard.get(target, cookie: session)
    let next = target == "/" ? "/login" : "/login?" + Form.encode([("next", target)])
    #expect(answer.status == 303 && answer.location == next)
    #expect(try dashboard.get("/people", cookie: session).location?.hasPrefix("/login") == true)
    #expect(dashboard.transcript.snapshot.outage == nil, "that is no matter of the others")
  }

  @Test func `what was typed when the session had ended comes through the login`() throws {
    let dashboard = try Self.dashboard()
    var session = try dashboard.logIn(Self.password, as: "owner")
    dashboard.api.identity.endSessions(of: "owner")
    let banner = try dashboard.send(
      .post, "/set_banner/", form: [("banner", "dear text")], cookie: session)
    #expect(banner.status == 403 && banner.value(of: "draft") == "dear text")
    #expect(dashboard.api.banner == "Welcome")

    session = try dashboard.logIn(Self.password, as: "owner")
    dashboard.api.identity.endSessions(of: "owner")
    let asked = try dashboard.send(
      .post, "/admins/new",
      form: [("name", "eve"), ("role", "viewer"), ("password", "s3cret s3cret")],
      cookie: session)
    #expect(asked.status == 403)
    let next = try #require(asked.value(of: "next"))
    #expect(next == "/admins/new?name=eve&role=viewer", "but no password is in an address")
    #expect(!asked.text.contains("s3cret"))
    #expect(dashboard.api.commands.isEmpty)
  }

  @Test func `a refusal is shown in the API's own words`() throws {
    let dashboard = try Self.dashboard()
    let session = try dashboard.logIn(Self.password, as: "viewer")
    let why = "viewers may not ban anybody; moderators and owners may"
    dashboard.api.refusal = .json(Outcome.error(why), .forbidden)
    let answer = try dashboard.send(
      .post, "/ban", form: [("range", "192.0.2.7"), ("minutes", ""), ("reason", "")],
      cookie: session)
    #expect(answer.status == 403)
    #expect(answer.text.contains("The API says: \(why)."))
    #expect(!answer.text.contains("action=\"/ban\""))
    #expect(try dashboard.get("/", cookie: session).status == 200, "the session goes on")
  }

  @Test func `streams of a session that was ended elsewhere stop`() throws {
    let dashboard = try Self.dashboard()
    let session = try dashboard.logIn(Self.password, as: "owner")
    let answer = try dashboard.get("/updates", cookie: session)
    #expect(answer.status == 200)
    dashboard.api.identity.endSessions(of: "owner")
    #expect(try dashboard.get("/updates", cookie: session).status == 403)
  }

  // MARK: - When nobody can log in

  @Test func `with a password here and no admin there the page says what to do`() throws {
    let dashboard = try TestDashboard(password: nil, isPasswordSet: true)
    #expect(try dashboard.get("/").location == "/login")
    let form = try dashboard.get("/login")
    #expect(form.status == 503)
    #expect(form.text.contains("Start the API with ADMIN_PASSWORD set, too"))
    let answer = try dashboard.send(
      .post, "/login", form: [("name", "admin"), ("password", Self.password), ("draft", "typed")])
    #expect(answer.status == 503 && answer.session == nil)
    #expect(answer.value(of: "draft") == "typed")
    #expect(!dashboard.api.identity.takeRequests().contains { $0.hasPrefix("POST") })
  }

  @Test func `an API that was never there lets nobody in, and loses nothing`() throws {
    let dashboard = try TestDashboard(asksFirst: false)
    dashboard.api.mood = .refusing
    #expect(try dashboard.get("/people").location == "/login?next=%2Fpeople")
    let page = try dashboard.get("/login?next=%2Fpeople")
    #expect(page.status == 503)
    #expect(page.text.contains("The API does not answer. It knows who may see this page"))
    #expect(!page.text.contains("name=\"password\""), "nobody knows whether there is one")
    let asked = try dashboard.send(.post, "/set_banner/", form: [("banner", "dear text")])
    #expect(asked.status == 503 && asked.value(of: "draft") == "dear text")
    let again = try dashboard.send(.post, "/login", form: [("draft", "dear text")])
    #expect(again.status == 503 && again.value(of: "draft") == "dear text")
    dashboard.api.mood = .well
    let well = try dashboard.send(.post, "/login", form: [("draft", "dear text")])
    #expect(well.status == 200 && well.textarea == "dear text")
  }

  @Test func `an outage keeps newcomers out, and lets those who are in look on`() throws {
    let dashboard = try Self.dashboard()
    let session = try dashboard.logIn(Self.password, as: "viewer")
    dashboard.clock.advance(by: FrontDoor.answerKept)
    dashboard.api.mood = .refusing
    #expect(try dashboard.get("/", cookie: session).text.contains("The API does not answer"))
    let form = try dashboard.get("/login")
    #expect(form.status == 503 && form.text.contains("The API does not answer."))
    let answer = try dashboard.send(
      .post, "/login", form: [("name", "viewer"), ("password", Self.password)])
    #expect(answer.status == 503 && answer.session == nil)
    #expect(answer.value(of: "name") == "viewer")
  }

  @Test func `the first admin closes an open dashboard`() throws {
    let dashboard = try TestDashboard()
    #expect(try dashboard.get("/").text.contains("This dashboard is open"))
    let form = [("text", "tea")]
    _ = try dashboard.submit("/announce", form)
    #expect(dashboard.api.commands.map(\.actor) == ["dashboard · 192.0.2.7"])
    dashboard.api.identity.add("ann", Self.password, .owner)
    let asked = try dashboard.send(.post, "/announce", form: form)
    #expect(asked.status == 403 && asked.value(of: "next") == "/announce?text=tea")
    #expect(try dashboard.get("/").location == "/login")
    #expect(dashboard.api.commands.count == 1)
  }

  @Test func `an open dashboard outlives the end of its own session`() throws {
    let dashboard = try TestDashboard()
    _ = try dashboard.submit("/announce", [("text", "tea")])
    dashboard.api.identity.endSessions(of: nil)
    _ = try dashboard.submit("/announce", [("text", "cake")])
    #expect(dashboard.api.commands.count == 2)
  }
}
