import Glibc
import Support
import Testing

/// What was decided holds, whatever ends and however much it is.
@Suite struct DecisionTests {
  func answer(_ port: Int, to address: String) throws -> String {
    let client = try ChildProcess(Netcat.openbsd.command(["-N"], port: port))
    client.write("PROXY TCP4 \(address) 127.0.0.1 4711 \(port)\r\n")
    try client.waitForOutput("-- ")
    return client.outputText
  }

  @Test func `bans, doors and history survive the death of everything at once`() throws {
    let port = freePorts(1)[0]
    let house = try Installation(["CHAT_LISTEN": "haproxy:tcp:\(port)"])
    _ = try house.curl(house.api + "/bans", "-d", #"{"range": "192.0.2.0/24", "reason": "flood"}"#)
    _ = try house.curl(house.api + "/history", "-d", #"{"lines": 3}"#)
    _ = try house.curl(house.api + "/doors", "-d", #"{"open": false}"#)
    for part in Installation.Part.allCases { try house.kill(part) }
    for part in Installation.Part.allCases { try house.start(part) }
    try house.retry("the ban to be known again") {
      try answer(port, to: "192.0.2.8").contains(": flood")
    }
    #expect(try answer(port, to: "198.51.100.1").contains("-- the doors are closed"))
    let page = try house.curl(house.dashboard)
    #expect(page.contains("closed: nobody new can join"))
    let banner = try house.curl(house.dashboard + "/banner")
    #expect(banner.contains("max=\"100\" required value=\"3\""))
    #expect(try house.curl(house.dashboard + "/bans").contains("192.0.2.0/24"))
  }

  @Test func `a thousand bans reach chat and the page, and one more is refused with a sentence`()
    throws
  {
    let port = freePorts(1)[0]
    let house = try Installation(["CHAT_LISTEN": "haproxy:tcp:\(port)"])
    // One curl for all; the longest reasons there are.
    let reason = String(repeating: "r", count: 200)
    let requests = (0...1_000).map { number in
      let range = number == 999 ? "192.0.2.0/24" : "2001:db8:\(String(number, radix: 16))::/64"
      return """
        url = "\(house.api)/bans"
        data = "{\\"range\\": \\"\(range)\\", \\"reason\\": \\"\(reason)\\"}"

        """
    }
    let answers = try curl(house, requests.joined(separator: "next\n"))
    #expect(answers.ranges(of: "SUCCESS").count == 1_000)
    #expect(answers.hasSuffix("ERROR\"\n}\n"))
    #expect(answers.contains("there are 1000 bans, and no room for more; lift some"))
    #expect(try house.curl(house.api + "/config").ranges(of: "\"range\"").count == 1_000)
    let page = try house.curl(house.dashboard + "/bans")
    #expect(page.contains("1,000 bans in force, the newest first."))
    #expect(page.contains("192.0.2.0/24"))
    try house.retry("the last ban to be known") {
      try answer(port, to: "192.0.2.7").contains(": \(reason)")
    }
  }

  /// curl with its arguments in a file.
  private func curl(_ house: Installation, _ text: String) throws -> String {
    let path = house.folder.path + "/requests"
    guard let file = fopen(path, "w") else { throw TestFailure("no \(path)") }
    fputs(text, file)
    fclose(file)
    return try house.curl("-K", path)
  }

  @Test func `a dashboard without a password is not served to others unless that is meant`() throws
  {
    let port = freePorts(1)[0]
    let listen = ["DASHBOARD_LISTEN": "tcp:\(port)"]
    let refused = try ChildProcess([Programs.ours("dashboard")], environment: listen)
    #expect(try refused.waitForExit() == .code(78))
    #expect(refused.errorText.contains("set ADMIN_PASSWORD, or DASHBOARD_OPEN=1"))
    #expect(refused.errorText.split(separator: "\n").count == 1)
    let house = try Installation()
    for setting in [["DASHBOARD_OPEN": "1"], ["ADMIN_PASSWORD": "correct horse"]] {
      let served = try ChildProcess(
        [Programs.ours("dashboard")],
        environment: listen.merging(["API_URL": house.api]) { $1 }.merging(setting) { $1 })
      try served.waitForErrors("dashboard started")
      let page = try Curl.run(["-L", "http://127.0.0.1:\(port)/"])
      #expect(page.contains("This dashboard is open") == (setting["DASHBOARD_OPEN"] != nil))
      #expect(page.contains("name=\"password\"") == (setting["ADMIN_PASSWORD"] != nil))
      served.signal(SIGTERM)
      #expect(try served.waitForExit() == .code(0))
    }
  }
}
