import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct CommandTests {
  struct Case: Sendable {
    let path: String
    let form: [(String, String)]
    /// What the question says.
    let asked: String
    /// What the API is told.
    let told: String
    /// What is said afterwards.
    let done: String
  }

  static let ann = [("server", "chat-1"), ("member", "7"), ("name", "ann")]

  static let generalCases = [
    Case(
      path: "/kick", form: ann + [("reason", " be kind ")],
      asked: "Kick <b><bdi>ann</bdi></b> off the chat?",
      told:
        #"POST /kicks {  "member" : 7,  "name" : "ann",  "reason" : "be kind",  "server" : "chat-1"}"#,
      done: "Done: ann was kicked off chat-1."),
    Case(
      path: "/mute", form: ann + [("reason", "")], asked: "Mute <b><bdi>ann</bdi></b>?",
      told: #"POST /mutes {  "member" : 7,  "name" : "ann",  "server" : "chat-1"}"#,
      done: "Done: ann is muted on chat-1."),
    Case(
      path: "/unmute", form: ann, asked: "Let <b><bdi>ann</bdi></b> speak again?",
      told: #"POST /unmutes {  "member" : 7,  "name" : "ann",  "server" : "chat-1"}"#,
      done: "Done: ann can be heard again on chat-1."),
    Case(
      path: "/ban", form: [("range", "192.0.2.0/24 "), ("minutes", "60"), ("reason", "spam")],
      asked: "Ban <b><bdi>192.0.2.0/24</bdi></b>?",
      told: #"POST /bans {  "minutes" : 60,  "range" : "192.0.2.0/24",  "reason" : "spam"}"#,
      done: "Done: 192.0.2.0/24 is banned for 1 h."),
    Case(
      path: "/ban", form: [("range", "2001:db8::/32"), ("minutes", ""), ("reason", "")],
      asked: "Ban <b><bdi>2001:db8::/32</bdi></b>?",
      told: #"POST /bans {  "range" : "2001:db8::/32",  "reason" : ""}"#,
      done: "Done: 2001:db8::/32 is banned for ever."),
    Case(
      path: "/lift", form: [("id", "3"), ("range", "192.0.2.9")],
      asked: "Lift the ban of <b><bdi>192.0.2.9</bdi></b>?", told: "DELETE /bans/3 ",
      done: "Done: the ban of 192.0.2.9 is lifted."),
    Case(
      path: "/announce", form: [("text", "tea & cake")], asked: "Announce this to everyone?",
      told: #"POST /announcements {  "text" : "tea & cake"}"#,
      done: "Done: everyone was told: tea & cake"),
    Case(
      path: "/close", form: [], asked: "Close the doors?", told: #"POST /doors {  "open" : false}"#,
      done: "Done: the doors are closed. Nobody new can join."),
    Case(
      path: "/open", form: [], asked: "Open the doors?", told: #"POST /doors {  "open" : true}"#,
      done: "Done: the doors are open."),
    Case(
      path: "/history", form: [("lines", "20")], asked: "Change what newcomers see?",
      told: #"POST /history {  "lines" : 20}"#, done: "Done: newcomers see the last 20 lines."),
  ]

  static func dashboard(password: String? = nil) throws -> TestDashboard {
    let dashboard = try TestDashboard(password: password)
    dashboard.api.people = [FakeAPI.person(7, "ann")]
    dashboard.api.bans = [FakeAPI.ban(3, "192.0.2.9")]
    dashboard.api.decisions.mutes = [FakeDecisions.mute(5, name: "ben")]
    dashboard.api.words.fill()
    return dashboard
  }

  /// Every field of the form that the question shows, with the values it holds.
  static func fields(_ question: Answer, like form: [(String, String)]) -> [(String, String)] {
    form.map { name, value in
      name == "minutes" ? (name, value) : (name, question.value(of: name) ?? "missing")
    }
  }

  @Test(arguments: cases)
  func `each command asks once more, is done when confirmed, and says so`(_ test: Case) throws {
    let dashboard = try Self.dashboard()
    let question = try dashboard.get(test.path + "?" + Form.encode(test.form))
    #expect(question.status == 200)
    #expect(question.text.contains(test.asked))
    #expect(question.text.contains("method=\"post\" action=\"\(test.path)\""))
    #expect(dashboard.api.commands.isEmpty, "asking does nothing")

    let page = try dashboard.submit(test.path, Self.fields(question, like: test.form))
    #expect(page.status == 200)
    #expect(page.note == test.done)
    #expect(dashboard.api.commands.map(\.line) == [test.told])
    #expect(dashboard.api.commands.map(\.actor) == ["dashboard · 192.0.2.7"])
  }

  @Test(arguments: cases)
  func `a refusal changes nothing, says why, and keeps what was typed`(_ test: Case) throws {
    let dashboard = try Self.dashboard()
    dashboard.api.refusal = .json(Outcome.error("<no> & never"), .conflict)
    let answer = try dashboard.send(.post, test.path, form: test.form)
    #expect(answer.status == 409)
    #expect(answer.note == "The API says: <no> & never. Nothing was changed.")
    #expect(answer.text.contains(test.asked))
    for (name, value) in test.form where name != "minutes" {
      #expect(answer.value(of: name) == Self.trimmed(value))
    }
  }

  static func trimmed(_ text: String) -> String {
    text.split(separator: " ").joined(separator: " ")
  }

  @Test(arguments: cases)
  func `with the API away the outcome is not made up`(_ test: Case) throws {
    let dashboard = try Self.dashboard()
    dashboard.api.mood = .away
    let answer = try dashboard.send(.post, test.path, form: test.form)
    #expect(answer.status == 502)
    #expect(
      answer.note?.contains("The API does not answer. It may or may not have happened") == true)
    #expect(answer.text.contains("action=\"\(test.path)\""))
  }

  @Test(arguments: cases, [false, true])
  func `what cannot have been sent is said not to have happened`(
    _ test: Case, _ isOverrun: Bool
  ) throws {
    let dashboard = try Self.dashboard()
    dashboard.api.mood = isOverrun ? .overrun : .refusing
    let note = try dashboard.send(.post, test.path, form: test.form).note ?? ""
    // These are sent again by themselves, and may have been heard the first time.
    let isRepeated = ["DELETE", "PUT"].contains { test.told.hasPrefix($0) }
    let mayHaveHappened = isRepeated && !isOverrun
    #expect(note.hasSuffix("Nothing was changed.") == !mayHaveHappened, "\(note)")
    #expect(note.contains("may or may not") == mayHaveHappened)
    #expect(note.hasPrefix(isOverrun ? "Too many pages" : "The API does not answer."))
  }

  @Test(arguments: cases)
  func `a form on another site, and somebody who is not logged in, do nothing`(_ test: Case) throws
  {
    let dashboard = try Self.dashboard(password: "correct horse")
    let session = try dashboard.logIn("correct horse")
    let before = dashboard.api.commands.count
    let elsewhere = [("Origin", "http://evil.example")]
    let forged = try dashboard.send(.post, test.path, form: test.form, elsewhere, cookie: session)
    #expect(forged.status == 403)
    #expect(try dashboard.send(.post, test.path, form: test.form).status == 403)
    #expect(try dashboard.get(test.path).location?.hasPrefix("/login?next=") == true)
    #expect(dashboard.api.commands.count == before)
    _ = try dashboard.submit(test.path, test.form, cookie: session)
    #expect(dashboard.api.commands.last?.actor == "admin · 192.0.2.7")
  }

  @Test func `the process goes along with the order`() throws {
    let dashboard = try Self.dashboard()
    _ = try dashboard.submit("/mute", Self.ann + [("instance", "now")])
    #expect(
      dashboard.api.commands.map(\.line) == [
        #"POST /mutes {  "instance" : "now",  "member" : 7,  "name" : "ann",  "server" : "chat-1"}"#
      ])
  }

  @Test(arguments: ["/kick", "/mute", "/unmute"])
  func `who has gone, or goes by another name, is said to have`(path: String) throws {
    let dashboard = try Self.dashboard()
    let form = Self.ann + [("reason", "be kind")]
    dashboard.api.people = []
    dashboard.api.refusal = .json(Outcome.error("there is no 7 on chat-1"), .notFound)
    let gone = try dashboard.send(.post, path, form: form)
    #expect(gone.status == 404)
    #expect(gone.note == "ann is not here any more. Nothing was changed.")
    #expect(gone.text.contains("<b><bdi>ann</bdi></b> has left"))
    #expect(!gone.text.contains("<form method=\"post\" action=\"\(path)\""))

    dashboard.api.people = [FakeAPI.person(7, "zoe")]
    dashboard.api.refusal = .json(Outcome.error("7 on chat-1 is zoe now"), .conflict)
    let renamed = try dashboard.send(.post, path, form: form)
    #expect(renamed.status == 409)
    #expect(renamed.note == "ann is zoe now. Nothing was changed.")
    #expect(renamed.value(of: "name") == "zoe", "it is the same person")
    #expect(path == "/unmute" || renamed.value(of: "reason") == "be kind")
  }

  @Test(arguments: [
    (
      "/kick", ann,
      "Not done yet: chat-1 cannot be asked. It will be done when that is back, if that is within 10 "
        + "minutes and ann is still there by that name."
    ),
    (
      "/announce", [("text", "tea")],
      "Not everyone has been told yet. Chat server chat-1 did not answer."
    ),
    (
      "/words/release", [("id", "9"), ("name", "ann")],
      "Not said yet. Chat server chat-1 did not answer."
    ),
  ])
  func `what waits for a chat server is not said to be done`(
    path: String, form: [(String, String)], note: String
  ) throws {
    let dashboard = try Self.dashboard()
    dashboard.api.refusal = .json(
      Outcome.waiting("chat server chat-1 did not answer"), .accepted)
    let page = try dashboard.submit(path, form)
    #expect(page.status == 200)
    #expect(page.note == note)
    #expect(page.text.contains("<p id=\"message\" class=\"notice\" role=\"status\">"))
  }

  @Test func `what may have been lost on the way is not said to have changed nothing`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.refusal = .json(
      Outcome.error("it is not known whether it was carried out"), .serviceUnavailable)
    let answer = try dashboard.send(.post, "/announce", form: [("text", "tea")])
    #expect(answer.status == 502)
    #expect(
      answer.note
        == "The API says: it is not known whether it was carried out. It may or may not have happened; "
        + "the log will tell.")
  }

  @Test(arguments: cases)
  func `each question has a key of its own, which goes along`(_ test: Case) throws {
    let dashboard = try Self.dashboard()
    let target = test.path + "?" + Form.encode(test.form)
    let question = try dashboard.get(target)
    let key = try #require(question.value(of: "key"))
    #expect(key.utf8.count >= 16)
    #expect(try dashboard.get(target).value(of: "key") != key)
    let form = test.form + [("key", key)]
    _ = try dashboard.submit(test.path, form)
    let sent = dashboard.api.requests.last { $0.method != .get }
    #expect(sent?.fields["Idempotency-Key"] == key)

    // Whoever sends it again, since nobody knows what came of it, says so by the same key.
    dashboard.api.mood = .losingAnswers
    #expect(try dashboard.send(.post, test.path, form: form).value(of: "key") == key)
    dashboard.api.mood = .well
    dashboard.api.refusal = .json(Outcome.error("no"), .conflict)
    let refused = try dashboard.send(.post, test.path, form: form)
    #expect(refused.value(of: "key") != key)
  }

  @Test(arguments: ["a b", "a\r\nX-Evil: 1", "", String(repeating: "x", count: 65)])
  func `what is no key of ours does not go along`(key: String) throws {
    let dashboard = try Self.dashboard()
    _ = try dashboard.submit("/announce", [("text", "tea"), ("key", key)])
    #expect(dashboard.api.requests.last { $0.method == .post }?.fields["Idempotency-Key"] == nil)
    #expect(dashboard.api.commands.count == 1)
  }
}
