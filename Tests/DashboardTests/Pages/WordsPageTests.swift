import Dashboard
import Testing
import TinyHTTP
import Wire

@Suite struct `The Words page` {
  static let hostile = "</p><script>x</script>\u{202E}\u{1B}[2J\"'&"
  static let harmless = "&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;\u{FFFD}␛[2J&quot;&#39;&amp;"

  static func dashboard() throws -> (TestDashboard, sessions: [Role: String]) {
    let dashboard = try IdentityRoutesTests.dashboard()
    dashboard.api.words.fill()
    let sessions = try Role.allCases.map { role in
      (role, try dashboard.logIn(IdentityRoutesTests.password, as: role.rawValue))
    }
    return (dashboard, Dictionary(uniqueKeysWithValues: sessions))
  }

  @Test(arguments: Role.allCases)
  func `shows filters to all, and lines that wait to those who decide about them`(
    role: Role
  ) throws {
    let (dashboard, sessions) = try Self.dashboard()
    _ = dashboard.api.takeRequests()
    let page = try dashboard.get("/words", cookie: sessions[role])
    let asked = dashboard.api.takeRequests()
    #expect(page.status == 200)
    for words in [
      "2 filters, the newest first.", "<bdi>spam*</bdi>", "<bdi>maybe *</bdi>",
      "Refused. Who writes it reads <q><bdi>no ads</bdi></q>.", "Held for a moderator.",
      "By <b><bdi>moderator</bdi></b> since", "name=\"line\"",
    ] {
      #expect(page.text.contains(words), "\(words)")
    }
    let mayDecide = role > .viewer
    #expect(page.text.contains("<bdi>maybe later</bdi>") == mayDecide)
    #expect(page.text.contains("Lines that wait") == mayDecide)
    #expect(page.text.contains("action=\"/words/new\"") == mayDecide)
    #expect(asked.contains { $0.hasPrefix("GET /held") } == mayDecide, "nor are they asked for")
    let spam = page.text.firstRange(of: "<bdi>spam*")?.lowerBound
    let maybe = page.text.ranges(of: "<bdi>maybe *").last?.lowerBound
    #expect(try #require(maybe) < #require(spam))
  }

