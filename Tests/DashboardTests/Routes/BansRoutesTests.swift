import Dashboard
import Testing
import TinyHTTP
import Wire

@Suite struct BansTests {
  @Test func `a ban is shown with its terms, its reason and what can be done`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.bans = [
      FakeAPI.ban(3, "192.0.2.0/24", until: "2026-11-25T12:00:00.000Z"),
      FakeAPI.ban(8, "2001:db8::/32", reason: ""),
      Ban(
        id: 9, name: "bob", reason: "flood", until: nil, since: FakeRoom.noon, actor: "zoe"),
    ]
    let page = try dashboard.get("/bans")
    let words = AimTests.words(page)
    #expect(words.contains("3 bans in force, the newest first."))
    #expect(page.text.contains("<time datetime=\"2026-11-25T12:00:00.000Z\">25 Nov 12:00:00"))
    #expect(words.contains("spam") && words.contains("by admin@192.0.2.1"))
    #expect(words.contains("for ever") && words.contains("No reason given."))
    #expect(words.contains("bob the name"))
    #expect(page.text.contains("href=\"/lift?id=3&amp;range=192.0.2.0%2F24\""))
    #expect(page.text.contains("href=\"/bans/change?id=9&amp;whom=bob\""))
    let newest = try #require(page.text.firstRange(of: "2001:db8::/32</code>"))
    let oldest = try #require(page.text.firstRange(of: "192.0.2.0/24</code>"))
    #expect(newest.lowerBound < oldest.lowerBound)
    #expect(dashboard.api.takeRequests() == ["GET /bans"])
  }

  static func ids(_ text: String) -> [Int?] {
    text.split(separator: "/lift?id=").dropFirst().map { Int($0.prefix { $0 != "&" }) }
  }

  @Test(arguments: [
    ("/bans", 120, 71), ("/bans?page=1", 70, 21), ("/bans?page=2", 20, 1), ("/bans?page=99", 20, 1),
    ("/bans?page=-1", 120, 71), ("/bans?page=x", 120, 71), ("/bans?page=\(Int.max)", 20, 1),
  ])
  func `many bans come in pages`(target: String, first: Int, last: Int) throws {
    let dashboard = try TestDashboard()
    dashboard.api.bans = (1...120).map { FakeAPI.ban($0, "192.0.2.\($0)") }
    #expect(Self.ids(try dashboard.get(target).text) == (last...first).reversed().map { $0 })
  }

  @Test func `nobody banned and nobody to ask are said`() throws {
    let dashboard = try TestDashboard()
    #expect(try dashboard.get("/bans").text.contains("Nobody is banned."))
    #expect(try dashboard.get("/mutes").text.contains("Nobody is muted."))
    dashboard.api.mood = .away
    for (page, form) in [("/bans", "/ban"), ("/mutes", "/mute")] {
      let away = try dashboard.get(page)
      #expect(away.text.contains("The API does not answer."))
      #expect(away.text.contains("action=\"\(form)\""), "the form is still there")
    }
  }

  @Test func `each page leads to the others with the same search`() throws {
    let dashboard = try TestDashboard()
    for tab in BansPage.Tab.allCases {
      let page = try dashboard.get("\(tab.rawValue)?q=a%26b&page=0")
      #expect(page.value(of: "q") == "a&b")
      for other in BansPage.Tab.allCases {
        let mark = other == tab ? " aria-current=\"page\"" : ""
        #expect(page.text.contains("<li><a href=\"\(other.rawValue)?q=a%26b\"\(mark)>"))
      }
      #expect(page.text.contains("name=\"whom\"") == !tab.isEnded)
    }
  }

  @Test(arguments: [
    ("spam", [1]), ("NIGHT", [1]), ("192.0.2.0", [1]), ("192.0.2.77", [1]), ("192.0.0.0/8", [1]),
    ("203.0.113.9", [2]), ("203.0.113.99", []), ("zoe", [3]), ("2001:DB8:1::7", [3]),
    ("2001", [3]), ("admin", [2, 1]), ("", [4, 3, 2, 1]), ("%20", [4, 3, 2, 1]), ("nobody", []),
    ("BOB", [4]),
  ])
  func `a search finds by name, range, an address in it, reason and who made it`(
    words: String, ids: [Int]
  ) throws {
    let dashboard = try TestDashboard()
    dashboard.api.bans = [
      FakeAPI.ban(1, "192.0.2.0/24", reason: "Spam all night"),
      FakeAPI.ban(2, "203.0.113.9", reason: ""),
      Ban(
        id: 3, range: "2001:db8::/32", reason: "flood", until: nil, since: FakeRoom.noon,
        actor: "zoe"),
      Ban(id: 4, name: "bob", reason: "", until: nil, since: FakeRoom.noon, actor: "ann"),
    ]
    #expect(Self.ids(try dashboard.get("/bans?q=\(words)").text) == ids)
  }

  @Test func `what was not found is said, and all are a link away`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.bans = [FakeAPI.ban(1, "192.0.2.9")]
    let page = try dashboard.get("/bans?q=%3Cb%3E")
    #expect(page.text.contains("No ban has “<bdi>&lt;b&gt;</bdi>” in its name"))
    #expect(page.value(of: "q") == "<b>")
    #expect(page.text.contains("href=\"/bans\">Show all</a>"))
    #expect(try !dashboard.get("/bans").text.contains("Show all"))
  }

  @Test func `a search is kept on the next page`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.bans = (1...120).map { FakeAPI.ban($0, "192.0.2.\($0)") }
    let page = try dashboard.get("/bans?q=spam&page=1")
    #expect(page.text.contains("120 bans in force with “<bdi>spam</bdi>”"))
    #expect(page.text.contains("href=\"/bans?q=spam\">Newer</a>"))
    #expect(page.text.contains("href=\"/bans?q=spam&amp;page=2\">Older</a>"))
  }
}

