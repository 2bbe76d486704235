import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// The page asks for itself, and is sent what has changed.
@Suite struct FollowedPeopleTests {
  static func ask(_ dashboard: TestDashboard, after shown: Answer) throws -> Answer {
    let sums = shown.text.matches(of: #/data-sum="([^"]*)"/#).map { String($0.1) }
    return try dashboard.send(
      .get, "/people", [(APIClient.followField, sums.joined(separator: " "))])
  }

  @Test func `only what has changed is sent`() throws {
    let dashboard = try PeopleTests.crowd(50)
    for place in dashboard.api.people.indices {
      dashboard.api.people[place].joined = "2026-11-24T11:57:55Z"
      dashboard.api.people[place].active = "2026-11-24T11:57:55Z"
    }
    let shown = try dashboard.get("/people")
    let same = try Self.ask(dashboard, after: shown)
    #expect(same.status == 204 && same.response.body.isEmpty)

    dashboard.api.people[7].lines = 35
    dashboard.api.people[7].idle = 1
    let news = try Self.ask(dashboard, after: shown)
    #expect(news.status == 200)
    #expect(news.text.ranges(of: "<tr data-sum").count == 50, "each keeps its place")
    #expect(news.text.ranges(of: "\"></tr>").count == 49)
    #expect(news.text.contains("guest-8<") && !news.text.contains("guest-9<"))
    #expect(news.response.body.count * 6 < shown.response.body.count)

    dashboard.api.mood = .away
    let away = try Self.ask(dashboard, after: shown)
    #expect(
      away.text.contains("<p class=\"notice bad\" role=\"alert\">The API does not answer.</p>"))
  }

  @Test(arguments: ["/people", "/bans", "/bots", "/log", "/admins", "/rules", "/person?name=ann"])
  func `of a page on which nothing has changed nothing is sent`(target: String) throws {
    let dashboard = try RoleRoutesTests.dashboard()
    let session = try dashboard.logIn(IdentityRoutesTests.password, as: "owner")
    for place in dashboard.api.people.indices {
      dashboard.api.people[place].joined = "2026-11-24T11:57:55Z"
      dashboard.api.people[place].active = "2026-11-24T11:57:55Z"
    }
    dashboard.api.happen("member.kicked", by: "ben", to: "ann (7 on chat-1)")
    let shown = try dashboard.get(target, cookie: session)
    let sums = shown.text.matches(of: #/data-sum="([^"]*)"/#).map { String($0.1) }
    #expect(!sums.isEmpty && Set(sums).count == sums.count)
    let again = try dashboard.send(
      .get, target, [(APIClient.followField, sums.joined(separator: " "))], cookie: session)
    #expect(again.status == 204)
    // The script of the room, and whoever names no sum, get all of it.
    let whole = try dashboard.send(.get, target, [(APIClient.followField, "1")], cookie: session)
    #expect(whole.text.hasPrefix("<!DOCTYPE html>"))
  }

  @Test func `what was done is answered in full, whatever is followed`() throws {
    let dashboard = try TestDashboard()
    let mark = [(APIClient.followField, "abc123 def456")]
    let made = try dashboard.send(
      .post, "/bots/new", form: [("name", "deploy"), ("key", "k1")], mark)
    #expect(made.textarea == FakeRoom.token, "it is told this once")
    let asked = try dashboard.send(.post, "/bulk/ask", form: BulkTests.form("kick"), mark)
    #expect(asked.text.contains("Kick 2 people?"))
  }

  @Test func `sums keep no session alive, and who is logged out is told so`() throws {
    let dashboard = try TestDashboard(password: "correct horse")
    let session = try dashboard.logIn("correct horse")
    let mark = [(APIClient.followField, "abc123 def456")]
    dashboard.clock.advance(by: Sessions.idleMax - .seconds(1))
    #expect(try dashboard.send(.get, "/people", mark, cookie: session).status == 200)
    #expect(dashboard.api.requests.last?.fields[APIClient.followField] == "1")
    dashboard.clock.advance(by: .seconds(1))
    #expect(try dashboard.send(.get, "/people", mark, cookie: session).status == 303)
  }
}
