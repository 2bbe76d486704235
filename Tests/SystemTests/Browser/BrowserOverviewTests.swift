import Support
import Testing

/// The overview as people look at it.
@Suite(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
struct BrowserOverviewTests {
  @Test func `the command to join is copied by a button, which only a script shows`() throws {
    let house = try Installation(["CHAT_PUBLIC_ADDRESS": "talk.example.org:23"])
    let still = try Browser(javaScript: false)
    try still.open(house.dashboard)
    #expect(try still.text().contains("nc talk.example.org 23"))
    #expect(!(try still.text().contains("Copy")))

    let browser = try Browser()
    try browser.open(house.dashboard)
    _ = try browser.evaluate(
      "document.addEventListener('copy', () => { window.copied = String(getSelection()); })")
    try browser.click("#copy")
    try browser.waitFor("Copied.")
    #expect(try browser.evaluate("copied") == "nc talk.example.org 23")
    #expect(try browser.accessibility(of: "#copy").name == "Copy the command")
  }

  @Test func `a curve is a picture with a name, and its hours are a table`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let browser = try Browser()
    try browser.open(house.dashboard)
    // A minute has to be over before it is counted.
    try browser.waitUntil(
      "!!document.querySelector('#people-day .plot')", limit: .seconds(150))
    let curve = try browser.accessibility(of: "#people-day .plot")
    #expect(["img", "image"].contains(curve.role))
    #expect(curve.name.hasPrefix("People, the last 24 hours: at most 1, at "))
    #expect(try browser.evaluate("document.querySelector('.curve').clientWidth > 100") == "true")
    #expect(!(try browser.text().contains("Hour from")))
    try browser.click("#people-day summary")
    try browser.waitFor("Hour from")
  }

  @Test func `what somebody reads is not replaced before they are done`() throws {
    let house = try Installation()
    _ = try house.setBanner(#"{"banner": "First"}"#)
    let browser = try Browser()
    try browser.open(house.dashboard)
    try browser.click("#events summary")
    try browser.waitFor("First")
    let here = try browser.window()
    try browser.openWindow()
    try browser.open(house.dashboard)
    _ = try house.curl(house.api + "/doors", "-d", #"{"open": false}"#)
    try browser.waitFor("closed the doors")
    try browser.go(to: here)
    try browser.waitFor("closed: nobody new can join")
    #expect(!(try browser.text().contains("closed the doors")))
    try browser.click("#events details[open] summary")
    try browser.waitFor("closed the doors")
  }
}
