import Support
import Testing
import TinyHTTP
import Wire

/// What holds for each page, whatever it shows.
@Suite(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
struct BrowserPageTests {
  static let pages = [
    "/", "/banner", "/people", "/bans", "/bans?q=x", "/mutes", "/bans/ended", "/mutes/ended?q=x",
    "/log", "/log?actor=x", "/rules", "/nothing",
    "/close", "/history?lines=20", "/room/",
    "/room/?line=1", "/room/?q=a", "/room/?at=2026-11-24T12:00", "/bots", "/retention?days=0",
    "/ban?range=2001:db8:85a3:8d3:1319:8a2e:370:7348&minutes=60",
    "/people?muted=1&sort=-lines", "/person?name=WWWWWWWWWWWWWWWWWWWW", "/person?name=nobody",
    "/bulk?action=ban&minutes=60&who=server%3Dtest%26member%3D0%26name%3Dguest-1",
    "/notes/remove?id=1&text=x&on=ann", "/ban?server=test&member=0&name=guest-1",
    "/mute?whom=192.0.2.0/24", "/ban?whom=bob",
    "/kick?server=test&member=0&name=guest-1", "/mute?server=test&member=0&name=guest-1",
    "/admins", "/admins/new?name=x&role=viewer", "/admins/role?id=1&role=owner", "/account",
    "/account/password", "/rules/slow?seconds=5", "/rules/voice?only=true", "/doors/word",
    "/rules/limits?talk_rate=1", "/words", "/words?line=maybe+this", "/words/remove?id=1",
    "/words/new?pattern=x&action=hold", "/words/drop?id=1&name=x",
    "/announce?text=" + String(repeating: "W", count: 300),
  ]

  /// What is wrong, in a few words each.
  static let problems = """
    (() => {
      const wrong = [];
      const root = document.documentElement;
      if (root.scrollWidth > innerWidth) wrong.push(`${root.scrollWidth} wide`);
      for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
        if (!field.labels.length) wrong.push(`no label: ${field.name}`);
      let level = 0;
      for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
        if (heading.tagName[1] > level + 1) wrong.push(`${heading.tagName} after h${level}`);
        level = Number(heading.tagName[1]);
      }
      for (const {name} of performance.getEntriesByType("resource"))
        if (!name.startsWith(location.origin)) wrong.push(`from elsewhere: ${name}`);
      // WCAG 2.2, 2.5.8; what stands within a sentence is exempt.
      for (const target of document.querySelectorAll("a, button, summary, select, textarea")) {
        const {width, height} = target.getBoundingClientRect();
        if (!width || getComputedStyle(target).display === "inline") continue;
        if (width < 24 || height < 24) wrong.push(`small: ${target.textContent.slice(0, 20)}`);
      }
      const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
      if (new Set(ids).size < ids.length) wrong.push("one id twice");
      if (!document.title || !root.lang) wrong.push("no title or language");
      return wrong.join(", ");
    })()
    """

  /// Things that take room, and somebody who is there.
  static func fill(_ house: Installation) throws -> ChildProcess {
    let wide = String(repeating: "═", count: 120) + "\\n" + String(repeating: "x", count: 300)
    _ = try house.setBanner("{\"banner\": \"\(wide)\"}")
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    ann.write("/nick WWWWWWWWWWWWWWWWWWWW\n")
    for range in ["2001:db8:85a3:8d3:1319:8a2e:370:7348", "192.0.2.0/24"] {
      let reason = String(repeating: "m", count: 200)
      _ = try house.curl(
        house.api + "/bans", "-d", "{\"range\": \"\(range)\", \"reason\": \"\(reason)\"}")
    }
    _ = try house.curl(
      house.api + "/filters", "-d",
      #"{"pattern": "\#(String(repeating: "W", count: 100))", "action": "hold", "reason": "mmm"}"#)
    let held = NewHeldLine(
      key: "one", server: "test", instance: "one", member: 0,
      name: "WWWWWWWWWWWWWWWWWWWW", kind: .said, text: String(repeating: "W", count: 600),
      filter: 1)
    _ = try house.curl(
      house.api + "/held", "-d", String(decoding: try JSON.encode(held), as: UTF8.self))
    return ann
  }

  @Test func `no page is cut on a phone, leaves a field unnamed, or fetches from elsewhere`() throws
  {
    let house = try Installation(["ADMIN_PASSWORD": "correct horse"])
    let ann = try Self.fill(house)
    defer { ann.closeInput() }
    let browser = try Browser()
    try browser.becomePhone(width: 320)
    try browser.open(house.dashboard + "/login")
    #expect(try browser.evaluate(Self.problems) == "")
    try browser.logIn("admin", house)
    try browser.waitFor("Overview")
    for page in Self.pages {
      try browser.open(house.dashboard + page)
      #expect(try browser.evaluate(Self.problems) == "", "\(page)")
      #expect(try browser.evaluate("innerWidth") == "320")
    }
  }
}
