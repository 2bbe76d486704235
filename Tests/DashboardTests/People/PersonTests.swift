import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// Somebody's page.
@Suite struct PersonTests {
  static let here = "/person?server=chat-1&instance=i1&member=7&name=ann"

  static func dashboard() throws -> TestDashboard {
    let dashboard = try RoleRoutesTests.dashboard()
    let api = dashboard.api
    api.instance = "i1"
    (api.people[0].joined, api.people[0].active) = ("2026-11-24T11:57:55Z", "2026-11-24T11:59:57Z")
    api.bans = [
      FakeAPI.ban(3, "192.0.2.0/24"), FakeAPI.ban(4, "203.0.113.9"),
      Ban(id: 5, name: "Ann", reason: "", until: nil, since: FakeRoom.noon, actor: "owner"),
    ]
    api.decisions.mutes = [
      Mute(id: 6, name: "ANN", reason: "loud", until: nil, since: FakeRoom.noon, actor: "owner"),
      Mute(id: 7, name: "ben", reason: "", until: nil, since: FakeRoom.noon, actor: "owner"),
    ]
    api.peopleHere.notes = [
      PersonRemark(id: 21, name: "ann", text: "new <here>", since: FakeRoom.noon, actor: "owner"),
      PersonRemark(
        id: 22, range: "192.0.2.7", text: "a school", since: FakeRoom.noon, actor: "owner"),
    ]
    api.peopleHere.history = PersonHistory(
      names: [
        .init(name: "ann", lines: 34, first: FakeRoom.noon, last: FakeRoom.noon),
        .init(name: "eve", lines: 1_234, first: FakeRoom.noon, last: FakeRoom.noon),
      ], visits: 3)
    api.happen("member.kicked", by: "owner", to: "ann (7 on chat-1)", new: "be kind")
    api.happen("member.kicked", by: "owner", to: "ben (8 on chat-1)")
    return dashboard
  }

  static func get(_ target: String, as role: Role = .moderator) throws -> Answer {
    let dashboard = try dashboard()
    return try dashboard.get(
      target, cookie: try dashboard.logIn(IdentityRoutesTests.password, as: role.rawValue))
  }

  @Test func `shows who they are, what is known of them, and where that is from`() throws {
    let text = try Self.get(Self.here).text
    for words in [
      "<h2 id=\"person-title\" class=\"title\"><bdi>ann</bdi></h2>", "<code>192.0.2.7</code>",
      "href=\"/people?range=192.0.2.7\"", "<dd><b><bdi>chat-1</bdi></b></dd>",
      "<time datetime=\"2026-11-24T11:57:55Z\">11:57:55</time>", "<dd>34</dd>",
      "new &lt;here&gt;", "a school", "3 visits by that name.",
      "<a href=\"/person?name=eve\"><bdi>eve</bdi></a></th><td>1,234</td>",
      "kicked <a href=\"/person?server=chat-1&amp;member=7&amp;name=ann\"><b><bdi>ann (7 on chat-1)</bdi></b></a>",
      "Ban of <b><bdi>192.0.2.0/24</bdi></b>", "Ban of <b><bdi>Ann</bdi></b>",
      "Mute of <b><bdi>ANN</bdi></b>", "href=\"/log?about=ann\"", "href=\"/room/?name=ann\"",
      "hello",
    ] { #expect(text.contains(words), "\(words)") }
    for words in ["203.0.113.9", "Mute of <b><bdi>ben", "ben (8 on"] {
      #expect(!text.contains(words), "\(words)")
    }
  }

  @Test(arguments: [Role.viewer, .moderator])
  func `offers what may be done about them`(role: Role) throws {
    let page = try Self.get(Self.here, as: role)
    let whom = "server=chat-1&amp;instance=i1&amp;member=7&amp;name=ann"
    for link in [
      "/mute?\(whom)", "/kick?\(whom)", "/ban?\(whom)", "/mutes/lift?id=6&amp;whom=ANN",
      "/lift?id=3&amp;range=192.0.2.0%2F24", "/notes/remove?id=21&amp;text=new",
    ] { #expect(page.text.contains("href=\"\(link)") == (role == .moderator), "\(link)") }
    for action in ["/voice", "/notes/new"] {
      #expect(page.text.contains("action=\"\(action)\"") == (role == .moderator), "\(action)")
    }
    #expect(!page.text.contains("action=\"/unmute\""))
  }

  @Test(arguments: [
    (nil, ">Muted.</p>"),
    (
      MuteInForce(id: 1, by: .connection, until: nil),
      "Muted until that is lifted: it is this very"
    ),
    (
      MuteInForce(id: 1, by: .name, until: "2026-11-24T13:00:00Z"),
      "Muted until <time datetime=\"2026-11-24T13:00:00Z\">13:00:00</time> UTC: by the name"
    ),
    (MuteInForce(id: 1, by: .address, until: nil), "which others may share"),
    (MuteInForce(id: 1, by: .range, until: nil), "by a range that the address is in"),
  ])
  func `says why they are muted, until when, and how sure that is`(
    mute: MuteInForce?, words: String
  ) throws {
    let dashboard = try TestDashboard()
    dashboard.api.people = [FakeAPI.person(7, "ann", muted: true)]
    dashboard.api.people[0].mute = mute
    let text = try dashboard.get("/person?server=chat-1&member=7&name=ann").text
    #expect(text.contains(words))
    #expect(text.contains("action=\"/unmute\"") && !text.contains("href=\"/mute?"))
  }

  @Test func `finds them by their connection under a new name, or by their name anew`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.instance = "i2"
    dashboard.api.people = [FakeAPI.person(7, "eve"), FakeAPI.person(9, "ann")]
    let renamed = try dashboard.get("/person?server=chat-1&instance=i2&member=7&name=ann")
    #expect(renamed.text.contains("<b><bdi>ann</bdi></b> is <b><bdi>eve</bdi></b> now."))
    #expect(renamed.text.contains("/kick?server=chat-1&amp;instance=i2&amp;member=7&amp;name=eve"))
    for target in [
      "server=chat-1&instance=i1&member=7&name=ann", "name=ann", "server=x&member=1&name=ann",
    ] {
      let back = try dashboard.get("/person?\(target)")
      #expect(back.text.contains("/kick?server=chat-1&amp;instance=i2&amp;member=9&amp;name=ann"))
    }
  }

  @Test func `where an older API names no process, their connection is found by its id`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.people = [FakeAPI.person(7, "eve")]
    let page = try dashboard.get("/person?server=chat-1&instance=i1&member=7&name=ann")
    #expect(page.text.contains("<b><bdi>ann</bdi></b> is <b><bdi>eve</bdi></b> now."))
  }

