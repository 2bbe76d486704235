import Support
import Testing
import TinyHTTP
import Wire

/// Many people behind one address, of whom one is a nuisance.
@Suite(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
struct BrowserClassroomTests {
  /// All of them come from there.
  static let address = "192.0.2.7"

  static func join(_ count: Int, port: Int) throws -> RawClients {
    let people = try RawClients(port: port, count: count)
    people.sendToAll("PROXY TCP4 \(address) 127.0.0.1 4711 \(port)\r\n")
    try people.waitForAll { $0.contains("you are guest-") }
    return people
  }

  @Test func `a classroom behind one address is moderated without an innocent put out`() throws {
    let port = freePorts(1)[0]
    let house = try Installation([
      "CHAT_LISTEN": "haproxy:tcp:\(port)", "CHAT_CONNECTIONS_PER_ADDRESS": "40",
      "ADMIN_PASSWORD": Installation.password,
    ])
    try house.makeAdmins()
    let pupils = try Self.join(30, port: port)
    for pupil in 1..<30 { pupils.send(pupil, "/nick pupil-\(pupil)\n") }
    pupils.send(0, "/nick spammer\n")
    pupils.send(0, "buy now\n")
    // One is muted, whose address is everybody's.
    func roster() throws -> Roster {
      let json = try house.curl("\(house.api)/servers/test/users?q=pupil-29")
      return try JSON.decode(Roster.self, from: Array(json.utf8))
    }
    try house.retry("pupil-29 to have a name") { try roster().users.count == 1 }
    let noisy = try roster().users[0].id
    _ = try house.curl(
      "\(house.api)/mutes", "-d",
      #"{"server": "test", "member": \#(noisy), "name": "pupil-29", "minutes": 10}"#)
    try house.retry("pupil-29 to be muted") {
      pupils.turn()
      return pupils.text(29).contains("you have been muted until ")
    }

    let browser = try Browser()
    try browser.logIn("moderator", house, to: "/room/")
    try browser.waitFor("buy now")
    try browser.click("#lines > .said summary")
    try browser.click("#lines > .said a[href^='/room/ban?']")
    try browser.waitFor("Ban spammer?")
    try browser.waitFor("Puts out 30 people: ")
    #expect(try browser.text().contains("Puts out 1 person: spammer."))
    #expect(
      try browser.evaluate("document.querySelector(':checked[name=whom]').value") == "spammer")
    try browser.type("no adverts", into: "#reason")
    try browser.click("button.harsh")
    try browser.waitFor("Done: spammer is banned for 1 h.")

    for pupil in 1..<30 { pupils.send(pupil, "pupil \(pupil) is still here.\n") }
    let said = (1..<29).map { "pupil \($0) is still here." }
    try pupils.waitForAll { text in
      // Nobody is sent their own lines.
      text.contains("the name spammer is banned until ")
        || said.count(where: text.contains) >= said.count - 1
    }
    #expect(pupils.text(0).contains("the name spammer is banned until "))
    #expect(!pupils.text(0).contains("is still here"))
    #expect((1..<30).allSatisfy { !pupils.text($0).contains("is banned") })
    #expect((0..<29).allSatisfy { !pupils.text($0).contains("you have been muted") })
    #expect((0..<29).allSatisfy { !pupils.text($0).contains("pupil 29") })

    // Whoever it was is back, and cannot be who they were.
    let back = try Self.join(1, port: port)
    back.send(0, "/nick SPAMMER\n")
    try back.waitForAll { $0.contains("the name spammer is banned until ") }
    #expect(!back.text(0).contains(" is now SPAMMER"))

    let ban = try house.events().first { $0.action == "ban.added" }
    #expect(ban?.actor == "moderator" && ban?.target == "spammer")
    try browser.open(house.dashboard + "/log")
    #expect(try browser.text().contains("moderator · 127.0.0.1 banned spammer until "))
  }

  @Test(arguments: [true, false])
  func `a range is muted, the mute is changed and lifted, and what ended is found again`(
    _ javaScript: Bool
  ) throws {
    let port = freePorts(1)[0]
    let house = try Installation(["CHAT_LISTEN": "haproxy:tcp:\(port)"])
    let pupils = try Self.join(2, port: port)
    pupils.send(1, "/nick ben\n")
    try house.retry("ben to have a name") {
      pupils.turn()
      return pupils.text(1).contains(" is now ben")
    }

    let browser = try Browser(width: 400, javaScript: javaScript)
    try browser.open(house.dashboard + "/mutes")
    try browser.waitFor("Nobody is muted.")
    try browser.type("192.0.2.0/24", into: "#whom")
    try browser.type("an exam", into: "#reason")
    try browser.click("form[action='/mute'] button")
    try browser.waitFor("Mutes 2 people: guest-1, ben.")
    try browser.click("button.harsh")
    try browser.waitFor("Done: 192.0.2.0/24 is muted for 1 h.")
    try pupils.waitForAll { $0.contains("you have been muted until ") && $0.contains("an exam") }
    try browser.open(house.dashboard + "/mutes?q=192.0.2.99")
    try browser.waitFor("Here now: guest-1 (from the muted range), ben (from the muted range)")

    try browser.click("a[href^='/mutes/change?']")
    try browser.waitFor("Change the mute of 192.0.2.0/24?")
    try browser.click("#minutes option[value='0']")
    try browser.click("form[action='/mutes/change'] button")
    try browser.waitFor("Done: the mute of 192.0.2.0/24 has no end any more.")
    try browser.waitFor("until it is lifted")
    try browser.click("a[href^='/mutes/lift?']")
    try browser.click("form[action='/mutes/lift'] button")
    try browser.waitFor("Done: the mute of 192.0.2.0/24 is lifted.")
    try pupils.waitForAll { $0.contains("you are no longer muted") }
    try browser.open(house.dashboard + "/mutes/ended?q=exam")
    try browser.waitFor("192.0.2.0/24")
    #expect(try browser.text().contains("by dashboard"))
  }
}
