import Support
import Testing
import Wire

/// The rules of the room and the log, as those use them who look after it.
@Suite(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
struct BrowserRuleTests {
  @Test(arguments: [true, false])
  func `slow mode begins at a press while people talk, and they are told`(
    javaScript: Bool
  ) throws {
    let house = try Installation()
    try house.makeAdmins()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try house.join()
    try ben.waitForOutput("guest-2")
    ben.write("before\n")
    try ann.waitForOutput("<guest-2> before\r\n")
    let browser = try Browser(width: 360, javaScript: javaScript)
    try browser.logIn("moderator", house, to: "/rules")
    try browser.waitFor("Everybody may talk.")
    #expect(try browser.text().contains("the servers’ own"), "limits can be read")
    try browser.click("button[name=seconds][value='60']")
    try browser.waitFor("Done: slow mode, one line in 1 min each.")
    for person in [ann, ben] {
      try person.waitForOutput("-- slow mode: one line in 60 seconds each\r\n")
    }
    ben.write("one\ntwo\n")
    try ben.waitForOutput("this was not said, wait")
    #expect(try browser.value(of: "button[value='60']", "ariaPressed") == "true")
    try browser.open(house.dashboard)
    try browser.waitFor("Slow mode: one line in 1 min each.")

    try browser.open(house.dashboard + "/rules")
    try browser.click("button[name=seconds][value='0']")
    try browser.waitFor("Done: slow mode is off.")
    try ben.waitForOutput("-- slow mode is off\r\n")
    ben.write("after\n")
    try ann.waitForOutput("<guest-2> after\r\n")
    #expect(!ann.outputText.contains("<guest-2> two"))
    #expect(
      try house.events().filter { $0.actor == "moderator" }.map(\.action)
        == ["login.succeeded", "rules.changed", "rules.changed"])
  }

  @Test func `only those with voice are heard, and the doors ask for a word`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let browser = try Browser()
    try browser.open(house.dashboard + "/rules")
    try browser.click("a[href='/rules/voice?only=true']")
    try browser.click("button.harsh")
    try browser.waitFor("Done: only those with voice may talk.")
    try ann.waitForOutput("-- only those with voice may talk; the others can read\r\n")
    try browser.open(house.dashboard + "/people")
    try browser.click("a[href^='/person?']")
    try browser.click("form[action='/voice'] button")
    try browser.waitFor("Done: guest-1 has voice on test.")
    try ann.waitForOutput("-- you have voice now")
    try browser.click("a[href^='/unvoice?']")
    try browser.click("button.harsh")
    try browser.waitFor("Done: guest-1 has no voice any more on test.")

    try browser.open(house.dashboard + "/rules")
    try browser.type("swordfish", into: "#word")
    try browser.click("form[action='/doors/word'] button")
    try browser.waitFor("Done: the doors ask for the word.")
    try browser.waitFor("people type /key swordfish as their first line")
    try house.retry("the doors to ask for a word") {
      let newcomer = try house.join()
      try newcomer.waitForOutput("-- ")
      return newcomer.outputText.contains("-- this room asks for a word")
    }
    let newcomer = try house.join()
    newcomer.write("/key swordfish\n")
    try newcomer.waitForOutput("-- you are guest-")
    #expect(try !browser.evaluate("location.href").contains("swordfish"))
    #expect(try !house.curl(house.api + "/events").contains("swordfish"))
  }

  @Test(arguments: [true, false])
  func `last night's kick is found in the log, and taken along`(javaScript: Bool) throws {
    let house = try Installation()
    try house.makeAdmins()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    for number in 1...60 {
      _ = try house.curl(house.api + "/history", "-d", #"{"lines": \#(number)}"#)
    }
    let browser = try Browser(width: 360, javaScript: javaScript)
    try browser.logIn("moderator", house, to: "/people")
    try browser.click("a[href^='/person?']")
    try browser.click("a[href^='/kick?']")
    try browser.type("spam", into: "#reason")
    try browser.click("button.harsh")
    try browser.waitFor("Done: guest-1 was kicked off test.")
    for number in 1...60 {
      _ = try house.curl(house.api + "/history", "-d", #"{"lines": \#(number)}"#)
    }

    try browser.open(house.dashboard + "/log")
    #expect(!(try browser.text().contains("kicked guest-1")))
    try browser.click(".find summary")
    try browser.type("moderator", into: "#actor")
    try browser.click("#what option[value='kicks']")
    try browser.click(".find button")
    try browser.waitFor("moderator · 127.0.0.1 kicked guest-1")
    #expect(!(try browser.text().contains("replayed to newcomers")))
    #expect(try browser.value(of: "#actor") == "moderator")
    #expect(try browser.value(of: "#what") == "kicks")
    let link = try browser.value(of: ".export a", "href")
    let cookies = try house.cookies(of: "viewer")
    let file = try Curl.run(cookies + [link])
    #expect(file.contains(#"Z,"moderator","127.0.0.1","member.kicked","guest-1 ("#))
    #expect(file.split(separator: "\r\n").count == 2)

    try browser.type("no such thing", into: "#q")
    try browser.click(".find button")
    try browser.waitFor("Nothing was found.")
    try browser.click(".find .button")
    try browser.waitFor("replayed to newcomers")
    try browser.click(".pager a")
    try browser.waitFor("kicked guest-1")
  }
}
