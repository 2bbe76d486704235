import FoundationEssentials
import Support
import Testing

/// The pages as axe-core judges them, by WCAG 2.2 AA and by what is good practice beyond it.
@Suite(
  .enabled(
    if: Browser.isInstalled && Axe.source != nil,
    "Chromium, chromedriver or axe-core (NETCATCHAT_AXE, see Tests/run) is not installed"))
struct BrowserAxeTests {
  /// All pages in the first two, those that are looked at most in all.
  private static let looks = [
    (width: 320, scheme: "dark"), (width: 1_280, scheme: "light"), (width: 768, scheme: "light"),
    (width: 1_920, scheme: "dark"),
  ]
  private static let mostSeen = ["/", "/room/", "/people", "/bans", "/log", "/rules", "/words"]

  @Test func `there is nothing to find, narrow and wide, light and dark`() throws {
    let house = try Installation(["ADMIN_PASSWORD": "correct horse"])
    let ann = try BrowserPageTests.fill(house)
    defer { ann.closeInput() }
    ann.write("what a day\n")
    let browser = try Browser()
    try browser.precede(with: try #require(Axe.source))
    try browser.open(house.dashboard + "/login")
    #expect(try browser.evaluateLater(Axe.problems) == "")
    try browser.logIn("admin", house)
    try browser.waitFor("what a day")
    for (index, look) in Self.looks.enumerated() {
      try browser.becomePhone(width: look.width)
      try browser.prefer(look.scheme)
      for page in index < 2 ? BrowserPageTests.pages : Self.mostSeen {
        try browser.open(house.dashboard + page)
        #expect(try browser.evaluateLater(Axe.problems) == "", "\(page) at \(look)")
      }
    }
  }
}

enum Axe {
  static let source = ProcessInfo.processInfo.environment["NETCATCHAT_AXE"].flatMap {
    try? String(contentsOfFile: $0, encoding: .utf8)
  }
  /// Everything it knows, and the size of targets, which it leaves out unless asked.
  static let problems = """
    axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})
      .then(({violations}) => violations.map(({id, nodes}) => id + ": " + nodes.map(
        ({target, failureSummary}) => target + " (" + failureSummary + ")").join(" ")).join("; "))
    """
}
