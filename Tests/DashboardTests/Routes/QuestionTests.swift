import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// What is asked before a command is given: of whom, and with what filled in.
@Suite struct QuestionTests {
  static func dashboard() throws -> TestDashboard { try CommandTests.dashboard() }

  @Test func `a link with another name asks about the one who is really meant`() throws {
    let dashboard = try Self.dashboard()
    let question = try dashboard.get("/kick?server=chat-1&member=7&name=ben")
    #expect(question.text.contains("Kick <b><bdi>ann</bdi></b> off the chat?"))
    #expect(question.text.contains("from <b><bdi>192.0.2.7"))
    #expect(question.text.contains("ben is ann now."))
    #expect(question.value(of: "name") == "ann")
    let lift = try dashboard.get("/lift?id=3&range=203.0.113.0%2F24")
    #expect(lift.text.contains("Lift the ban of <b><bdi>192.0.2.9</bdi></b>?"))
    #expect(lift.value(of: "range") == "192.0.2.9")
  }

  @Test func `the first of all, whose id is 0, is found like any other`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.people = [FakeAPI.person(0, "zoe"), FakeAPI.person(1, "ann")]
    #expect(try dashboard.get("/people").text.contains("<bdi>zoe</bdi>"))
    let question = try dashboard.get("/kick?server=chat-1&member=0&name=zoe")
    #expect(question.text.contains("Kick <b><bdi>zoe</bdi></b> off the chat?"))
    #expect(question.text.contains("from <b><bdi>192.0.2.7"))
    let next = try dashboard.get("/kick?server=chat-1&member=1&name=ann")
    #expect(next.text.contains("from <b><bdi>192.0.2.7"))
  }

  @Test func `who has left meanwhile cannot be kicked, and a ban that ended not lifted`() throws {
    let dashboard = try Self.dashboard()
    let kick = try dashboard.get("/kick?server=chat-1&member=6&name=ben")
    #expect(kick.text.contains("<h2 id=\"question\"><b><bdi>ben</bdi></b> has left</h2>"))
    #expect(kick.text.contains("They have left the chat already"))
    #expect(!kick.text.contains("<form method=\"post\" action=\"/kick\""))
    let lift = try dashboard.get("/lift?id=4&range=x")
    #expect(lift.text.contains("That ban has ended already"))
    #expect(!lift.text.contains("<form method=\"post\" action=\"/lift\""))
  }

  @Test func `of a server that was started anew, or is not known, all are gone`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.instance = "now"
    let people = try dashboard.get("/people")
    #expect(
      people.text.contains("/person?server=chat-1&amp;instance=now&amp;member=7&amp;name=ann"))
    let link = "server=chat-1&instance=now&member=7&name=ann"
    let here = try dashboard.get("/kick?" + link)
    #expect(here.value(of: "instance") == "now")
    let before = try dashboard.get("/kick?server=chat-1&instance=before&member=7&name=ann")
    #expect(before.text.contains("<b><bdi>ann</bdi></b> has left"))
    dashboard.api.servers = []
    #expect(try dashboard.get("/kick?" + link).text.contains("<b><bdi>ann</bdi></b> has left"))
  }

  @Test func `when the chat server cannot be asked the name is said to be the link's`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.servers = [FakeAPI.server("chat-1", live: false)]
    let question = try dashboard.get("/kick?server=chat-1&member=7&name=ann")
    #expect(question.text.contains("chat server chat-1 did not answer"))
    #expect(question.text.contains("The name is the one in the link"))
    #expect(question.text.contains("action=\"/kick\""))
  }

  @Test func `a long announcement can be read whole before it is made, and is one line`() throws {
    let dashboard = try Self.dashboard()
    let long = String(repeating: "maintenance at 18:00, ", count: 20)
    let question = try dashboard.get("/announce?" + Form.encode([("text", long)]))
    #expect(question.text.contains("<textarea id=\"text\""))
    #expect(question.textarea == String(long.dropLast()))
    _ = try dashboard.submit("/announce", [("text", "one\r\ntwo\n\nthree")])
    #expect(
      dashboard.api.commands.map(\.line)
        == [#"POST /announcements {  "text" : "one two three"}"#])
  }

  @Test func `an IPv6 address that was chosen stays chosen when the ban has failed`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.mood = .away
    for range in ["2001:db8::7", "192.0.2.7"] {
      let again = try dashboard.submit("/ban", [("range", range), ("minutes", "60")])
      #expect(again.status >= 400)
      #expect(again.text.contains("value=\"\(range)\" checked"))
    }
  }

  @Test func `one address can be widened to its neighbours`() throws {
    let dashboard = try Self.dashboard()
    for (first, second) in [
      ("192.0.2.7", "192.0.2.0/24"), ("2001:db8:1:2::/64", "2001:db8:1:2:3::7"),
    ] {
      let address = first.contains("/") ? second : first
      let question = try dashboard.get("/ban?" + Form.encode([("range", address)])).text
      let ticked = try #require(question.firstRange(of: "value=\"\(first)\" checked"))
      let other = try #require(question.firstRange(of: "value=\"\(second)\""))
      #expect(ticked.lowerBound < other.lowerBound, "what is ticked stands first")
      #expect(question.ranges(of: " checked").count == 1)
    }
    let range = try dashboard.get("/ban?range=192.0.2.0/24")
    #expect(!range.text.contains("type=\"radio\""))
    #expect(range.text.contains("That is 256 addresses."))
  }

  @Test(arguments: [
    "/kick", "/kick?server=chat-1", "/kick?server=chat-1&member=7",
    "/kick?server=chat-1&member=x&name=a",
    "/kick?server=../x&member=7&name=a", "/kick?server=chat-1&member=-\(Int.max)&name=a",
    "/ban", "/ban?range=%20", "/ban?range=1.2.3.4&minutes=0",
    "/ban?range=1.2.3.4&minutes=\(Int.max)",
    "/ban?range=1.2.3.4&minutes=-5", "/lift", "/lift?id=../banner", "/lift?id=-1", "/announce",
    "/announce?text=%0A", "/history", "/history?lines=", "/history?lines=-1", "/history?lines=1e3",
  ])
  func `a link that is not ours is refused in words`(target: String) throws {
    let dashboard = try Self.dashboard()
    let answer = try dashboard.get(target)
    #expect(answer.status == 400)
    #expect(answer.text.contains("That did not work"))
    let form = target.split(separator: "?").dropFirst().first.map {
      (try? Form(decoding: String($0)))?.pairs.map { ($0.name, $0.value) } ?? []
    }
    let path = String(target.prefix { $0 != "?" })
    #expect(try dashboard.send(.post, path, form: form ?? []).status == 400)
    #expect(dashboard.api.commands.isEmpty)
  }

  @Test func `hostile names and reasons stay text on the question and in the note`() throws {
    let dashboard = try TestDashboard()
    let hostile = "\"><script>x</script>\u{202E}\u{1B}[2J"
    dashboard.api.people = [FakeAPI.person(7, hostile, at: hostile)]
    dashboard.api.bans = [FakeAPI.ban(3, hostile, reason: hostile, until: hostile)]
    let form = [("name", hostile), ("reason", hostile), ("range", hostile), ("text", hostile)]
    for path in ["/kick", "/mute", "/ban", "/lift", "/announce"] {
      let all = form + [("server", "chat-1"), ("member", "7"), ("id", "3")]
      let question = try dashboard.get(path + "?" + Form.encode(all))
      #expect(question.status == 200)
      #expect(!question.text.contains("<script>"), "\(path)")
      let done = try dashboard.submit(path, all)
      #expect(done.note?.hasPrefix("Done: ") == true, "\(path)")
      #expect(!done.text.contains("<script>"), "\(path)")
      #expect(done.note?.unicodeScalars.contains("\u{1B}") == false)
    }
  }
}