  @Test func `says of each line who wrote it, when, where, and which filter holds it`() throws {
    let (dashboard, sessions) = try Self.dashboard()
    dashboard.api.words.held = [
      FakeWords.line(9, "maybe later", by: "ann"),
      FakeWords.line(10, "says maybe", by: "ben", .done, pattern: nil),
      FakeWords.line(11, "maybe not", by: "cid", releasing: true),
    ]
    let text = try dashboard.get("/words", cookie: sessions[.moderator]).text
    #expect(text.contains("3 lines wait, the oldest first. Each is dropped after 24 hours."))
    #expect(
      text.contains(
        "<span class=\"by\">&lt;<b><bdi>ann</bdi></b>&gt;</span> <bdi>maybe later</bdi>"))
    #expect(
      text.contains("<span class=\"by\">* <b><bdi>ben</bdi></b></span> <bdi>says maybe</bdi>"))
    #expect(text.contains("11:59:00</time> UTC · on <b><bdi>chat-1</bdi></b> · held by <code"))
    #expect(text.contains("its filter is removed"))
    #expect(text.ranges(of: "action=\"/words/release\"").count == 2)
    #expect(text.contains("href=\"/words/drop?id=10&amp;name=ben\""))
    #expect(!text.contains("href=\"/words/drop?id=11"))
    #expect(text.contains("Being released"))
  }

  @Test func `tells what to do where there is nothing`() throws {
    let (dashboard, sessions) = try Self.dashboard()
    dashboard.api.words.held = []
    let waits = "What a filter holds stands here until you release or drop it"
    #expect(try dashboard.get("/words", cookie: sessions[.owner]).text.contains(waits))
    dashboard.api.words.filters = []
    let empty = try dashboard.get("/words", cookie: sessions[.owner]).text
    #expect(empty.contains("Nothing waits. To look at lines before everybody reads them"))
    #expect(empty.contains("No words are filtered. Add words"))
    let viewers = try dashboard.get("/words", cookie: sessions[.viewer]).text
    #expect(viewers.contains("No words are filtered.</p>"))
  }

  @Test func `shows fifty lines at a time, and where one is`() throws {
    let (dashboard, sessions) = try Self.dashboard()
    dashboard.api.words.held = (1...120).map { FakeWords.line($0, "line-\($0).", by: "ann") }
    let session = sessions[.moderator]
    let first = try dashboard.get("/words?line=x", cookie: session).text
    #expect(first.contains("120 lines wait") && first.contains("line-50."))
    #expect(!first.contains("line-51.") && !first.contains(">First</a>"))
    #expect(first.contains("href=\"/words?after=50&amp;line=x\">Next</a>"))
    let last = try dashboard.get("/words?after=100", cookie: session).text
    #expect(last.contains("line-120.") && !last.contains("line-100."))
    #expect(last.contains("href=\"/words\">First</a>") && !last.contains(">Next</a>"))
    let beyond = try dashboard.get("/words?after=120", cookie: session).text
    #expect(beyond.contains("120 lines wait, all of them before these."))
    #expect(try dashboard.get("/words?after=-3", cookie: session).text.contains("line-1."))
  }

  @Test func `shows what people say as text, however long`() throws {
    let (dashboard, sessions) = try Self.dashboard()
    let long = String(repeating: "maybe ", count: 1_000) + "the end"
    dashboard.api.words.held = [
      FakeWords.line(1, Self.hostile, by: Self.hostile, pattern: Self.hostile),
      FakeWords.line(2, long, by: "ann"),
    ]
    dashboard.api.words.filters = [
      FakeWords.filter(3, Self.hostile, .refuse, reason: Self.hostile)
    ]
    let target = "/words?" + Form.encode([("line", Self.hostile + " script")])
    let page = try dashboard.get(target, cookie: sessions[.moderator])
    #expect(!page.text.contains("<script>x"))
    let shown = page.text.replacing(#/value="[^"]*"/#, with: "")
    #expect(!shown.contains { $0.unicodeScalars.contains("\u{202E}") }, "in fields alone")
    #expect(page.text.ranges(of: "<bdi>\(Self.harmless)</bdi>").count >= 5)
    #expect(page.value(of: "line") == Self.hostile + " script")
    #expect(page.text.contains("<summary>All 6,007 characters</summary>"))
    #expect(page.text.ranges(of: "the end").count == 1, "folded in")
    for question in ["drop?id=1&name=x", "remove?id=3&pattern=x"] {
      let text = try dashboard.get("/words/\(question)", cookie: sessions[.moderator]).text
      #expect(text.contains(Self.harmless) && !text.contains("<script>x"), "\(question)")
    }
  }

  @Test func `says why there is nothing to show`() throws {
    let (dashboard, sessions) = try Self.dashboard()
    dashboard.api.words.isOlder = true
    let older = try dashboard.get("/words", cookie: sessions[.owner])
    #expect(older.text.ranges(of: "it filters no words").count == 2)
    dashboard.api.mood = .away
    let away = try dashboard.get("/words?line=spam", cookie: sessions[.owner])
    #expect(away.status == 200)
    #expect(away.text.ranges(of: "The API does not answer.").count == 2)
    #expect(away.value(of: "line") == "spam" && away.text.contains("action=\"/words/new\""))
    #expect(!away.text.contains("No filter meets it"))
  }

  @Test func `follows what others change, but for what can be filled in`() throws {
    let (dashboard, sessions) = try Self.dashboard()
    let page = try dashboard.get("/words", cookie: sessions[.owner])
    #expect(page.text.contains("<script src=\"/dashboard.js\" defer></script>"))
    let again = try dashboard.get("/words", cookie: sessions[.owner])
    for id in ["held", "filters", "tried"] {
      let part = try #require(Self.part(id, of: page))
      #expect(!part.contains("<input id="), "\(id)")
      #expect(Self.part(id, of: again) == part, "what is the same is not put in anew")
    }
  }

  /// A part that updates itself.
  static func part(_ id: String, of page: Answer) -> Substring? {
    guard let start = page.text.firstRange(of: "<div id=\"\(id)\" data-follow ")?.upperBound,
      let end = page.text[start...].firstRange(of: "<!--/follow-->")?.lowerBound
    else { return nil }
    return page.text[start..<end].drop { $0 != ">" }.dropFirst()
  }
}

