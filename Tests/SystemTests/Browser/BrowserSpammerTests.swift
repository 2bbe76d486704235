import Support
import Testing
import Wire

/// Somebody who said what nobody wants to read, and is gone since.
@Suite(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
struct BrowserSpammerTests {
  @Test(arguments: [true, false])
  func `last night's spammer, the lines and the ban are five clicks away`(javaScript: Bool) throws {
    let house = try Installation()
    try house.makeAdmins()
    let night = Installation.now - 8 * 3_600_000
    let said = [(7, "ann", "good night"), (8, "shady", "cheap watches"), (8, "shady", "buy, buy")]
    try house.pour(
      said.enumerated().map { index, line in
        NewMessage(
          time: night + index * 1_000, kind: .said, member: line.0, name: line.1, text: line.2)
      })
    let browser = try Browser(width: 360, javaScript: javaScript)
    try browser.logIn("moderator", house)
    try browser.waitFor("people now")
    var clicks = 0
    func click(_ selector: String) throws {
      clicks += 1
      try browser.click(selector)
    }

    try click("nav a[href='/room/']")
    try browser.waitFor("Find")
    try browser.type("watches", into: "#q")
    try click("form[action='/room/'] button")
    try browser.waitFor("cheap watches")
    try click("a[href^='/person?'][href*='shady']")
    try browser.waitFor("Not here now.")
    let page = try browser.text()
    #expect(page.contains("cheap watches") && page.contains("buy, buy"))
    #expect(!page.contains("good night"))
    try click("a[href^='/ban?name=shady']")
    try browser.waitFor("Ban shady?")
    try click("button.harsh")
    try browser.waitFor("Done: shady is banned for 1 h.")
    #expect(clicks == 5)

    try house.retry("the name to be refused") {
      let again = try house.join()
      again.write("/nick shady\n")
      try again.waitForOutput("shady")
      return again.outputText.contains("banned")
    }
    let ban = try #require(try house.events().first { $0.action == "ban.added" })
    #expect(ban.actor == "moderator" && ban.target.contains("shady"))
  }
}
