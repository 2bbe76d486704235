import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// One thing done about many people.
@Suite struct BulkTests {
  static let ann = [
    ("server", "chat-1"), ("instance", "i1"), ("member", "7"), ("name", "ann & co"),
  ]
  static let ben = [("server", "chat-2"), ("member", "8"), ("name", "ben")]

  static func form(
    _ action: String, _ people: [[(String, String)]] = [ann, ben],
    from: String = "/people?q=a&muted=1"
  ) -> [(String, String)] {
    [("from", from), ("minutes", "60"), ("action", action)]
      + people.map { ("who", Form.encode($0)) }
  }

  /// All fields of the question's form, as a browser sends them.
  static func fields(_ question: Answer) -> [(String, String)] {
    let form = question.text.split(separator: "<form method=\"post\" action=\"/bulk\">").last ?? ""
    let fields = form.matches(of: #/<input[^>]* name="([^"]*)"[^>]* value="([^"]*)"/#)
    return fields.map { (String($0.1), Answer.unescaped($0.2)) }
      + (form.contains("<select") ? [("minutes", "60")] : [])
  }

  @Test(arguments: [
    ("mute", "Mute 2 people?", "Done: 2 people were muted.", true),
    ("kick", "Kick 2 people?", "Done: 2 people were kicked.", false),
    ("unmute", "Unmute 2 people?", "Done: 2 people can be heard again.", false),
    ("ban", "Ban the names of 2 people?", "Done: 2 people have a banned name.", true),
  ])
  func `one question lists them all, and its answer goes to the API once`(
    action: String, asked: String, done: String, hasEnd: Bool
  ) throws {
    let dashboard = try TestDashboard()
    let question = try dashboard.send(.post, "/bulk/ask", form: Self.form(action))
    #expect(question.status == 200)
    #expect(question.text.contains(asked))
    #expect(question.text.contains("<b><bdi>ann &amp; co</bdi></b> <small>chat-1</small>"))
    #expect(question.text.contains("<b><bdi>ben</bdi></b> <small>chat-2</small>"))
    #expect(question.text.contains("href=\"/people?q=a&amp;muted=1\">Cancel"))
    #expect(question.text.contains("id=\"minutes\"") == hasEnd)
    #expect(dashboard.api.commands.isEmpty, "asking does nothing")

    let page = try dashboard.submit("/bulk", Self.fields(question))
    #expect(page.note == done)
    #expect(page.value(of: "q") == "a", "it leads back to where they were chosen")
    let minutes = hasEnd ? #""minutes":60,"# : ""
    let told =
      #"POST /bulk {"action":"\#(action)",\#(minutes)"people":[{"instance":"i1","member":7,"#
      + #""name":"ann & co","server":"chat-1"},{"member":8,"name":"ben","server":"chat-2"}]}"#
    #expect(dashboard.api.commands.map(\.line) == [told])
    let key = dashboard.api.requests.last { $0.method == .post }?.fields["Idempotency-Key"]
    #expect(key != nil && key == question.value(of: "key"))
  }

  @Test func `what was not done is said of each, and why`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.peopleHere.outcomes = [
      .success, .error("there is no <8> on chat-2"), .waiting("chat server chat-3 did not answer"),
    ]
    let people =
      [Self.ann, Self.ben]
      + [("9", "eve"), ("10", "zoe")].map { member, name in
        [("server", "chat-2"), ("member", member), ("name", name)]
      }
    let page = try dashboard.send(.post, "/bulk", form: Self.form("mute", people) + [("key", "k")])
    #expect(page.status == 200)
    #expect(page.text.contains("1 of 4 people was muted"))
    #expect(page.text.contains("<bdi>ben</bdi></b>: there is no &lt;8&gt; on chat-2"))
    #expect(page.text.contains("<bdi>eve</bdi></b>: chat server chat-3 did not answer"))
    #expect(page.text.contains("<bdi>zoe</bdi></b>: the API did not say"))
    #expect(!page.text.contains("ann &amp; co"))
    #expect(page.text.contains("href=\"/people?q=a&amp;muted=1\">Back"))
  }

