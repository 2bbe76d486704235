import Support
import Testing
import TinyHTTP
import Wire

/// Filters and the lines they hold, as a moderator has them.
@Suite(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
struct BrowserWordTests {
  @Test(arguments: [true, false])
  func `a moderator holds words, lets one line be said, and a viewer reads none of them`(
    javaScript: Bool
  ) throws {
    let house = try Installation(["CHAT_TALK_RATE": "0"])
    try house.makeAdmins()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try house.join()
    try ben.waitForOutput("guest-2")
    let browser = try Browser(width: 360, javaScript: javaScript)
    try browser.logIn("moderator", house, to: "/words")
    try browser.waitFor("Nothing waits. To look at lines")
    try browser.type("* !", into: "#pattern")
    try browser.click("form[action='/words/new'] button")
    try browser.waitFor("a pattern needs a letter or a digit to look for. Nothing was changed.")
    #expect(try browser.value(of: "#pattern") == "* !")
    try browser.type("maybe *", into: "#pattern")
    try browser.click("input[value=hold]")
    try browser.type("we look first", into: "#reason")
    try browser.click("form[action='/words/new'] button")
    try browser.waitFor("Done: maybe * is held.")
    try browser.waitFor("Nothing waits. What a filter holds stands here")
    try browser.type("MAYBE — it", into: "#line")
    try browser.click("form[action='/words'] button")
    try browser.waitFor("Held for a moderator by maybe *. Who writes it reads we look first.")

    try house.retry("the filter to hold") {
      ben.write("maybe later\n")
      return ben.outputText.contains("a moderator looks at it first: we look first\r\n")
    }
    ben.write("/me says <i>maybe</i> this\n")
    if !javaScript {
      try house.retry("it to be handed over") {
        try browser.open(house.dashboard + "/words")
        return try browser.text().contains("says <i>maybe</i> this")
      }
    }
    // With a script the page has followed by itself.
    try browser.waitFor("* guest-2 says <i>maybe</i> this")
    try viewerReadsNone(house)
    #expect(!ann.outputText.contains("says"))
    try browser.click("#held li:last-child form[action='/words/release'] button")
    try browser.waitFor("Done: guest-2 has said it, and everybody reads it.")
    try ann.waitForOutput("* guest-2 says <i>maybe</i> this\r\n")
    try ben.waitForOutput("-- a moderator lets this be said")

    try browser.click("#held li:last-child a[href^='/words/drop?']")
    try browser.waitFor("Drop this line of guest-2?")
    #expect(try browser.text().contains("maybe later"))
    try browser.click("button.harsh")
    try browser.waitFor("Done: the line of guest-2 is dropped.")
    try browser.click("a[href^='/words/remove?']")
    try browser.click("form[action='/words/remove'] button")
    try browser.waitFor("Done: maybe * is filtered no more.")
    try browser.waitFor("No words are filtered.")
    try house.retry("the filter to be gone") {
      ben.write("maybe at last\n")
      return ann.outputText.contains("<guest-2> maybe at last\r\n")
    }
    let log = try house.events().filter { $0.actor == "moderator" }.map(\.action)
    #expect(
      log == [
        "login.succeeded", "filter.added", "held.released", "held.dropped", "filter.removed",
      ])
  }

  /// Neither on the page, nor by the API, and they decide about none.
  private func viewerReadsNone(_ house: Installation) throws {
    let viewer = try house.cookies(of: "viewer")
    let page = try Curl.run(viewer + [house.dashboard + "/words"])
    #expect(page.contains("maybe *") && page.contains("Try a line"))
    #expect(!page.contains("says") && !page.contains("later") && !page.contains("/words/release"))
    let session = ["-H", "Authorization: Bearer \(try house.session(of: "viewer"))"]
    let held = try Curl.run(session + [house.api + "/held"])
    #expect(held.contains("moderator") && !held.contains("later"))
    let list = try house.curl(house.api + "/held")
    let line = try #require(try JSON.decode(HeldList.self, from: Array(list.utf8)).lines.last)
    let form = ["-d", "id=\(line.id)&name=guest-2"]
    for path in ["/words/release", "/words/drop"] {
      let answer = try Curl.run(viewer + form + [house.dashboard + path])
      #expect(answer.contains("Not for you"), "\(path)")
    }
    #expect(try house.curl(house.api + "/held") == list)
  }
}