@Suite struct `A line that is tried` {
  private static func verdict(on line: String) throws -> String {
    let dashboard = try TestDashboard()
    dashboard.api.words.filters = [
      FakeWords.filter(1, "maybe *", .hold),
      FakeWords.filter(2, "spam*", .refuse, reason: "no ads"),
      FakeWords.filter(3, "buy", .hold, reason: "wait"),
    ]
    let page = try dashboard.get("/words?" + Form.encode([("line", line)]))
    let part = try #require(`The Words page`.part("tried", of: page))
    return part.replacing(#/<[^>]*>/#, with: "").split(separator: "\n")
      .joined(separator: " ")
  }

  @Test(arguments: [
    ("hello", "Said No filter meets it."), ("", ""), (" \t ", ""),
    ("SPÀMMERS!", "Refused by spam*. Who writes it reads “no ads”."),
    ("maybe this", "Held for a moderator by maybe *."),
    ("buy", "Held for a moderator by buy. Who writes it reads “wait”."),
    (
      "buy spam, maybe now",
      "Refused by spam*. Who writes it reads “no ads”. Met by maybe *, buy, too."
    ),
    ("s\u{200B}pam", "Refused by spam*. Who writes it reads “no ads”."),
  ])
  func `meets the filter that would decide about it`(line: String, verdict: String) throws {
    // A browser puts the quotation marks of a <q>.
    #expect(try Self.verdict(on: line) == verdict.filter { !"“”".contains($0) })
  }

  @Test func `is cut where no address would take more`() throws {
    let dashboard = try TestDashboard()
    let long = String(repeating: "x", count: WordsPage.triedCharactersMax + 1)
    let page = try dashboard.get("/words?line=\(long)")
    #expect(page.value(of: "line")?.count == WordsPage.triedCharactersMax)
  }
}

@Suite struct `A word filter` {
  @Test func `that the API refuses stays as it was typed, and the field says why`() throws {
    let dashboard = try TestDashboard()
    let why = "a pattern needs a letter or a digit to look for"
    dashboard.api.refusal = .json(Outcome.error(why), .badRequest)
    let again = try dashboard.send(
      .post, "/words/new", form: [("pattern", "* !"), ("action", "hold"), ("reason", "x")])
    #expect(again.status == 400)
    #expect(again.note == "The API says: \(why). Nothing was changed.")
    #expect(again.value(of: "pattern") == "* !" && again.value(of: "reason") == "x")
    #expect(again.text.contains("value=\"hold\" checked>"))
    #expect(
      again.text.contains("aria-describedby=\"message pattern-hint\" aria-invalid=\"true\""))
    let fresh = try dashboard.get("/words").text
    #expect(fresh.contains("value=\"refuse\" checked>") && !fresh.contains("aria-invalid"))
  }

  @Test(arguments: ["pattern=x", "pattern=x&action=", "pattern=x&action=burn"])
  func `that says not what becomes of a line is none`(form: String) throws {
    let dashboard = try TestDashboard()
    #expect(try dashboard.get("/words/new?\(form)").status == 400)
    #expect(dashboard.api.commands.isEmpty)
  }

  @Test func `and a line that are gone meanwhile are said to be`() throws {
    let dashboard = try TestDashboard()
    let filter = try dashboard.get("/words/remove?id=5&pattern=x").text
    #expect(filter.contains("That filter is gone") && !filter.contains("action=\"/words/remove\""))
    let line = try dashboard.get("/words/drop?id=9&name=ann").text
    #expect(line.contains("That line waits no more") && line.contains("more than 24 hours"))
    #expect(!line.contains("action=\"/words/drop\""))
  }

  @Test func `or a line is asked about as it is, whatever a link says`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.words.fill()
    let filter = try dashboard.get("/words/remove?id=5&pattern=other")
    #expect(filter.value(of: "pattern") == "maybe *" && !filter.text.contains("class=\"harsh\""))
    let line = try dashboard.get("/words/drop?id=9&name=zoe")
    #expect(line.text.contains("Drop this line of <b><bdi>ann</bdi></b>?"))
    #expect(line.text.contains("<bdi>maybe later</bdi>") && line.text.contains("class=\"harsh\""))
    #expect(line.value(of: "name") == "ann")
  }

  @Test func `whose line cannot be released, since its author has left, shows it still`() throws {
    let dashboard = try TestDashboard()
    dashboard.api.words.fill()
    dashboard.api.refusal = .json(Outcome.error("there is no 7 on chat-1"), .notFound)
    let answer = try dashboard.send(.post, "/words/release", form: [("id", "9"), ("name", "ann")])
    #expect(answer.status == 404)
    #expect(answer.note == "The API says: there is no 7 on chat-1. Nothing was changed.")
    #expect(answer.text.contains("<bdi>maybe later</bdi>"))
  }
}
