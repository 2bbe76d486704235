import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `The rules of the room` {
  static func dashboard() throws -> (TestDashboard, sessions: [Role: String]) {
    let dashboard = try IdentityRoutesTests.dashboard()
    dashboard.api.rules = RoomRules(slowSeconds: 45, voicedOnly: true)
    dashboard.api.limits = RoomLimits(talkRate: 1, connectionsMax: 0)
    dashboard.api.doorsOpen = false
    dashboard.api.doorsKey = "swordfish"
    let sessions = try Role.allCases.map { role in
      (role, try dashboard.logIn(IdentityRoutesTests.password, as: role.rawValue))
    }
    return (dashboard, Dictionary(uniqueKeysWithValues: sessions))
  }

  @Test(arguments: Role.allCases)
  func `are shown to all, and the word to those who may change it`(role: Role) throws {
    let (dashboard, sessions) = try Self.dashboard()
    let page = try dashboard.get("/rules", cookie: sessions[role])
    #expect(page.status == 200)
    for words in [
      "One line in 45 s each.", "Only those with voice may talk; the others can read.",
      "closed: they ask for a word",
    ] {
      #expect(page.text.contains(words), "\(words)")
    }
    #expect(page.text.contains("<code>/key swordfish</code>") == (role > .viewer))
    #expect(page.text.contains("swordfish") == (role > .viewer))
    #expect(page.text.contains("aria-pressed=\"true\">45 s</button>") == (role > .viewer))
    #expect(page.text.ranges(of: "aria-pressed=\"true\"").count == (role > .viewer ? 1 : 0))
    #expect(page.value(of: "talk_rate") == (role == .owner ? "1" : nil))
    #expect(page.value(of: "talk_burst") == (role == .owner ? "" : nil))
    #expect(page.text.contains("<td>no limit</td>") == (role < .owner))
    #expect(page.text.contains("<td>the servers’ own</td>") == (role < .owner))
  }

  @Test func `are at a glance on the overview, and the word is not`() throws {
    let (dashboard, sessions) = try Self.dashboard()
    for role in Role.allCases {
      let page = try dashboard.get("/", cookie: sessions[role])
      #expect(page.text.contains("closed: they ask for a word"))
      #expect(page.text.contains("Slow mode: one line in 45 s each."))
      #expect(page.text.contains("Only those with voice may talk."))
      #expect(!page.text.contains("swordfish"))
    }
    dashboard.api.rules = RoomRules()
    dashboard.api.doorsOpen = true
    dashboard.api.doorsKey = nil
    let page = try dashboard.get("/", cookie: sessions[.viewer])
    #expect(page.text.contains("Everybody may talk; slow mode is off."))
    #expect(page.text.contains("<span class=\"live\">open</span>"))
  }

  @Test func `follow what others change, but for what can be filled in`() throws {
    let (dashboard, sessions) = try Self.dashboard()
    let page = try dashboard.get("/rules", cookie: sessions[.owner])
    #expect(page.text.contains("<script src=\"/dashboard.js\" defer></script>"))
    let parts = page.text.split(separator: " data-follow ").dropFirst()
      .map { $0[..<($0.firstRange(of: "<!--/follow-->")?.lowerBound ?? $0.endIndex)] }
    #expect(parts.count == 3)
    for part in parts { #expect(!part.contains("<input id=")) }
  }

  @Test func `each part says why it is not known`() throws {
    let (dashboard, sessions) = try Self.dashboard()
    dashboard.api.mood = .away
    let page = try dashboard.get("/rules", cookie: sessions[.owner])
    #expect(page.text.ranges(of: "The API does not answer.").count == 4)
    #expect(page.value(of: "talk_rate") == nil, "nobody changes what is not known")
  }

  @Test func `of an API that knows none are not missed on the overview`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.rules = nil
    let page = try dashboard.get("/")
    #expect(!page.text.contains("slow mode") && !page.text.contains("The API does not answer"))
    #expect(page.text.contains("<span class=\"live\">open</span>"))
  }

  // MARK: - The word

  @Test func `a word closes the doors, and stands in no address`() throws {
    let dashboard = try TestDashboard()
    let answer = try dashboard.send(.post, "/doors/word", form: [("word", " swordfish ")])
    #expect(answer.location?.hasPrefix("/rules?note=") == true)
    #expect(
      dashboard.api.commands.map(\.line)
        == [#"POST /doors {  "key" : "swordfish",  "open" : false}"#])
    dashboard.api.refusal = .json(Outcome.error("\"key\" must be one word"), .badRequest)
    let refused = try dashboard.send(.post, "/doors/word", form: [("word", "sw rd")])
    #expect(refused.status == 400)
    #expect(refused.note == "The API says: \"key\" must be one word. Nothing was changed.")
    #expect(refused.value(of: "word") == "sw rd")
    #expect(try dashboard.get("/doors/word?word=swordfish").value(of: "word") == "")
  }

  @Test func `a login in between does not put it there either`() throws {
    let dashboard = try TestDashboard(password: "correct horse")
    let page = try dashboard.send(.post, "/doors/word", form: [("word", "swordfish")])
    #expect(page.status == 403)
    #expect(page.value(of: "next") == "/doors/word?")
    #expect(!page.text.contains("swordfish"))
  }

  // MARK: - What can be asked for

  @Test(arguments: [
    ("/rules/slow", ["seconds=", "seconds=-1", "seconds=3601", "seconds=x", "seconds=1.5", ""]),
    ("/rules/voice", ["only=", "only=1", ""]),
    ("/rules/limits", ["talk_rate=-1", "talk_rate=x", "connections_max=1000001"]),
  ])
  func `what makes no sense is refused before the API is asked`(
    path: String, forms: [String]
  ) throws {
    let dashboard = try TestDashboard()
    for form in forms {
      #expect(try dashboard.get("\(path)?\(form)").status == 400, "\(form)")
      let pairs = form.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let posted = try dashboard.send(
        .post, path, form: [(String(pairs[0]), String(pairs.last ?? ""))])
      #expect(posted.status == 400, "\(form)")
    }
    #expect(dashboard.api.commands.isEmpty)
  }

  @Test func `limits are asked with what changes`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.limits = RoomLimits(talkRate: 1, connectionsMax: 500)
    let question = try dashboard.get("/rules/limits?talk_rate=1&talk_burst=3&connections_max=")
    #expect(question.text.contains("<li>Lines from one person at once: the servers’ own → 3</li>"))
    #expect(question.text.contains("<li>Connections: 500 → the servers’ own</li>"))
    #expect(!question.text.contains("<li>Lines a second"))
    let same = try dashboard.get("/rules/limits?talk_rate=1&connections_max=500")
    #expect(same.text.contains("So they are already."))
  }

  @Test(arguments: [("true", true), ("false", false)])
  func `to silence people is asked with a warning`(only: String, isHarsh: Bool) throws {
    let question = try TestDashboard().get("/rules/voice?only=\(only)")
    #expect(question.text.contains("class=\"harsh\"") == isHarsh)
  }
}

