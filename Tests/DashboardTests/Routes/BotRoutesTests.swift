import Dashboard
import Testing
import TinyHTTP
import Wire

@Suite struct `The Bots page` {
  static let bot = Bot(
    id: 5, name: "deploy", mayRead: true, since: "2026-11-23T11:00:00.000Z",
    actor: "admin@192.0.2.1", lastUsed: "2026-11-24T11:59:00.000Z")

  @Test func `lists each with what is known of it, and a way to revoke it`() throws {
    let dashboard = try TestDashboard()
    #expect(try dashboard.get("/bots").text.contains("There are none."))
    dashboard.api.room.bots = [
      Self.bot,
      Bot(id: 6, name: "<b>", mayRead: false, since: FakeRoom.noon, actor: "dashboard"),
    ]
    let text = try dashboard.get("/bots").text
    #expect(text.contains("{<b><bdi>deploy</bdi></b>}"))
    #expect(text.contains("May talk and read what was said. Made by <b><bdi>admin@192.0.2.1"))
    #expect(
      text.contains("last used <time datetime=\"2026-11-24T11:59:00.000Z\">11:59:00</time> UTC."))
    #expect(text.contains("{<b><bdi>&lt;b&gt;</bdi></b>}") && text.contains("UTC, never used."))
    #expect(
      text.contains("href=\"/bots/revoke?id=5&amp;name=deploy\" aria-label=\"Revoke deploy\""))
  }

  @Test func `makes one, and shows its token on that page alone`() throws {
    let dashboard = try TestDashboard()
    let key = try #require(try dashboard.get("/bots").value(of: "key"))
    let made = try dashboard.send(
      .post, "/bots/new", form: [("name", " deploy "), ("may_read", "1"), ("key", key)])
    #expect(made.status == 200 && made.textarea == FakeRoom.token)
    #expect(made.text.contains("readonly"))
    #expect(made.response.fields["Cache-Control"] == "no-store")
    let line = try #require(dashboard.api.commands.last?.line)
    #expect(line == "POST /bots {  \"may_read\" : true,  \"name\" : \"deploy\"}")
    #expect(try !dashboard.get("/bots").text.contains(FakeRoom.token))
  }

  @Test func `asks again with what was typed when a name is refused`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.refusal = .json(Outcome.error("there is a bot of that name"), .conflict)
    let again = try dashboard.send(
      .post, "/bots/new", form: [("name", "deploy"), ("may_read", "1")])
    #expect(again.status == 409)
    #expect(again.text.contains("The API says: there is a bot of that name. Nothing was changed."))
    #expect(again.value(of: "name") == "deploy" && again.text.contains(" value=\"1\" checked>"))
    #expect(try dashboard.send(.post, "/bots/new", form: [("name", " ")]).status == 400)
  }

  @Test func `revokes one after a question that names it as the API does`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.room.bots = [Self.bot]
    let question = try dashboard.get("/bots/revoke?id=5&name=other")
    #expect(question.text.contains("Revoke the bot <b><bdi>deploy</bdi></b>?"))
    #expect(question.text.contains("class=\"harsh\"") && question.value(of: "name") == "deploy")
    let answer = try dashboard.submit("/bots/revoke", [("id", "5"), ("name", "deploy")])
    #expect(answer.note == "Done: the bot deploy is revoked.")
    #expect(dashboard.api.commands.last?.line == "DELETE /bots/5 ")
    dashboard.api.room.bots = []
    let gone = try dashboard.get("/bots/revoke?id=5&name=deploy")
    #expect(gone.text.contains("It was revoked already") && !gone.text.contains("class=\"harsh\""))
  }

  @Test func `says that the API is older or away`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.room.isOlder = true
    #expect(try dashboard.get("/bots").text.contains("it knows no bots"))
    dashboard.api.mood = .away
    let away = try dashboard.get("/bots")
    #expect(away.text.contains("The API does not answer."))
    #expect(away.text.contains("action=\"/bots/new\""), "the form is still there")
  }
}
