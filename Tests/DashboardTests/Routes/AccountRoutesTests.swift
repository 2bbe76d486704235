import Dashboard
import Testing
import TinyHTTP
import Wire

/// The pages of admins and of one's own account.
@Suite struct AccountRoutesTests {
  struct Case: Sendable {
    let path: String
    let form: [(String, String)]
    let asked: String
    let told: String
    let done: String
  }

  static let cases = [
    Case(
      path: "/admins/new",
      form: [("name", " eve "), ("role", "viewer"), ("password", "new s3cret")],
      asked: "Make <b><bdi>eve</bdi></b> an admin, as a viewer?",
      told: #"POST /admins {  "name" : "eve",  "password" : "new s3cret",  "role" : "viewer"}"#,
      done: "Done: eve is an admin, as a viewer."),
    Case(
      path: "/admins/role", form: [("id", "2"), ("name", "viewer"), ("role", "owner")],
      asked: "Change the role of <b><bdi>viewer</bdi></b>?",
      told: #"PUT /admins/2 {  "role" : "owner"}"#, done: "Done: viewer is an owner now."),
    Case(
      path: "/admins/password",
      form: [("id", "2"), ("name", "viewer"), ("password", "new s3cret")],
      asked: "Give <b><bdi>viewer</bdi></b> a new password?",
      told: #"PUT /admins/2 {  "password" : "new s3cret"}"#,
      done: "Done: viewer has a new password."),
    Case(
      path: "/admins/remove", form: [("id", "2"), ("name", "viewer")],
      asked: "Remove the admin <b><bdi>viewer</bdi></b>?", told: "DELETE /admins/2 ",
      done: "Done: viewer is no admin any more."),
    Case(
      path: "/account/password", form: [("old", "old s3cret"), ("new", "new s3cret")],
      asked: "Change your password?",
      told: #"POST /password {  "new" : "new s3cret",  "old" : "old s3cret"}"#,
      done: "Done: you have a new password."),
    Case(
      path: "/account/tokens/revoke", form: [("id", "12"), ("name", "theirs")],
      asked: "Revoke the token <b><bdi>theirs</bdi></b>?", told: "DELETE /tokens/12 ",
      done: "Done: the token theirs is revoked."),
  ]

  static let secrets: Set = ["password", "old", "new"]

  @Test(arguments: cases)
  func `each is asked, done once, and said, and no password is shown`(_ test: Case) throws {
    let dashboard = try RoleRoutesTests.dashboard()
    let session = try dashboard.logIn(IdentityRoutesTests.password, as: "owner")
    let target = test.path + "?" + Form.encode(test.form)
    let question = try dashboard.get(target, cookie: session)
    #expect(question.status == 200)
    #expect(question.text.contains(test.asked))
    #expect(!question.text.contains("s3cret"), "not even one that stood in an address")
    let key = try #require(question.value(of: "key"))

    let page = try dashboard.submit(test.path, test.form + [("key", key)], cookie: session)
    #expect(page.note == test.done)
    #expect(!page.text.contains("s3cret"))
    #expect(dashboard.api.commands.map(\.line) == [test.told])
    #expect(dashboard.api.commands.map(\.actor) == ["owner · 192.0.2.7"])
    let sent = dashboard.api.requests.last { $0.method != .get }
    #expect(sent?.fields["Idempotency-Key"] == key)
  }

  @Test(arguments: cases)
  func `a refusal says why, and keeps all but passwords`(_ test: Case) throws {
    let dashboard = try RoleRoutesTests.dashboard()
    let session = try dashboard.logIn(IdentityRoutesTests.password, as: "owner")
    dashboard.api.refusal = .json(Outcome.error("there has to be an owner"), .conflict)
    let answer = try dashboard.send(.post, test.path, form: test.form, cookie: session)
    #expect(answer.status == 409)
    #expect(answer.note == "The API says: there has to be an owner. Nothing was changed.")
    #expect(!answer.text.contains("s3cret"))
    for (name, value) in test.form where !Self.secrets.contains(name) && name != "role" {
      #expect(answer.value(of: name) == value.filter { $0 != " " })
    }
    if let role = test.form.first(where: { $0.0 == "role" })?.1 {
      #expect(answer.text.contains("value=\"\(role)\" selected"))
    }
  }

  @Test func `a wrong old password is no matter of roles`() throws {
    let dashboard = try RoleRoutesTests.dashboard()
    let session = try dashboard.logIn(IdentityRoutesTests.password, as: "viewer")
    dashboard.api.refusal = .json(Outcome.error("the old password is wrong"), .forbidden)
    let answer = try dashboard.send(
      .post, "/account/password", form: [("old", "x"), ("new", "new s3cret")], cookie: session)
    #expect(answer.status == 403)
    #expect(answer.note == "The API says: the old password is wrong. Nothing was changed.")
    #expect(answer.text.contains("name=\"old\""))
  }

  @Test func `the list says who may log in, since when and when last`() throws {
    let dashboard = try RoleRoutesTests.dashboard()
    let session = try dashboard.logIn(IdentityRoutesTests.password, as: "owner")
    let page = try dashboard.get("/admins", cookie: session)
    #expect(
      page.text.contains("<b><bdi>moderator</bdi></b> <span class=\"badge\">moderator</span>"))
    #expect(page.text.contains("Never logged in. Password since"))
    #expect(page.text.contains("Tokens of their scripts"))
    #expect(page.text.contains("theirs") && !page.text.contains("<bdi>mine</bdi>"))
    let account = try dashboard.get("/account", cookie: session)
    #expect(account.text.contains("<bdi>mine</bdi>") && !account.text.contains("theirs"))
    #expect(account.text.contains("never used"))
  }

