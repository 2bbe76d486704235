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

  /// Names in the rows, in their order.
  static func names(_ page: Answer) -> [Substring] {
    page.text.split(separator: "<th scope=\"row\" class=\"who\">").dropFirst().map {
      $0.split(separator: "<bdi>")[1].prefix { $0 != "<" }
    }
  }

  @Test func `each person is a row with all that is known, and leads to their page`() throws {
    let dashboard = try TestDashboard()
    var ann = FakeAPI.person(7, "ann")
    (ann.joined, ann.active) = ("2026-11-24T11:57:55Z", "2026-11-24T11:59:57Z")
    var ben = FakeAPI.person(9, "ben", muted: true)
    (ben.idle, ben.lines, ben.voiced) = (nil, 12_345, true)
    ben.mute = MuteInForce(id: 3, by: .address, until: nil)
    dashboard.api.people = [ann, ben]
    dashboard.api.instance = "now"
    let text = try dashboard.get("/people").text
    #expect(text.contains("2 people here"))
    #expect(
      text.contains(
        "<a href=\"/person?server=chat-1&amp;instance=now&amp;member=7&amp;name=ann\"><b><bdi>ann</bdi></b></a>"
      ))
    #expect(text.contains("<code>192.0.2.7</code>"))
    #expect(text.contains("<time datetime=\"2026-11-24T11:57:55Z\">11:57:55</time>"))
    #expect(text.contains("<time datetime=\"2026-11-24T11:59:57Z\">11:59:57</time>"))
    #expect(text.contains("<td class=\"said\">34</td>"))
    #expect(
      text.contains("2 min 5 s ago</td><td class=\"active\"><span class=\"none\">never</span>"))
    #expect(text.contains("<td class=\"said\">12,345</td>"))
    #expect(text.contains(">muted by address</span> <span class=\"badge\">voice</span>"))
    #expect(text.contains("value=\"server=chat-1&amp;instance=now&amp;member=9&amp;name=ben\""))
    #expect(text.contains("<span class=\"aside\">Choose ben</span></label>"))
  }

  @Test(arguments: [
    ("/people", "joined", "ascending", "-joined"),
    ("/people?sort=name", "name", "ascending", "-name"),
    ("/people?sort=-lines", "lines", "descending", "lines"),
    ("/people?sort=-joined", "joined", "descending", nil),
    ("/people?sort=moon", "joined", "ascending", "-joined"),
  ])
  func `a column sorts by its header, and the other way round by a second click`(
    target: String, column: String, order: String, next: String?
  ) throws {
    let dashboard = try Self.crowd(3)
    let text = try dashboard.get(target).text
    #expect(text.ranges(of: "aria-sort=").count == 1)
    let link = next.map { "/people?sort=\($0)" } ?? "/people"
    #expect(text.contains(" aria-sort=\"\(order)\"><a href=\"\(link)\">"))
    let asked = dashboard.api.takeRequests().last { $0.hasPrefix("GET /people") }
    #expect(
      asked == "GET /people?limit=50&sort=\(order == "descending" ? "-" : "")\(column)")
    // What is counted is looked for from its most.
    #expect(column == "lines" || text.contains("href=\"/people?sort=-lines\""))
  }

  @Test func `what is filtered by is in the address, the fields, the links and the question`()
    throws
  {
    let dashboard = try Self.crowd(120)
    dashboard.api.servers.append(FakeAPI.server("chat-2", users: 1))
    let filter =
      "q=guest-1&range=192.0.2.0%2F24&muted=1&voiced=1&idle=600&new=300&server=chat-1&sort=-name"
    let page = try dashboard.get("/people?\(filter)&after=50")
    #expect(
      dashboard.api.takeRequests().contains(
        "GET /people?limit=50&sort=-name&q=guest-1&range=192.0.2.0%2F24&muted=true&voiced=true&idle=600"
          + "&new=300&server=chat-1&after=50"))
    #expect(page.value(of: "q") == "guest-1")
    #expect(page.value(of: "range") == "192.0.2.0/24")
    #expect(page.text.ranges(of: " checked").count == 2)
    for option in ["600", "300", "chat-1"] {
      #expect(page.text.contains("<option value=\"\(option)\" selected>"))
    }
    #expect(page.text.contains("<details open>"))
    #expect(page.value(of: "sort") == "-name")
    #expect(
      page.text.contains(
        "name=\"from\" value=\"/people?\(filter.replacing("&", with: "&amp;"))\""))
    #expect(page.text.contains("href=\"/people?sort=-name\">Show all</a>"))
  }

  @Test func `a large crowd comes in pages, and nobody is left out or shown twice`() throws {
    let dashboard = try Self.crowd(120)
    var target = "/people?q=guest"
    var seen: [Substring] = []
    for page in 1...3 {
      let answer = try dashboard.get(target)
      seen += Self.names(answer)
      #expect(answer.text.contains("120 people found"))
      #expect(answer.text.contains("First page") == (page > 1))
      #expect(answer.text.contains("Next page") == (page < 3))
      target = "/people?q=guest&after=\(page * PeopleQuery.peopleShown)"
      if page < 3 { #expect(answer.text.contains(target.replacing("&", with: "&amp;"))) }
    }
    #expect(seen == (1...120).map { "guest-\($0)" })
    #expect(try dashboard.get("/people?after=500").text.contains("Nobody is left for this page"))
  }

  @Test func `on several servers each is told apart, and one that is silent is said to be`() throws
  {
    let dashboard = try Self.crowd(2)
    dashboard.api.servers += [FakeAPI.server("chat-2"), FakeAPI.server("chat-3", live: false)]
    dashboard.api.peopleHere.servers = [2: "chat-2"]
    let text = try dashboard.get("/people").text
    #expect(
      text.contains("<td class=\"at\">chat-1</td>") && text.contains("<td class=\"at\">chat-2</td>")
    )
    #expect(
      text.contains(
        "<b><bdi>chat-3</bdi></b> did not say who is there: chat server chat-3 did not answer."))
    #expect(text.contains("At least 2 people here"))
    #expect(text.contains("<option value=\"chat-3\">"))
  }

  @Test(arguments: [
    ("/people", "Nobody is here. How to join is on the <a href=\"/\">Overview</a>."),
    ("/people?q=zo%26", "Who went by that name has <a href=\"/person?name=zo%26\">a page</a>"),
    (
      "/people?muted=1",
      "Nobody who is here is like that. Ask for less, or <a href=\"/people\">show all</a>."
    ),
    ("/people?q=%3Cscript%3E%22", "value=\"&lt;script&gt;&quot;\""),
    ("/people?range=moon", "The API says: &quot;moon&quot; is no address."),
  ])
  func `when nobody is shown it is said why, and what to do`(target: String, words: String) throws {
    let dashboard = try TestDashboard()
    let page = try dashboard.get(target)
    #expect(page.text.contains(words))
    #expect(!page.text.contains("<script>"))
    #expect(page.text.contains("<tbody data-rows></tbody>"), "rows can come one by one")
  }

  @Test func `an API that is away or older is said to be so`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.mood = .away
    #expect(try dashboard.get("/people").text.contains("The API does not answer."))
    dashboard.api.mood = .answering(.json(Outcome.error("there is nothing there"), .notFound))
    #expect(try dashboard.get("/people").text.contains("This API is older than the dashboard"))
  }

  @Test(arguments: [" ", "", "..", "a/b", "ä", String(repeating: "a", count: 65)])
  func `an API that names a server as none can be named is no API, and no harm`(id: String) throws {
    let dashboard = try TestDashboard()
    dashboard.api.servers = [FakeAPI.server(id)]
    #expect(try dashboard.get("/").text.contains("answers what this dashboard cannot read"))
    #expect(try dashboard.get("/people").status == 200)
  }

  @Test func `who is gone and still heard is marked`() throws {
    let dashboard = try TestDashboard()
    var gone = FakeAPI.person(9, "ben")
    gone.gone = true
    dashboard.api.people = [FakeAPI.person(7, "ann"), gone]
    let text = try dashboard.get("/people").text
    #expect(text.ranges(of: "<span class=\"badge\">gone, still heard</span>").count == 1)
    #expect(try dashboard.get("/people?q=ben").text.contains("gone, still heard"))
  }

  @Test func `hostile names stay text`() throws {
    let dashboard = try TestDashboard()
    let hostile = "\"><script>x</script><!--/follow-->\u{202E}"
    dashboard.api.people = [FakeAPI.person(1, hostile, at: hostile, muted: true)]
    dashboard.api.servers = [FakeAPI.server("chat-1"), FakeAPI.server(hostile)]
    dashboard.api.peopleHere.history = PersonHistory(
      names: [.init(name: hostile, lines: 1, first: hostile, last: hostile)], visits: 1)
    dashboard.api.peopleHere.notes = [
      PersonRemark(id: 1, name: hostile, text: hostile, since: hostile, actor: hostile)
    ]
    dashboard.api.decisions.mutes = [
      Mute(id: 1, name: hostile, reason: hostile, until: hostile, since: hostile, actor: hostile)
    ]
    let name = Form.encode([("name", hostile)])
    for target in ["/people", "/people?q=\(name.dropFirst(5))", "/person?\(name)"] {
      let text = try dashboard.get(target).text
      #expect(!text.contains("<script>x"), "\(target)")
      #expect(!text.contains("\"\"><script"), "\(target)")
    }
  }

  @Test(arguments: [
    "/people?server=../../etc", "/people?after=-5", "/people?after=99999999999999999999999",
    "/people?after=\(Int.max)", "/people?server=", "/people?idle=-1&new=x",
    "/people?q=" + String(repeating: "x", count: 4_000), "/person", "/person?name=",
    "/person?member=1&name=x", "/person?server=../..&member=1&name=x",
    "/person?server=chat-1&member=99999999999999999999999&name=x", "/bulk/ask",
  ])
  func `addresses made up by somebody are a page, not a crash`(target: String) throws {
    #expect([200, 303].contains(try TestDashboard().get(target).status))
  }

  @Test func `who may not decide about people has nothing to tick`() throws {
    let dashboard = try RoleRoutesTests.dashboard()
    for (role, hasBoxes) in [("viewer", false), ("moderator", true)] {
      let session = try dashboard.logIn(IdentityRoutesTests.password, as: role)
      let text = try dashboard.get("/people", cookie: session).text
      #expect(text.contains("name=\"who\"") == hasBoxes)
      #expect(text.contains("/bulk/ask") == hasBoxes)
      #expect(text.contains("<bdi>ann</bdi>"))
    }
  }
}
