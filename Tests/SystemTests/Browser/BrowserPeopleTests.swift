import Support
import Testing
import Wire

/// The table of people, and somebody's page.
@Suite(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
struct BrowserPeopleTests {
  static func row(_ name: String) -> String { "tr:has(a[href$='name=\(name)'])" }

  @Test func `what is ticked and where one is stay, while people come, go and talk`() throws {
    let house = try Installation()
    let people = try (1...3).map { number in
      let person = try house.join(with: .openbsd, ["-N"])
      try person.waitForOutput("guest-\(number)")
      return person
    }
    let browser = try Browser()
    try browser.open(house.dashboard + "/people?sort=-lines")
    try browser.waitFor("3 people here")
    try browser.click("\(Self.row("guest-2")) .tick")
    try browser.waitFor("1 chosen")
    #expect(
      try browser.evaluate(
        "(window.row = document.querySelector('\(Self.row("guest-2").replacing("'", with: "\\'"))')).id !== ''"
      ) == "true")
    let here =
      "document.activeElement === row.querySelector('input') && document.activeElement.checked"
    #expect(try browser.evaluate(here) == "true")

    // Another row comes above, and then the row itself goes there.
    let fourth = try house.join()
    try fourth.waitForOutput("guest-4")
    fourth.write("hello\n")
    try browser.waitFor("4 people here")
    try browser.waitUntil("row.parentElement.firstElementChild.textContent.includes('guest-4')")
    #expect(try browser.evaluate(here) == "true")
    people[1].write("one\ntwo\n")
    try browser.waitUntil("row.querySelector('.said').textContent === '2'")
    try browser.waitUntil("row === row.parentElement.firstElementChild")
    #expect(try browser.evaluate(here) == "true")
    #expect(try browser.evaluate("document.querySelectorAll('tbody :checked').length") == "1")

    // Nothing happens: nothing is sent.
    try browser.waitUntil(
      "performance.getEntriesByType('resource').some((entry) => entry.responseStatus === 204)")

    people[1].closeInput()
    try browser.waitFor("3 people here")
    try browser.waitUntil("row.matches('[data-away]')")
    #expect(try browser.evaluate(here) == "true")
    try browser.click("button[value=kick]")
    try browser.waitFor("Kick 1 person?")
    try browser.click("button.harsh")
    try browser.waitFor("0 of 1 person")
    try browser.waitFor("guest-2: ")
    try browser.click(".card .button")
    try browser.waitFor("3 people here")
    #expect(try browser.evaluate("location.search") == "?sort=-lines")
  }

  @Test(arguments: [true, false])
  func `many are muted by one question`(javaScript: Bool) throws {
    let house = try Installation()
    let people = try (1...3).map { number in
      let person = try house.join()
      try person.waitForOutput("guest-\(number)")
      return person
    }
    let browser = try Browser(width: 360, javaScript: javaScript)
    try browser.open(house.dashboard + "/people")
    try browser.waitFor("3 people here")
    #expect(
      try browser.evaluate("!document.getElementById('all').offsetParent") == "\(!javaScript)")
    if javaScript {
      try browser.click(".tick:has(#all)")
      try browser.waitFor("3 chosen")
    } else {
      for number in 1...3 { try browser.click("\(Self.row("guest-\(number)")) .tick") }
    }
    try browser.click("button[value=mute]")
    try browser.waitFor("Mute 3 people?")
    try browser.type("too loud", into: "#reason")
    try browser.click("button.harsh")
    try browser.waitFor("Done: 3 people were muted.")
    for person in people { try person.waitForOutput("-- you have been muted") }
    try browser.waitFor("muted")
    #expect(try house.events().filter { $0.action == "member.muted" }.count == 3)
  }

  @Test func `in the room some are ticked at their lines, and what is said meanwhile waits`() throws
  {
    let house = try Installation()
    let people = try (1...3).map { number in
      let person = try house.join()
      try person.waitForOutput("guest-\(number)")
      person.write("line of \(number)\n")
      return person
    }
    let browser = try Browser()
    try browser.open(house.dashboard + "/room/")
    for number in 1...3 { try browser.waitFor("line of \(number)") }
    for number in [1, 3] {
      try browser.click("#lines li:has(a[href$='name=guest-\(number)']) .tick")
    }
    try browser.waitFor("2 chosen")
    people[1].write("more\n")
    try browser.waitFor("1 new line, resume")
    try browser.click("#choose button[value=kick]")
    try browser.waitFor("Kick 2 people?")
    try browser.click("button.harsh")
    try browser.waitFor("Done: 2 people were kicked.")
    for place in [0, 2] { try people[place].waitForOutput("-- you have been removed") }
    try browser.waitFor("more")
  }

  @Test func `the focus stays on a link below a list that grows`() throws {
    let house = try Installation()
    func decide(_ number: Int) throws {
      _ = try house.curl(house.api + "/history", "-d", #"{"lines": \#(number)}"#)
    }
    for number in 1...51 { try decide(number) }
    let browser = try Browser()
    try browser.open(house.dashboard + "/log")
    let link = "document.querySelector('.pager a')"
    _ = try browser.evaluate("\(link).focus()")
    let address = try browser.evaluate("\(link).href")
    try decide(77)
    try browser.waitFor("from 51 to 77")
    #expect(try browser.evaluate("document.activeElement === \(link)") == "true")
    #expect(try browser.evaluate("document.querySelectorAll('.events li').length") == "50")
    _ = try browser.evaluate("\(link).blur()")
    try browser.waitUntil("\(link).href !== '\(address)'")
  }

  @Test func `a row is low on a phone, and its columns sort`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    ann.write("/nick WWWWWWWWWWWWWWWWWWWW\nhello\n")
    let ben = try house.join()
    try ben.waitForOutput("guest-2")
    _ = try house.curl(house.api + "/mutes", "-d", #"{"name": "WWWWWWWWWWWWWWWWWWWW"}"#)
    let browser = try Browser()
    try browser.becomePhone()
    try browser.open(house.dashboard + "/people?muted=1")
    try browser.waitFor("WWWW")
    try browser.waitFor("muted")
    let heights = "[...document.querySelectorAll('tbody tr')].map((row) => row.offsetHeight)"
    try browser.open(house.dashboard + "/people")
    #expect(try browser.evaluate("\(heights).length") == "2")
    #expect(
      try browser.evaluate("\(heights).every((height) => height > 24 && height <= 56)") == "true")
    #expect(try browser.evaluate("document.documentElement.scrollWidth <= innerWidth") == "true")
    let first = "document.querySelector('tbody .who').textContent"
    try browser.click("thead .who a")
    #expect(try browser.evaluate(first) == "guest-2")
    #expect(try browser.evaluate("document.querySelector('[aria-sort]').ariaSort") == "ascending")
    try browser.click("thead .who a")
    #expect(try browser.evaluate(first).hasPrefix("WWWW"))
    #expect(try browser.evaluate("document.querySelector('[aria-sort]').ariaSort") == "descending")
  }

  @Test func `a note is made on the page of whoever said a line, and removed`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    ann.write("/nick seller\nbuy now\n")
    let browser = try Browser()
    try browser.open(house.dashboard + "/room/")
    try browser.waitFor("buy now")
    try browser.click("#lines .by a")
    try browser.waitFor("Last lines")
    try browser.waitFor("buy now")
    try browser.type("sells <things>", into: "#text")
    try browser.click("form[action='/notes/new'] button")
    try browser.waitFor("Done: noted about seller.")
    try browser.waitFor("sells <things>")
    try browser.click("a[href^='/notes/remove?']")
    try browser.waitFor("Remove this note?")
    try browser.click("button.harsh")
    try browser.waitFor("Done: the note is removed.")
    try browser.waitFor("None yet.")
    let actions = try house.events().map(\.action).filter { $0.hasPrefix("note.") }
    #expect(actions == ["note.added", "note.removed"])
  }
}
