import Support
import Testing
import Wire

/// A viewer, a moderator and an owner at their work.
@Suite(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
struct BrowserRoleTests {
  /// Whatever on a page would change something.
  static let deeds = """
    document.querySelectorAll("main form[method=post], main .commands, main a[href='/close']").length
    """

  @Test func `a viewer reads everything, and finds nothing to press`() throws {
    let house = try Installation()
    try house.makeAdmins()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    ann.write("hello there\n")
    let browser = try Browser(width: 360)
    try browser.logIn("viewer", house, to: "/room/")
    try browser.waitFor("hello there")
    ann.write("and again\n")
    try browser.waitFor("and again")
    for path in [
      "/room/", "/", "/rules", "/words", "/people", "/person?name=guest-1", "/bans", "/mutes",
      "/bans/ended", "/mutes/ended", "/bots", "/banner", "/log",
    ] {
      try browser.open(house.dashboard + path)
      try browser.waitFor("viewer")
      #expect(try browser.evaluate(Self.deeds) == "0", "\(path)")
    }
    #expect(try browser.text().contains("viewer · 127.0.0.1 logged in"))
    try browser.open(house.dashboard + "/ban?range=192.0.2.7")
    try browser.waitFor("You are logged in as a viewer. This takes a moderator.")
    try browser.open(house.dashboard + "/admins")
    try browser.waitFor("This takes an owner.")

    try browser.open(house.dashboard + "/account")
    try browser.type(Installation.password, into: "#old")
    try browser.type("another horse", into: "#new")
    try browser.click("form[action='/account/password'] button")
    try browser.waitFor("Done: you have a new password.")
    try browser.click("form[action='/logout'] button")
    try browser.waitFor("Password")
    let log = try house.events().filter { $0.actor == "viewer" }.map(\.action)
    #expect(log == ["login.succeeded", "password.changed", "logout"])
  }

  @Test func `a moderator decides about people, and about no settings`() throws {
    let house = try Installation()
    try house.makeAdmins()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    ann.write("buy now\n")
    let browser = try Browser()
    try browser.logIn("moderator", house, to: "/room/")
    try browser.waitFor("buy now")
    #expect(!(try browser.text().contains("What is kept")))
    try browser.click("#lines > .said summary")
    try browser.click("#lines > .said form[action='/hide'] button")
    try browser.waitFor("Done: the line is hidden.")
    try browser.open(house.dashboard + "/people")
    try browser.click("a[href^='/person?']")
    try browser.click("a[href^='/mute?']")
    try browser.click("button.harsh")
    try browser.waitFor("Done: guest-1 is muted on test for 1 h.")
    try ann.waitForOutput("-- you have been muted")
    try browser.open(house.dashboard + "/banner")
    #expect(try browser.evaluate(Self.deeds) == "0")
    try browser.open(house.dashboard + "/history?lines=0")
    try browser.waitFor("You are logged in as a moderator. This takes an owner.")
    #expect(
      try house.events().filter { $0.actor == "moderator" }.map(\.action)
        == ["login.succeeded", "message.hidden", "member.muted"])
  }

  @Test func `an owner makes admins and tokens, and who is removed is out at the next click`()
    throws
  {
    let house = try Installation()
    try house.makeAdmins()
    let moderator = try Browser()
    try moderator.logIn("moderator", house, to: "/announce?text=tea")
    try moderator.waitFor("Announce this to everyone?")

    let browser = try Browser(width: 360)
    try browser.logIn("owner", house, to: "/admins")
    try browser.waitFor("Last login")
    try browser.type("eve", into: "#name")
    try browser.type("eves own horse", into: "#password")
    try browser.click("form[action='/admins/new'] button")
    try browser.waitFor("Done: eve is an admin, as a moderator.")
    try browser.click("a[href^='/admins/role?'][href*='name=eve']")
    try browser.waitFor("Change the role of eve?")
    try browser.click("#role option[value='owner']")
    try browser.click("form[action='/admins/role'] button")
    try browser.waitFor("Done: eve is an owner now.")
    try browser.click("a[href^='/admins/remove?'][href*='name=moderator']")
    try browser.waitFor("Remove the admin moderator?")
    try browser.click("button.harsh")
    try browser.waitFor("Done: moderator is no admin any more.")

    try moderator.click("form[action='/announce'] button")
    try moderator.waitFor("Your session has ended. What you typed is kept.")
    #expect(try moderator.value(of: "input[name=next]").hasPrefix("/announce?"))

    try browser.open(house.dashboard + "/account")
    try browser.type("nightly", into: "#name")
    try browser.click("form[action='/account/tokens/new'] button")
    try browser.waitFor("The token nightly is made")
    let token = try browser.value(of: "#token")
    #expect(
      try house.curl("-H", "Authorization: Bearer \(token)", house.api + "/session")
        .contains(#""role" : "viewer""#))
    try browser.click(".card .actions a")
    try browser.click("a[href^='/account/tokens/revoke?']")
    try browser.click("button.harsh")
    try browser.waitFor("Done: the token nightly is revoked.")
    #expect(
      try house.curl("-H", "Authorization: Bearer \(token)", house.api + "/session")
        .contains("no admin has that token"))
  }

  @Test func `the first admin is made on an open dashboard, which is closed by that`() throws {
    let house = try Installation()
    let browser = try Browser()
    try browser.open(house.dashboard)
    try browser.waitFor("This dashboard is open")
    try browser.open(house.dashboard + "/admins")
    try browser.waitFor("The first has to be an owner.")
    try browser.type("ann", into: "#name")
    try browser.type(Installation.password, into: "#password")
    try browser.click("form[action='/admins/new'] button")
    try browser.waitFor("Log in")
    try browser.type("ann", into: "#name")
    try browser.type(Installation.password, into: "#password")
    try browser.click("form[action='/login'] button")
    try browser.waitFor("Done: ann is an admin, as an owner.")
    #expect(try house.events().first { $0.action == "admin.made" }?.actor == "dashboard")
  }
}
