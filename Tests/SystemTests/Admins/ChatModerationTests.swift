import Glibc
import Support
import Testing
import TinyHTTP
import Wire

/// What an admin decides with the real API, as people at their prompts see it.
@Suite struct ChatModerationTests {
  @Test func `a kick is told to both sides and ends the connection`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try house.join(with: .openbsd, ["-N"])
    try ben.waitForOutput("guest-2")
    try ann.waitForOutput("guest-2 joined")
    let member = try roster(house).users.last
    #expect(member?.name == "guest-2")
    let answer = try post(
      house, "/kicks",
      #"{"server": "test", "member": \#(member?.id ?? -1), "name": "guest-2", "reason": "spam"}"#)
    #expect(answer.contains("SUCCESS"))
    try ben.waitForOutput("-- you have been removed: spam\r\n")
    try ann.waitForOutput("-- guest-2 was removed (spam)\r\n")
    ben.closeInput()
    #expect(try ben.waitForExit() == .code(0))
    #expect(try roster(house).users.map(\.name) == ["guest-1"])
  }

  @Test func `a mute and its end are obeyed at once, and the roster says so`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try house.join()
    try ben.waitForOutput("guest-2")
    let id = try #require(try roster(house, "?q=guest-2").users.first?.id)
    let member = #"{"server": "test", "member": \#(id), "name": "guest-2"}"#
    #expect(try post(house, "/mutes", member).contains("SUCCESS"))
    try ben.waitForOutput("-- you have been muted")
    #expect(try roster(house, "?q=guest-2").users.first?.muted == true)
    ben.write("nobody hears this\n")
    try ben.waitForOutput("-- you are muted: nobody hears what you say\r\n")
    _ = try post(house, "/unmutes", member)
    try ben.waitForOutput("-- you are no longer muted\r\n")
    ben.write("all hear this\n")
    try ann.waitForOutput("<guest-2> all hear this\r\n")
    #expect(!ann.outputText.contains("nobody hears this"))
  }

  @Test func `announcements are made once each, also those from while the API was away`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    _ = try post(house, "/announcements", #"{"text": "tea at five"}"#)
    try ann.waitForOutput("-- announcement: tea at five\r\n")
    try house.kill(.api)
    try house.start(.api)
    _ = try post(house, "/announcements", #"{"text": "tea is cold"}"#)
    try ann.waitForOutput("-- announcement: tea is cold\r\n")

    try house.kill(.chat)
    try house.start(.chat)
    let ben = try house.join()
    try ben.waitForOutput("guest-1")
    _ = try post(house, "/announcements", #"{"text": "tea is gone"}"#)
    try ben.waitForOutput("-- announcement: tea is gone\r\n")
    let heard = [ann, ben].map { $0.outputText.split(separator: "announcement: ").count - 1 }
    #expect(heard == [2, 1], "nothing is said twice, and nothing again after a restart")
  }

  @Test func `a ban cuts who is here and refuses who comes, until it is lifted`() throws {
    // Behind a proxy, so that people come from somewhere: loopback is never banned.
    let port = freePorts(1)[0]
    let house = try Installation(["CHAT_LISTEN": "haproxy:tcp:\(port)"])
    let ann = try join(port, as: "198.51.100.1")
    try ann.waitForOutput("guest-1")
    let ben = try join(port, as: "192.0.2.7")
    try ben.waitForOutput("guest-2")
    try ann.waitForOutput("guest-2 joined")
    #expect(try roster(house, "?q=192.0.2").users.map(\.name) == ["guest-2"])

    _ = try post(
      house, "/bans", #"{"range": "192.0.2.0/24", "reason": "flood", "minutes": 60}"#)
    try ben.wait(for: "the ban") { $0.contains("-- you are banned until ") }
    try ben.waitForOutput(" UTC: flood\r\n-- the connection is closed")
    ben.closeInput()
    #expect(try ben.waitForExit() == .code(0))
    try ann.waitForOutput("-- guest-2 was removed (banned: flood)\r\n")
    let again = try join(port, as: "192.0.2.200")
    try again.waitForOutput(" UTC: flood\r\n")
    #expect(again.outputText.hasPrefix("-- you are banned until "))

    // Nothing that ends brings it to an end before its time.
    for part in [Installation.Part.api, .chat] {
      try house.kill(part)
      try house.start(part)
    }
    try house.retry("the ban to be known again") {
      let again = try join(port, as: "192.0.2.8")
      try again.wait(for: "an answer") {
        $0.hasPrefix("-- you are banned") || $0.contains("guest-")
      }
      return again.outputText.hasPrefix("-- you are banned")
    }

    let ban = try #require(try ask(house, "/bans", for: BanList.self).bans.first)
    #expect(try house.curl("-X", "DELETE", "\(house.api)/bans/\(ban.id)").contains("SUCCESS"))
    try house.retry("the ban to be lifted") {
      let again = try join(port, as: "192.0.2.9")
      try again.waitForOutput("-- you are ")
      return again.outputText.contains("guest-")
    }
  }

  @Test func `closed doors turn newcomers away, and those who are here talk on`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try house.join()
    try ben.waitForOutput("guest-2")
    _ = try post(house, "/doors", #"{"open": false}"#)
    try house.retry("the doors to close") {
      let newcomer = try house.join()
      try newcomer.waitForOutput("-- ")
      return newcomer.outputText.contains("-- the doors are closed")
    }
    ben.write("still here\n")
    try ann.waitForOutput("<guest-2> still here\r\n")
  }

  @Test func `every chat server obeys, each for its own people`() throws {
    let house = try Installation()
    let ports = freePorts(2)
    let second = try ChildProcess(
      [Programs.ours("chat")],
      environment: [
        "CHAT_LISTEN": "tcp:\(ports[0])", "CHAT_SERVER_ID": "second", "API_URL": house.api,
        "CHAT_HTTP_LISTEN": "tcp:\(ports[1]):interface=127.0.0.1",
      ])
    try second.waitForErrors("chat started")
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try ChildProcess(Netcat.openbsd.command(["-N"], port: ports[0]))
    try ben.waitForOutput("guest-1")
    try house.retry("both servers to be known, with their people") {
      try house.curl("\(house.api)/users/").contains("2")
    }
    _ = try post(house, "/announcements", #"{"text": "tea at five"}"#)
    for person in [ann, ben] { try person.waitForOutput("-- announcement: tea at five\r\n") }
    // Both have a guest-1.
    let there = try ask(house, "/servers/second/users", for: Roster.self)
    let id = try #require(there.users.first?.id)
    let member = #""member": \#(id), "name": "guest-1", "reason": "spam"}"#
    #expect(
      try post(house, "/kicks", #"{"server": "test", \#(member)"#)
        .contains("there is no \(id) on test"))
    _ = try post(house, "/kicks", #"{"server": "second", \#(member)"#)
    try ben.waitForOutput("-- you have been removed: spam\r\n")
    _ = try post(house, "/doors", #"{"open": false}"#)
    for port in [house.chatPort, ports[0]] {
      try house.retry("the doors at \(port) to close") {
        let newcomer = try ChildProcess(Netcat.openbsd.command(port: port))
        try newcomer.waitForOutput("-- ")
        return newcomer.outputText.contains("-- the doors are closed")
      }
    }
    #expect(!ann.outputText.contains("removed"))
  }

  @Test func `the roster is for bearers of the token, and the API is one`() throws {
    let house = try Installation(["API_TOKEN": "secret"])
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let own = "http://127.0.0.1:\(house.chatHTTPPort)/roster"
    #expect(try house.curl("-o", "/dev/null", "-w", "%{http_code}", own) == "401")
    let token = "Authorization: Bearer secret"
    #expect(try house.curl("-H", token, own).contains("guest-1"))
    try house.retry("the API to know where to ask") {
      try house.curl("-H", token, "\(house.api)/servers/test/users").contains("guest-1")
    }
  }

  // MARK: - Asking

  /// Somebody whom a proxy says to come from `address`.
  private func join(_ port: Int, as address: String) throws -> ChildProcess {
    let client = try ChildProcess(Netcat.openbsd.command(["-N"], port: port))
    client.write("PROXY TCP4 \(address) 127.0.0.1 4711 \(port)\r\n")
    return client
  }

  private func post(_ house: Installation, _ path: String, _ json: String) throws -> String {
    try house.curl(
      "-H", "Content-Type: application/json", "--data-binary", json, "\(house.api)\(path)")
  }

  private func roster(_ house: Installation, _ query: String = "") throws -> Roster {
    try ask(house, "/servers/test/users\(query)", for: Roster.self)
  }

  private func ask<Answer: Decodable>(
    _ house: Installation, _ path: String, for type: Answer.Type
  ) throws -> Answer {
    let answer = try house.curl("\(house.api)\(path)")
    do {
      return try JSON.decode(type, from: Array(answer.utf8))
    } catch {
      throw TestFailure("\(path) answered \(answer)")
    }
  }
}