  @Test func `a token is shown once, as a bot's is`() throws {
    let dashboard = try RoleRoutesTests.dashboard()
    let session = try dashboard.logIn(IdentityRoutesTests.password, as: "moderator")
    let form = try dashboard.get("/account", cookie: session)
    #expect(!form.text.contains("value=\"owner\""), "no token may do more than its admin")
    let page = try dashboard.send(
      .post, "/account/tokens/new", form: [("name", "nightly"), ("role", "viewer")],
      cookie: session)
    #expect(page.status == 200)
    #expect(page.value(of: "token") == "nct_123")
    #expect(page.text.contains("shown this once"))
    #expect(page.response.fields["Cache-Control"] == "no-store")
    #expect(
      dashboard.api.commands.map(\.line) == [
        #"POST /tokens {  "name" : "nightly",  "role" : "viewer"}"#
      ])
  }

  @Test(arguments: ["viewer", "owner"])
  func `a code for the chat is shown once, in the line to type`(role: String) throws {
    let dashboard = try RoleRoutesTests.dashboard()
    let session = try dashboard.logIn(IdentityRoutesTests.password, as: role)
    #expect(try dashboard.get("/account", cookie: session).text.contains("Code for the chat"))
    let page = try dashboard.send(.post, "/account/code", form: [], cookie: session)
    #expect(page.status == 200)
    #expect(page.text.contains("/login \(role) k7mq-x3pf-92ab-tdhw</textarea>"))
    #expect(page.text.contains("for 5 minutes, and shown this once"))
    #expect(page.response.fields["Cache-Control"] == "no-store")
    #expect(try dashboard.get("/account/code", cookie: session).status == 303)
  }

  @Test func `a code for the chat is made for nobody who is not logged in`() throws {
    let dashboard = try RoleRoutesTests.dashboard()
    let answer = try dashboard.send(.post, "/account/code", form: [])
    #expect(answer.status == 303 || answer.status == 401 || answer.status == 403)
    #expect(!answer.text.contains("k7mq"))
  }
}
