import Support
import Testing

/// What an admin does on the pages, and what people at their prompts see of it.
@Suite(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
struct BrowserAdminTests {
  @Test(arguments: [true, false])
  func `an admin mutes, unmutes and kicks by the page alone`(_ javaScript: Bool) throws {
    let house = try Installation(["ADMIN_PASSWORD": "correct horse"])
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try house.join(with: .openbsd, ["-N"])
    try ben.waitForOutput("guest-2")

    let browser = try Browser(width: 360, javaScript: javaScript)
    try browser.logIn("admin", house, to: "/people")
    try browser.waitFor("2 people here")
    try browser.click("a[href^='/person?'][href$='guest-2']")
    try browser.click("a[href^='/mute?']")
    try browser.waitFor("Mute guest-2?")
    try browser.type("too loud", into: "#reason")
    try browser.click("button.harsh")
    try browser.waitFor("Done: guest-2 is muted on test for 1 h.")
    try ben.waitForOutput("-- you have been muted until ")
    try ben.waitForOutput("UTC: too loud")

    try browser.open(house.dashboard + "/people?q=guest-2")
    try browser.click("a[href^='/person?']")
    try browser.click("form[action='/unmute'] button")
    try browser.waitFor("Done: guest-2 can be heard again on test.")
    try ben.waitForOutput("-- you are no longer muted")

    try browser.open(house.dashboard + "/people")
    try browser.click("a[href^='/person?'][href$='guest-2']")
    try browser.click("a[href^='/kick?']")
    try browser.waitFor("Kick guest-2 off the chat?")
    try browser.type("good night", into: "#reason")
    try browser.click("button.harsh")
    try browser.waitFor("Done: guest-2 was kicked off test.")
    try ben.waitForOutput("-- you have been removed: good night")
    ben.closeInput()
    #expect(try ben.waitForExit() == .code(0))
    try ann.waitForOutput("-- guest-2 was removed (good night)")

    try browser.open(house.dashboard + "/log")
    let log = try browser.text()
    #expect(log.contains("admin · 127.0.0.1 kicked guest-2"))
    #expect(log.contains("admin · 127.0.0.1 logged in"))
  }

  @Test func `a ban puts out who is in its range until it is lifted`() throws {
    // Behind a proxy, so that people come from somewhere: loopback is never banned.
    let port = freePorts(1)[0]
    let house = try Installation(["CHAT_LISTEN": "haproxy:tcp:\(port)"])
    func join(_ address: String) throws -> ChildProcess {
      let client = try ChildProcess(Netcat.openbsd.command(["-N"], port: port))
      client.write("PROXY TCP4 \(address) 127.0.0.1 4711 \(port)\r\n")
      return client
    }
    let ben = try join("192.0.2.7")
    try ben.waitForOutput("guest-1")

    let browser = try Browser()
    try browser.open(house.dashboard + "/people")
    try browser.click("a[href^='/person?']")
    try browser.click("a[href^='/ban?']")
    try browser.waitFor("Ban guest-1?")
    try browser.click("input[value='192.0.2.0/24']")
    try browser.type("flood", into: "#reason")
    try browser.click("button.harsh")
    try browser.waitFor("Done: 192.0.2.0/24 is banned for 1 h.")
    try ben.waitForOutput("UTC: flood")
    let other = try join("192.0.2.200")
    try other.waitForOutput("-- you are banned until ")

    try browser.click("a[href^='/lift?']")
    try browser.waitFor("Lift the ban of 192.0.2.0/24?")
    try browser.click("form[action='/lift'] button")
    try browser.waitFor("Nobody is banned.")
    try house.retry("the ban to be lifted") {
      let again = try join("192.0.2.9")
      try again.waitForOutput("-- you are ")
      return again.outputText.contains("guest-")
    }
  }

  @Test func `an announcement, closed doors and the past of newcomers`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let browser = try Browser()
    try browser.open(house.dashboard)
    try browser.type("tea at five", into: "#text")
    try browser.click("form[action='/announce'] button")
    try browser.waitFor("Announce this to everyone?")
    try browser.click("form[action='/announce'] button")
    try browser.waitFor("Done: everyone was told: tea at five")
    try ann.waitForOutput("-- announcement: tea at five")

    try browser.open(house.dashboard + "/banner")
    try browser.type("3", into: "#lines")
    try browser.click("form[action='/history'] button")
    try browser.waitFor("Done: newcomers see the last 3 lines.")
    try browser.open(house.dashboard)

    try browser.click("a[href='/close']")
    try browser.waitFor("Close the doors?")
    try browser.click("form[action='/close'] button")
    try browser.waitFor("closed: nobody new can join")
    try house.retry("the doors to close") {
      let newcomer = try house.join()
      try newcomer.waitForOutput("-- ")
      return newcomer.outputText.contains("-- the doors are closed")
    }
    try browser.click("form[action='/open'] button")
    try browser.waitFor("Done: the doors are open.")
    try house.retry("the doors to open") {
      let newcomer = try house.join()
      try newcomer.waitForOutput("-- ")
      return newcomer.outputText.contains("guest-")
    }
  }

  @Test func `lists follow by themselves, and not under somebody's hands`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let browser = try Browser()
    try browser.open(house.dashboard + "/people")
    try browser.waitFor("1 person here")
    let ben = try house.join()
    try ben.waitForOutput("guest-2")
    try browser.waitFor("2 people here")

    // Who types is left alone, while another page follows twice.
    try browser.type("gu", into: "#q")
    let other = try Browser()
    try other.open(house.dashboard + "/people")
    var more: [ChildProcess] = []
    for count in 3...4 {
      more.append(try house.join())
      try other.waitFor("\(count) people here")
    }
    #expect(try browser.text().contains("2 people here"))
    try browser.click("#people-title")
    try browser.waitFor("4 people here")
    #expect(try browser.value(of: "#q") == "gu")

    try house.kill(.api)
    try browser.waitFor("The API does not answer. What you see may be old.")
    #expect(try browser.text().contains("4 people here"))
    try house.start(.api)
    try browser.open(house.dashboard + "/log")
    let count = try browser.text().ranges(of: "opened the doors").count
    _ = try house.curl(house.api + "/doors", "-d", #"{"open": false}"#)
    _ = try house.curl(house.api + "/doors", "-d", #"{"open": true}"#)
    try browser.waitFor("opened the doors")
    #expect(try browser.text().ranges(of: "opened the doors").count == count + 1)
  }

  @Test func `what the API refuses stays typed`() throws {
    let house = try Installation()
    let browser = try Browser()
    try browser.open(house.dashboard + "/bans")
    try browser.type("127.0.0.1", into: "#whom")
    try browser.type("myself", into: "#reason")
    try browser.click("form[action='/ban'] button")
    try browser.waitFor("Ban 127.0.0.1?")
    try browser.click("button.harsh")
    try browser.waitFor("Nothing was changed.")
    #expect(try browser.text().contains("The API says: 127.0.0.1 is this machine itself"))
    #expect(try browser.value(of: "#reason") == "myself")
  }
}
