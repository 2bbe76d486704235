import Support
import Testing

/// What every page has: keys, and the times of the browser's zone.
@Suite(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
struct BrowserKeyTests {
  private static let path = "location.pathname"
  private static let focus = "document.activeElement.id"

  @Test func `keys lead to pages and to the search, and leave who types alone`() throws {
    let house = try Installation()
    let browser = try Browser()
    try browser.open(house.dashboard)
    try browser.press("gp")
    try browser.waitUntil("\(Self.path) === '/people'")
    try browser.press("/")
    #expect(try browser.evaluate(Self.focus) == "q")
    try browser.press("gl?/")
    #expect(try browser.value(of: "#q") == "gl?/")
    #expect(try browser.evaluate(Self.path) == "/people")
    try browser.click("#people-title")
    try browser.press("gx")
    #expect(try browser.evaluate(Self.path) == "/people")
    try browser.press("gl")
    try browser.waitUntil("\(Self.path) === '/log'")
    try browser.press("/")
    #expect(try browser.evaluate("\(Self.focus) && document.activeElement.type") == "search")
  }

  @Test func `a list tells the keys, and turns them off for good`() throws {
    let house = try Installation()
    let browser = try Browser(width: 360)
    try browser.open(house.dashboard)
    try browser.press("?")
    try browser.waitFor("search on this page")
    #expect(try browser.accessibility(of: "#keys") == ("dialog", "Keys"))
    try browser.press("gp")
    #expect(try browser.evaluate(Self.path) == "/")
    try browser.click("#keys-on")
    try browser.press("\u{E00C}")  // Escape
    #expect(try browser.evaluate("document.getElementById('keys').open") == "false")
    #expect(try browser.evaluate(Self.focus) != "keys-on")
    try browser.open(house.dashboard + "/rules")
    try browser.press("gp?")
    #expect(
      try browser.evaluate("\(Self.path) + document.getElementById('keys').open") == "/rulesfalse")
    try browser.click("#open-keys")
    try browser.click("#keys-on")
    try browser.click("#keys button")
    try browser.press("gp")
    try browser.waitUntil("\(Self.path) === '/people'")
  }

  @Test func `times are those of the browser's zone, also where they are typed`() throws {
    let house = try Installation()
    _ = try house.curl(house.api + "/doors", "-d", #"{"open": false}"#)
    let browser = try Browser()
    try browser.live(in: "Asia/Tehran")
    try browser.open(house.dashboard + "/log")
    let shown = """
      (() => {
        const time = document.querySelector(".events time"), date = new Date(time.dateTime);
        const clock = new Date(date.getTime() + 3.5 * 3600e3).toISOString().slice(11, 19);
        return time.textContent.endsWith(clock) && time.title.endsWith(time.dateTime.slice(11, 19) + " UTC");
      })()
      """
    #expect(try browser.evaluate(shown) == "true")
    #expect(try browser.text().contains("Times are UTC+3:30."))
    // What comes later is changed as well.
    _ = try house.curl(house.api + "/doors", "-d", #"{"open": true}"#)
    try browser.waitFor("opened the doors")
    #expect(try browser.evaluate(shown) == "true")

    // From one minute ago, by the clock there.
    _ = try browser.evaluate(
      """
      (() => {
        const field = document.getElementById("since");
        field.value = new Date(Date.now() + (3.5 * 60 - 1) * 60e3).toISOString().slice(0, 16);
        field.form.requestSubmit();
      })()
      """)
    try browser.waitUntil("location.search.includes('since=2')")
    try browser.waitFor("closed the doors")
    let asked = try browser.evaluate("new URL(location).searchParams.get('since')")
    #expect(asked.hasSuffix("Z"))
    let age = "Math.round((Date.now() - new Date('\(asked)')) / 60e3)"
    #expect(try ["1", "2"].contains(browser.evaluate(age)))
    // The field shows the same time again.
    #expect(
      try browser.evaluate(
        "new Date(document.getElementById('since').value) - new Date('\(asked)')") == "0")

    // The server's own words stay where there is no script.
    let still = try Browser(javaScript: false)
    try still.open(house.dashboard + "/log")
    #expect(try still.text().contains("Times are UTC."))
  }
}