  @Test func `who is away has a page, too`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.servers.append(FakeAPI.server("chat-2", live: false))
    dashboard.api.people = []
    let session = try dashboard.logIn(IdentityRoutesTests.password, as: "moderator")
    let text = try dashboard.get("/person?name=ann", cookie: session).text
    #expect(text.contains("Not here now."))
    #expect(text.contains("<b><bdi>chat-2</bdi></b> did not say whether they are there"))
    #expect(text.contains("be kind") && text.contains("new &lt;here&gt;") && text.contains("eve"))
    #expect(text.contains("Ban of <b><bdi>Ann</bdi></b>") && !text.contains("Ban of <b><bdi>192"))
    #expect(!text.contains("/kick?"))
    #expect(text.contains("href=\"/ban?name=ann&amp;minutes=60\""))
    #expect(text.contains("href=\"/mute?name=ann&amp;minutes=60\""))
  }

  @Test(arguments: ["", "?name=", "?name=+", "?server=chat-1&member=7"])
  func `nobody has no page: all that was ever decided would pass for theirs`(query: String) throws {
    let dashboard = try TestDashboard()
    dashboard.api.happen("member.kicked", by: "ben", to: "ann (7 on chat-1)")
    #expect(try dashboard.get("/person\(query)").location == "/people")
    let page = try dashboard.submit("/notes/new", [("range", "192.0.2.7"), ("text", "a bot?")])
    #expect(page.note == "Done: noted about 192.0.2.7.", "it is said on the page of all")
  }

  @Test func `says what the API did not say, each at its place`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.peopleHere.history = nil
    dashboard.api.room.isOlder = true
    let older = try dashboard.get("/person?name=ann").text
    #expect(older.contains("This API is older than the dashboard: it does not know."))
    #expect(older.contains("it has no transcript of the room"))
    #expect(older.contains("Nothing was decided about that name."))
    dashboard.api.mood = .away
    let away = try dashboard.get("/person?name=ann")
    #expect(away.status == 200)
    #expect(away.text.ranges(of: "The API does not answer.").count >= 4)
  }

  @Test func `a name that the server gave is neither banned nor noted about`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.people = [FakeAPI.person(7, "guest-7")]
    let here = try dashboard.get("/person?name=guest-7").text
    #expect(here.contains("name=\"range\" value=\"192.0.2.7\" checked"))
    #expect(!here.contains("the name</label>"))
    dashboard.api.people = []
    for target in ["/person?name=guest-7", "/person"] {
      let away = try dashboard.get(target).text
      #expect(!away.contains("action=\"/notes/new\"") && !away.contains("/ban?"))
    }
  }

  @Test func `a note is made and removed, and leads back to the page`() throws {
    let dashboard = try TestDashboard()
    let form = [
      ("name", "ann"), ("on", "ann"), ("text", " be\r\nkind "), ("range", ""), ("key", "k1"),
    ]
    let page = try dashboard.submit("/notes/new", form)
    #expect(page.note == "Done: noted about ann.")
    #expect(page.text.contains("<bdi>ann</bdi></h2>"))
    #expect(
      dashboard.api.commands.map(\.line) == [
        #"POST /notes {  "name" : "ann",  "text" : "be kind"}"#
      ])
    let address = form.dropLast(2) + [("range", "192.0.2.7")]
    #expect(
      try dashboard.submit("/notes/new", Array(address)).note == "Done: noted about 192.0.2.7.")
    let question = try dashboard.get("/notes/remove?id=21&text=be+kind&on=ann")
    #expect(
      question.text.contains("Remove this note?") && question.text.contains("<bdi>be kind</bdi>"))
    let removed = try dashboard.submit(
      "/notes/remove", [("id", "21"), ("text", "be kind"), ("on", "ann")])
    #expect(removed.note == "Done: the note is removed.")
    #expect(dashboard.api.commands.last?.line == "DELETE /notes/21 ")
    dashboard.api.refusal = .json(Outcome.error("too many notes"), .conflict)
    let refused = try dashboard.send(.post, "/notes/new", form: form)
    #expect(refused.value(of: "text") == "be kind" && refused.value(of: "on") == "ann")
  }
}