  @Test
  func `in the room somebody ticked at several lines is one, by the last name, and it leads back`()
    throws
  {
    let dashboard = try TestDashboard()
    dashboard.api.room.say("buy", by: "ann")
    dashboard.api.room.say("now", by: "eve")
    dashboard.api.room.say("waves", by: "ben", .done, member: 8)
    dashboard.api.room.say("live", by: "deploy", .bot, member: nil)
    dashboard.api.room.say("ben left", by: "ben", .left, member: 8)
    for target in ["/room/", "/room/?line=2"] {
      let room = try dashboard.get(target)
      let boxes = room.text.matches(
        of: #/<input type="checkbox" name="who" form="choose" value="([^"]*)">/#)
      #expect(boxes.count == 3)
      #expect(room.text.contains("<span class=\"aside\">Choose eve, 12:00:00</span>"))
      let form =
        [("from", room.value(of: "from") ?? ""), ("action", "kick")]
        + boxes.map { ("who", Answer.unescaped($0.1)) }
      let question = try dashboard.send(.post, "/bulk/ask", form: form)
      #expect(question.text.contains("Kick 2 people?"))
      #expect(question.text.contains("<bdi>eve</bdi>") && !question.text.contains("<bdi>ann</bdi>"))
      let done = try dashboard.send(.post, "/bulk", form: Self.fields(question))
      #expect(done.location?.hasPrefix("/room/?note=") == true)
    }
    let session = try RoleRoutesTests.dashboard()
    let viewer = try session.logIn(IdentityRoutesTests.password, as: "viewer")
    #expect(try !session.get("/room/", cookie: viewer).text.contains("name=\"who\""))
  }

  @Test func `what the API refuses stays as it was chosen`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.refusal = .json(Outcome.error("no"), .conflict)
    let form = Self.form("ban") + [("reason", "spam <all>")]
    let answer = try dashboard.send(.post, "/bulk", form: form)
    #expect(answer.note == "The API says: no. Nothing was changed.")
    #expect(answer.value(of: "reason") == "spam <all>")
    #expect(
      Self.fields(answer).filter { $0.0 == "who" }.map(\.1)
        == form.filter { $0.0 == "who" }.map(\.1))
  }

  @Test func `whoever ticked nobody is led back, and told so`() throws {
    let dashboard = try TestDashboard()
    let page = try dashboard.submit("/bulk/ask", [("from", "/people?q=a"), ("action", "kick")])
    #expect(page.note == "Tick whom you mean first.")
    #expect(page.value(of: "q") == "a")
    #expect(try dashboard.get("/bulk/ask").location == "/people")
  }

  @Test(arguments: [
    [("action", "promote"), ("who", Form.encode(ann))], [("who", Form.encode(ann))],
    [("action", "kick"), ("who", "server=..&member=7&name=x")],
    [("action", "kick"), ("who", "%zz")],
    [("action", "kick"), ("who", "")], [("action", "kick")],
    [("action", "mute"), ("minutes", "-1"), ("who", Form.encode(ann))],
  ])
  func `what none of our forms sends is refused in words`(form: [(String, String)]) throws {
    let dashboard = try TestDashboard()
    let answer = try dashboard.send(.post, "/bulk", form: form)
    #expect(answer.status == 400)
    #expect(answer.text.contains("That did not work"))
    #expect(dashboard.api.commands.isEmpty)
  }

  @Test func `the way back is a page of ours, whatever the form says`() throws {
    let dashboard = try TestDashboard()
    for from in ["//evil.example", "/people?q=%zz", "javascript:x", "/room/x"] {
      let page = try dashboard.send(.post, "/bulk/ask", form: Self.form("kick", from: from))
      #expect(page.text.contains("href=\"/people\">Cancel"), "\(from)")
    }
  }

  @Test func `a login in between leads back to the question`() throws {
    let dashboard = try TestDashboard(password: "correct horse")
    let login = try dashboard.send(.post, "/bulk/ask", form: Self.form("kick"))
    #expect(login.status == 403)
    let next = try #require(login.value(of: "next"))
    let session = try dashboard.logIn("correct horse")
    let question = try dashboard.get(next, cookie: session)
    #expect(question.text.contains("Kick 2 people?"))
    #expect(Self.fields(question).filter { $0.0 == "who" }.count == 2)
    let elsewhere = [("Origin", "http://evil.example")]
    let forged = try dashboard.send(
      .post, "/bulk/ask", form: Self.form("kick"), elsewhere, cookie: session)
    #expect(forged.status == 403)
  }

  /// As chat servers number and name people.
  private static func people(_ count: Int) -> [[(String, String)]] {
    (0..<count).map { number in
      [
        ("server", "chat-1"), ("instance", "28xz2eypbkck5"),
        ("member", String(1_795_963_941_979_322 + number)), ("name", "somebody-\(number)"),
      ]
    }
  }

  @Test func `a login in between loses none of a page of people`() throws {
    let dashboard = try TestDashboard(password: "correct horse")
    let form = Self.form("kick", Self.people(PeopleQuery.peopleShown))
    let login = try dashboard.send(.post, "/bulk/ask", form: form)
    let next = try #require(login.value(of: "next"))
    let entry = try dashboard.send(
      .post, "/login",
      form: [("name", "admin"), ("password", "correct horse"), ("next", next)])
    let question = try dashboard.get(try #require(entry.location), cookie: entry.session ?? "")
    #expect(question.text.contains("Kick 50 people?"))
    let far = "/people?q=" + String(repeating: "%25", count: 1_700)
    #expect(try dashboard.get(far).location == "/login", "a longer address would be refused")
  }

  @Test func `as many as the API takes can be chosen in the room`() throws {
    let dashboard = try TestDashboard()
    let form = Self.form("kick", Self.people(Limits.bulkMax), from: "/room/")
    let question = try dashboard.send(.post, "/bulk/ask", form: form)
    #expect(question.text.contains("Kick 500 people?"))
    let done = try dashboard.send(.post, "/bulk", form: Self.fields(question))
    #expect(done.location?.hasPrefix("/room/?note=") == true)
    let told = try #require(dashboard.api.requests.last { $0.method == .post }?.body)
    #expect(told.split(separator: UInt8(ascii: "{")).count == Limits.bulkMax + 1)
    #expect(told.count < HTTPLimits().bodyBytesMax)
  }

  @Test func `a page of people with the longest names can be chosen at once`() throws {
    let dashboard = try TestDashboard()
    let people = (1...PeopleQuery.peopleShown).map { number in
      [
        ("server", String(repeating: "s", count: 64)),
        ("instance", String(repeating: "i", count: 64)),
        ("member", String(9_007_199_254_740_000 + number)),
        ("name", String(repeating: "語", count: 10)),
      ]
    }
    let form = Self.form("mute", people)
    #expect(Form.encode(form).utf8.count < HTTPLimits().bodyBytesMax)
    let question = try dashboard.send(.post, "/bulk/ask", form: form)
    #expect(question.text.contains("Mute 50 people?"))
    #expect(
      try dashboard.submit("/bulk", Self.fields(question)).note == "Done: 50 people were muted.")
  }
}