@Suite struct MutesTests {
  static func dashboard() throws -> TestDashboard {
    let dashboard = try TestDashboard()
    dashboard.api.decisions.mutes = [
      FakeDecisions.mute(3, name: "ann", member: 7, until: "2026-11-25T12:00:00.000Z"),
      FakeDecisions.mute(4, name: "ben"), FakeDecisions.mute(5, range: "192.0.2.0/24"),
    ]
    return dashboard
  }

  static func muted(
    _ id: Int, _ name: String, by mute: Int, _ match: MuteInForce.Match,
    at address: String = "198.51.100.9"
  ) -> RosterEntry {
    var person = FakeAPI.person(id, name, at: address, muted: true)
    person.mute = MuteInForce(id: mute, by: match, until: nil)
    return person
  }

  @Test func `a mute says whom it hits now, and by what they are known`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.people = [
      Self.muted(7, "ann", by: 3, .connection), Self.muted(8, "Ben", by: 4, .name),
      Self.muted(9, "zoe", by: 5, .range, at: "192.0.2.9"),
      // By a mute that lasts longer than the one of the range.
      Self.muted(10, "cy", by: 99, .address, at: "192.0.2.10"), FakeAPI.person(11, "heard"),
    ]
    let page = try dashboard.get("/mutes")
    let words = AimTests.words(page)
    #expect(words.contains("ann a person on chat-1"))
    #expect(words.contains("Here now: ann (the connection that was muted)"))
    #expect(words.contains("Here now: Ben (known by the name)"))
    #expect(words.contains("Here now: zoe (from the muted range), cy"))
    #expect(!words.contains("heard"))
    #expect(page.text.contains("href=\"/mutes/lift?id=4&amp;whom=ben\""))
    #expect(page.text.contains("href=\"/mutes/change?id=3&amp;whom=ann+%287+on+chat-1%29\""))
    #expect(dashboard.api.takeRequests() == ["GET /mutes", "GET /people?muted=true"])
  }

  @Test func `of whom it hits nothing is claimed that is not known`() throws {
    let dashboard = try Self.dashboard()
    #expect(AimTests.words(try dashboard.get("/mutes")).contains("Nobody who is here now."))
    dashboard.api.peopleHere.missing = [.init(server: "chat-2", why: "it is away")]
    let silent = AimTests.words(try dashboard.get("/mutes"))
    #expect(silent.contains("Of chat-2 it is not known who is muted: It is away."))
    #expect(!silent.contains("Nobody who is here now."))
    dashboard.api.peopleHere.missing = []
    dashboard.api.people = (1...101).map { Self.muted($0, "p\($0)", by: 99, .address) }
    let crowd = AimTests.words(try dashboard.get("/mutes"))
    #expect(crowd.contains("101 people are muted now; 100 of them were looked at."))
    #expect(!crowd.contains("Nobody who is here now."))
  }

  @Test(arguments: [("ann", [3]), ("192.0.2.77", [5]), ("BEN", [4]), ("zoe", [5, 4, 3])])
  func `a search finds mutes as it does bans`(words: String, ids: [Int]) throws {
    let text = try Self.dashboard().get("/mutes?q=\(words)").text
    let found = text.split(separator: "/mutes/lift?id=").dropFirst().map {
      Int($0.prefix { $0 != "&" })
    }
    #expect(found == ids)
  }
}

