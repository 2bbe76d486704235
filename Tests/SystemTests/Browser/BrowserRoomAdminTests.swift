import Support
import Testing
import Wire

/// What an admin does beside a line of the Room page, and how it looks on a phone.
@Suite(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
struct BrowserRoomAdminTests {
  @Test(arguments: [true, false])
  func `mute, kick and ban beside a line mean who said it`(_ javaScript: Bool) throws {
    // Behind a proxy, so that people come from somewhere: loopback is never banned.
    let port = freePorts(1)[0]
    let house = try Installation(["CHAT_LISTEN": "haproxy:tcp:\(port)"])
    func join(_ address: String, saying text: String) throws -> ChildProcess {
      let client = try ChildProcess(Netcat.openbsd.command(["-N"], port: port))
      client.write("PROXY TCP4 \(address) 127.0.0.1 4711 \(port)\r\n")
      try client.waitForOutput("/help lists")
      client.write(text + "\n")
      try house.waitUntilKept(text)
      return client
    }
    let ben = try join("192.0.2.7", saying: "buy this")
    let cy = try join("198.51.100.9", saying: "buy that")
    let browser = try Browser(javaScript: javaScript)
    func act(on name: String, _ command: String, asking question: String) throws {
      try browser.open(house.dashboard + "/room/")
      try browser.waitFor("buy that")
      let line = "#lines > li:has(a[href*='name=\(name)&'])"
      try browser.click("\(line) summary")
      try browser.click("\(line) a[href^='\(command)?']")
      try browser.waitFor(question)
      try browser.type("no trade here", into: "#reason")
      try browser.click("button.harsh")
    }
    try act(on: "guest-1", "/mute", asking: "Mute guest-1?")
    try browser.waitFor("Done: guest-1 is muted on test for 1 h.")
    // It leads back to the line, among its neighbours.
    #expect(try browser.value(of: ".lines > [aria-current]", "innerText").contains("buy this"))
    try ben.waitForOutput("-- you have been muted until ")
    try ben.waitForOutput("UTC: no trade here")

    try act(on: "guest-1", "/kick", asking: "Kick guest-1 off the chat?")
    try browser.waitFor("Done: guest-1 was kicked off test.")
    try ben.waitForOutput("-- you have been removed: no trade here")
    try cy.waitForOutput("-- guest-1 was removed (no trade here)")

    try act(on: "guest-2", "/room/ban", asking: "Ban guest-2?")
    try browser.waitFor("Done: 198.51.100.9 is banned for 1 h.")
    try cy.waitForOutput("UTC: no trade here")
    #expect(try house.curl("\(house.api)/bans").contains("198.51.100.9"))
  }

  @Test func `commands stand in one row below a line, which stays where it is, blanks and all`()
    throws
  {
    let house = try Installation()
    let ben = try house.join(as: "ben")
    ben.write("Size   Used\n")
    try house.waitUntilKept("Size   Used")
    let browser = try Browser()
    try browser.open(house.dashboard + "/room/")
    try browser.waitFor("Size")
    #expect(try browser.value(of: "#lines > li:last-child p", "innerText").contains("Size   Used"))
    let place = "document.querySelector('#lines > li:last-child .by').getBoundingClientRect().x"
    let before = try browser.evaluate(place)
    try browser.click("#lines > li:last-child summary")
    #expect(try browser.evaluate(place) == before)
    let rows = """
      new Set([...document.querySelectorAll("#lines > li:last-child .commands :is(a, button)")]
        .map((one) => Math.round(one.getBoundingClientRect().bottom))).size
      """
    #expect(try browser.evaluate(rows) == "1")
  }

  @Test func `a line is hidden and shown again, also on a page that somebody else has open`() throws
  {
    let house = try Installation()
    let ben = try house.join(as: "ben")
    ben.write("the code is 4711\n")
    try house.waitUntilKept("the code is 4711")
    let browser = try Browser()
    try browser.open(house.dashboard + "/room/")
    try browser.waitFor("the code is 4711")
    let line = "#" + (try browser.evaluate("document.querySelector('#lines > li:last-child').id"))
    let here = try browser.window()
    let other = try browser.openWindow()
    try browser.open(house.dashboard + "/room/")
    try browser.waitFor("the code is 4711")
    _ = try browser.evaluate("window.mark = 'same page'")

    try browser.go(to: here)
    try browser.click("\(line) summary")
    try browser.click("\(line) form[action='/hide'] button")
    try browser.waitFor("Done: the line is hidden.")
    #expect(try browser.text().contains("<ben> hidden by dashboard"))
    #expect(try !browser.text().contains("4711"))
    try browser.go(to: other)
    try browser.waitFor("<ben> hidden by dashboard")
    #expect(try browser.evaluate("document.body.innerHTML.includes('4711')") == "false")

    try browser.go(to: here)
    try browser.click("\(line) form[action='/show'] button")
    try browser.waitFor("Done: the line is shown again.")
    #expect(try browser.text().contains("<ben> the code is 4711"))
    try browser.go(to: other)
    try browser.waitFor("<ben> the code is 4711")
    #expect(try browser.evaluate("window.mark") == "same page")
  }

  // MARK: - As it looks

  /// Texts whose contrast is below what WCAG 2.2, 1.4.3 asks for.
  private static let faint = """
    (() => {
      const colour = (text) => text.match(/[\\d.]+/g).map(Number);
      function behind(element) {
        for (; element; element = element.parentElement) {
          const back = colour(getComputedStyle(element).backgroundColor);
          if (back.length < 4 || back[3] === 1) return back;
        }
        return [255, 255, 255];
      }
      const light = (rgb) => rgb.slice(0, 3)
        .map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
      const wrong = [];
      let seen = 0;
      for (const element of document.querySelectorAll("body *")) {
        const speaks = element.matches("summary")
          || [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        if (!speaks || element.matches("script, option") || !element.checkVisibility()) continue;
        seen += 1;
        const [dark, bright] = [colour(getComputedStyle(element).color), behind(element)]
          .map(light).sort((a, b) => a - b);
        const contrast = (bright + 0.05) / (dark + 0.05);
        if (contrast < 4.5) wrong.push(`${element.outerHTML.slice(0, 80)}: ${contrast}`);
      }
      const page = light(behind(document.body)) < 0.2 ? "dark" : "light";
      return [page, seen > 20, ...wrong].join("; ");
    })()
    """

  @Test(arguments: ["light", "dark"])
  func `on a phone no line is cut, and each can be read in the light and in the dark`(
    scheme: String
  ) throws {
    let house = try Installation()
    let now = Installation.now
    let word = String(repeating: "W", count: Limits.lineBytesMax)
    func line(_ kind: MessageKind, _ name: String, _ text: String) -> NewMessage {
      NewMessage(time: now, kind: kind, member: 7, name: name, text: text)
    }
    try house.pour([
      line(.said, "ann", "the first"), line(.said, String(repeating: "一", count: 10), word),
      line(.done, String(repeating: "W", count: 20), word), line(.bot, "deploy", word),
      line(.coming, "", "-- ann joined"), line(.notice, "", word), line(.said, "ben", "a secret"),
    ])
    // Of a gap in the numbers it says that lines are missing.
    try house.pour([line(.said, "ann", "the last")], first: 40)
    _ = try house.curl("-X", "PUT", "\(house.api)/messages/7/hidden")
    let browser = try Browser()
    try browser.becomePhone()
    try browser.prefer(scheme)
    for path in ["/room/", "/room/?line=2", "/room/?line=7", "/room/?q=the"] {
      try browser.open(house.dashboard + path)
      try browser.waitFor("the last")
      for isOpen in [false, true] {
        _ = try browser.evaluate(
          "document.querySelectorAll('.lines details').forEach((one) => one.open = \(isOpen))")
        #expect(try browser.evaluate(BrowserPageTests.problems) == "", "\(path)")
        let cut = """
          [...document.querySelectorAll(".log, .lines, .lines li, .lines p, .lines .commands")]
            .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.outerHTML)
          """
        #expect(try browser.evaluate(cut) == "", "\(path)")
        #expect(try browser.evaluate(Self.faint) == "\(scheme); true", "\(path)")
      }
      #expect(try browser.evaluate("innerWidth") == "360")
    }
  }
}
