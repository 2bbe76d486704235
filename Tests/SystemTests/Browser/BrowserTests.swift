import Support
import Testing

@Suite(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
struct BrowserTests {
  @Test(arguments: [true, false])
  func `a banner edited in a browser greets the next to join`(_ javaScript: Bool) throws {
    let house = try Installation()
    let browser = try Browser(javaScript: javaScript)
    try browser.open(house.dashboard + "/banner")
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

  @Test func `seven windows follow at once, and the eighth`() throws {
    let house = try Installation()
    let browser = try Browser()
    var windows = [try browser.window()]
    try browser.open(house.dashboard + "/banner")
    for _ in 2...8 {
      windows.append(try browser.openWindow())
      try browser.open(house.dashboard + "/banner")
    }
    for window in windows {
      try browser.go(to: window)
      #expect(try browser.evaluate("document.hidden") == "false", "all of them are looked at")
      try browser.waitFor("nc 127.0.0.1 \(house.chatPort)")
    }
    for banner in ["To all of you", "And once more"] {
      _ = try house.setBanner("{\"banner\": \"\(banner)\"}")
      for window in windows {
        try browser.go(to: window)
        try browser.waitFor(banner)
      }
    }
    // The one stream is not the first window's.
    try browser.go(to: windows[0])
    try browser.open("about:blank")
    _ = try house.setBanner(#"{"banner": "Without the first"}"#)
    for window in windows.dropFirst() {
      try browser.go(to: window)
      try browser.waitFor("Without the first")
      #expect(!(try browser.text().contains("Not connected")))
    }
    #expect(try house.curl("\(house.dashboard)/metrics").contains("\ndashboard_viewers 1\n"))
  }

  @Test func `all windows say that the dashboard is gone, and come back to it`() throws {
    let house = try Installation()
    let browser = try Browser()
    try browser.open(house.dashboard + "/banner")
    let first = try browser.window()
    let second = try browser.openWindow()
    try browser.open(house.dashboard + "/banner")
    try house.kill(.dashboard)
    for window in [first, second] {
      try browser.go(to: window)
      try browser.waitFor("Not connected")
    }
    try house.start(.dashboard)
    _ = try house.setBanner(#"{"banner": "Back again"}"#)
    for window in [first, second] {
      try browser.go(to: window)
      try browser.waitFor("Back again")
      #expect(!(try browser.text().contains("Not connected")))
    }
  }

  @Test func `without shared workers a page follows by itself`() throws {
    let house = try Installation()
    let browser = try Browser()
    try browser.forget("SharedWorker")
    try browser.open(house.dashboard + "/banner")
    #expect(try browser.evaluate("typeof SharedWorker") == "undefined")
    _ = try house.setBanner(#"{"banner": "Alone"}"#)
    try browser.waitFor("Alone")
  }

  @Test func `the picture shows the port that people use`() throws {
    let house = try Installation()
    let browser = try Browser()
    try browser.open(house.dashboard)
    try browser.waitFor("nc 127.0.0.1 \(house.chatPort)")
  }

  @Test func `a link from another site leads in, for whoever is logged in`() throws {
    let house = try Installation(["ADMIN_PASSWORD": "correct horse"])
    let browser = try Browser()
    try browser.logIn("admin", house)
    try browser.waitFor("What changed lately")
    // Other sites are told apart by their host alone, so localhost is one.
    let elsewhere = try LinkPage(to: "\(house.dashboard)/log")
    try browser.open(elsewhere.url)
    try browser.click("a")
    try browser.waitFor("Everything an admin", orElse: "Log out")
    #expect(!(try browser.text().contains("Password")))
  }

  @Test(arguments: Installation.Part.allCases)
  func `a name that was made to point at us reads nothing of how we are`(_ part: Installation.Part)
    throws
  {
    let house = try Installation()
    let browser = try Browser(isRebound: true)
    try browser.ignoreContentSecurityPolicy()  // their page would have none
    let port = house.httpPort(of: part)
    let page = "http://\(Browser.reboundName):\(port)"
    for path in ["/livez", "/readyz", "/healthz", "/metrics", "/version"] {
      try browser.open(page + path)
      let text = try browser.text()
      #expect(text.contains("does not go by the name"), "\(path): \(text)")
      // As a page would that hides where it comes from.
      let hidden = try browser.evaluateLater(
        "fetch('\(path)', {referrerPolicy: 'no-referrer'}).then((answer) => answer.status)")
      #expect(hidden == "421")
    }
    try browser.open("http://127.0.0.1:\(port)/livez")
    #expect(try browser.text() == "ok")
    #expect(
      try house.curl("-H", "Host: \(Browser.reboundName)", "127.0.0.1:\(port)/livez") == "ok\n")
  }

  @Test func `a browser leaves nothing in the temporary folder`() throws {
    let house = try Installation()
    var folder = ""
    do {
      let browser = try Browser()
      folder = browser.folder.path
      try browser.open(house.dashboard)
      let list = try ChildProcess(["ls", "-A", folder])
      _ = try list.waitForExit()
      #expect(list.outputText.contains("hromium"), "it uses the folder that it was given")
    }
    #expect(!Programs.isThere(folder))
  }

  @Test func `the page follows without a reload`() throws {
    let house = try Installation()
    let browser = try Browser()
    try browser.open(house.dashboard + "/banner")
    _ = try house.setBanner(#"{"banner": "Changed elsewhere"}"#)
    try browser.waitFor("Changed elsewhere")
  }
}