@Suite struct `Bans and mutes that are over` {
  @Test func `are listed with who ended them, or that their time was up`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.decisions.endedBans = [
      FakeDecisions.ended(9, name: "bob"), FakeDecisions.ended(8, range: "192.0.2.9", by: "api"),
    ]
    let page = try dashboard.get("/bans/ended")
    let words = AimTests.words(page)
    #expect(words.contains("bob the name") && words.contains("by zoe"))
    #expect(words.contains("192.0.2.9") && words.contains("its time was up"))
    #expect(words.contains("by ann") && words.contains("spam"))
    #expect(!page.text.contains("/lift?") && !page.text.contains("/change?"))
    #expect(AimTests.words(try dashboard.get("/mutes/ended")).contains("No mute has ended yet."))
    dashboard.api.decisions.endedBans[1].until = nil
    let lifted = AimTests.words(try dashboard.get("/bans/ended"))
    #expect(lifted.contains("by api") && !lifted.contains("its time was up"))
  }

  @Test func `are searched and turned over by the API`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.decisions.endedMutes = (1...60).reversed().map {
      FakeDecisions.ended($0, name: "p\($0)")
    }
    let page = try dashboard.get("/mutes/ended?q=spam")
    #expect(page.text.contains("href=\"/mutes/ended?q=spam&amp;before=11\">Older</a>"))
    #expect(!page.text.contains(">Newest<"))
    let last = try dashboard.get("/mutes/ended?q=spam&before=11")
    #expect(AimTests.words(last).contains("p10 the name") && !last.text.contains(">Older<"))
    #expect(last.text.contains("href=\"/mutes/ended?q=spam\">Newest</a>"))
    #expect(
      dashboard.api.takeRequests() == [
        "GET /mutes/ended?limit=50&q=spam", "GET /mutes/ended?limit=50&q=spam&before=11",
      ])
    let none = try dashboard.get("/mutes/ended?q=nothing")
    #expect(none.text.contains("No mute has “<bdi>nothing</bdi>”"))
  }
}

@Suite struct `A change of what is in force` {
  @Test func `is asked with how it is now`() throws {
    let dashboard = try MutesTests.dashboard()
    dashboard.api.bans = [FakeAPI.ban(8, "192.0.2.9")]
    let ban = try dashboard.get("/bans/change?id=8&whom=x")
    #expect(AimTests.words(ban).contains("Change the ban of 192.0.2.9?"))
    #expect(AimTests.words(ban).contains("For ever, by admin@192.0.2.1"))
    #expect(ban.value(of: "reason") == "spam")
    #expect(ban.text.contains("<option value=\"\" selected>stays as it is</option>"))
    let mute = try dashboard.get("/mutes/change?id=3&whom=x&minutes=60&reason=hush")
    #expect(AimTests.words(mute).contains("Change the mute of ann (7 on chat-1)?"))
    #expect(mute.value(of: "reason") == "hush")
    #expect(mute.text.contains("<option value=\"60\" selected>1 hour from now</option>"))
  }

  @Test func `of what has ended is said to be too late`() throws {
    let dashboard = try TestDashboard()
    for (path, word) in [
      ("/bans/change", "ban"), ("/mutes/change", "mute"), ("/mutes/lift", "mute"),
    ] {
      let page = try dashboard.get("\(path)?id=99&whom=x")
      #expect(page.text.contains("That \(word) has ended already"))
      #expect(!page.text.contains("action=\"\(path)\""))
    }
  }

  @Test(arguments: ["-1", "x", "525601", "1.5"])
  func `ends in a number of minutes`(minutes: String) throws {
    let dashboard = try MutesTests.dashboard()
    let form = [("id", "3"), ("whom", "x"), ("minutes", minutes)]
    #expect(try dashboard.send(.post, "/mutes/change", form: form).status == 400)
    #expect(dashboard.api.commands.isEmpty)
  }
}
