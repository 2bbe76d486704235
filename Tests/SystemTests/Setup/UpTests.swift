import Glibc
import Support
import Testing

/// `Services/up`, with a stand-in for `swift` that has built already: the tests' own executables.
@Suite struct UpTests {
  @Test func `Services/up starts all, brings back who was killed, and ends all on Ctrl-C`() throws {
    let house = try UpHouse()
    let up = try house.start()
    try up.waitForOutput("Ctrl-C", limit: .seconds(60))
    #expect(up.outputText.contains("NetCatChat is up."))
    #expect(up.outputText.contains("nc localhost \(house.chatPort)\n"))

    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    try up.wait(for: "chat to find the API") { _ in
      (try? Curl.run(["\(house.api)/users/"]).contains("1")) == true
    }
    for part in ["api", "dashboard", "chat"] {
      let before = try house.process(of: part, under: up)
      kill(before, SIGKILL)
      try up.waitForErrors("\(part) ended with status 137; starting it again in 1 s")
      try up.wait(.seconds(30), for: "\(part) to be back") { _ in
        (try? house.process(of: part, under: up)) ?? before != before
      }
    }
    try up.wait(.seconds(30), for: "somebody to get in") { _ in
      (try? house.join().waitForOutput("guest-1", limit: .seconds(1))) != nil
    }

    up.signal(SIGINT)
    #expect(try up.waitForExit(limit: .seconds(30)) == .code(0))
    for part in ["api", "chat", "dashboard"] {
      #expect(up.outputText.contains("\(part) stopped"))
      #expect(throws: TestFailure.self) { try house.process(of: part, under: up) }
    }
  }

  @Test func `what was said last before Ctrl-C is kept: the API is the last to go`() throws {
    let house = try UpHouse()
    let up = try house.start()
    try up.waitForOutput("Ctrl-C", limit: .seconds(60))
    let (ann, bob) = (try house.join(), try house.join())
    try ann.waitForOutput("guest-")
    try bob.waitForOutput("guest-")
    ann.write("first words\n")
    try bob.waitForOutput("first words")
    try up.wait(for: "the API to keep what is said") { _ in
      (try? Curl.run(["\(house.api)/messages"]).contains("first words")) == true
    }
    ann.write("last words\n")
    try bob.waitForOutput("last words")
    up.signal(SIGINT)
    #expect(try up.waitForExit(limit: .seconds(30)) == .code(0))
    #expect(!up.outputText.contains("not handed over"))
    let order = ["chat stopped", "api stopped"].compactMap { up.outputText.firstRange(of: $0) }
    #expect(order.count == 2 && order[0].upperBound < order[1].lowerBound)

    let again = try house.start()
    try again.waitForOutput("Ctrl-C", limit: .seconds(60))
    let kept = try Curl.run(["\(house.api)/messages"])
    #expect(kept.contains("first words"))
    #expect(kept.contains("last words"))
    again.signal(SIGINT)
    #expect(try again.waitForExit(limit: .seconds(30)) == .code(0))
  }

  @Test func `what cannot run as it is set ends Services/up with its reason`() throws {
    let house = try UpHouse()
    let up = try house.start(["DASHBOARD_LISTEN": "nonsense", "CHAT_TALK_RATE": "much"])
    #expect(try up.waitForExit(limit: .seconds(60)) == .code(78))
    #expect(up.errorText.contains("dashboard: DASHBOARD_LISTEN is"))
    #expect(up.errorText.contains("chat: CHAT_TALK_RATE"))
    #expect(!up.outputText.contains("started"))
  }

  @Test func `a port that somebody else has ends Services/up with its reason`() throws {
    let house = try UpHouse()
    let other = try ChildProcess(["nc.openbsd", "-lk", "127.0.0.1", "\(house.chatPort)"])
    var isThere = false
    while !isThere {
      let probe = try ChildProcess(["nc.openbsd", "-z", "127.0.0.1", "\(house.chatPort)"])
      isThere = try probe.waitForExit() == .code(0)
    }
    let up = try house.start()
    #expect(try up.waitForExit(limit: .seconds(60)) == .code(78))
    #expect(up.outputText.contains("chat      | "))
    #expect(up.errorText.contains("chat cannot run like this (see above)"))
    #expect(up.outputText.contains("api stopped"))
    other.signal(SIGTERM)
  }

  @Test func `an API that listens elsewhere is found there, or asked for`() throws {
    let house = try UpHouse()
    let up = try house.start(["API_LISTEN": "unix:/nowhere/api"])
    #expect(try up.waitForExit(limit: .seconds(60)) == .code(1))
    #expect(up.errorText.contains("API_LISTEN is unix:/nowhere/api; set API_URL as well"))
  }
}
