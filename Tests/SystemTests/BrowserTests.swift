import Support
import Testing

@Suite(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
struct BrowserTests {
  @Test(arguments: [true, false])
  func `a banner edited in a browser greets the next to join`(_ javaScript: Bool) throws {
    let house = try Installation()
    let browser = try Browser(javaScript: javaScript)
    try browser.open(house.dashboard)
    try browser.type("Edited in Chromium\nsecond line", into: "textarea")
    try browser.click("form[action='/set_banner/'] button")
    try browser.waitFor("Edited in Chromium")
    #expect(try browser.value(of: "textarea") == "Edited in Chromium\nsecond line")
    try house.retry("the banner to arrive") {
      let ann = try house.join()
      try ann.waitForOutput("guest-")
      return ann.outputText.hasPrefix("Edited in Chromium\r\nsecond line\r\n")
    }
  }

  @Test func `the page follows without a reload`() throws {
    let house = try Installation()
    let browser = try Browser()
    try browser.open(house.dashboard)
    _ = try house.setBanner(#"{"banner": "Changed elsewhere"}"#)
    try browser.waitFor("Changed elsewhere")
  }
}