@Suite struct `Voice` {
  private static func dashboard() throws -> TestDashboard {
    let dashboard = try TestDashboard()
    var zoe = FakeAPI.person(9, "zoe")
    zoe.voiced = true
    dashboard.api.people = [FakeAPI.person(7, "ann"), zoe]
    return dashboard
  }

  @Test func `is shown beside a name, and given and taken on their page`() throws {
    let dashboard = try Self.dashboard()
    let people = try dashboard.get("/people").text
    #expect(people.ranges(of: "<span class=\"badge\">voice</span>").count == 1)
    let ann = try dashboard.get("/person?server=chat-1&member=7&name=ann").text
    #expect(ann.ranges(of: "action=\"/voice\"").count == 1)
    #expect(ann.contains("<input type=\"hidden\" name=\"member\" value=\"7\">"))
    #expect(!ann.contains("href=\"/unvoice?"))
    let zoe = try dashboard.get("/person?server=chat-1&member=9&name=zoe").text
    #expect(zoe.contains("href=\"/unvoice?server=chat-1&amp;member=9&amp;name=zoe\""))
    #expect(!zoe.contains("action=\"/voice\""))
  }

  @Test func `in the room is asked as it stands with that person`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.instance = "i1"
    dashboard.api.room.say("hello", by: "zoe", member: 9)
    let room = try dashboard.get("/room/").text
    let link = "/voice?server=chat-1&instance=i1&member=9&name=zoe&line=1"
    #expect(room.contains("href=\"\(link.replacing("&", with: "&amp;"))\""))
    let taken = try dashboard.get(link)
    #expect(taken.text.contains("Take the voice of <b><bdi>zoe</bdi></b>?"))
    #expect(taken.text.contains("action=\"/unvoice\"") && taken.value(of: "line") == "1")
    let given = try dashboard.get("/voice?server=chat-1&member=7&name=ann")
    #expect(given.text.contains("Give <b><bdi>ann</bdi></b> voice?"))
  }
}
