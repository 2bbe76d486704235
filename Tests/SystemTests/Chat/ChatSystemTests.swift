import Glibc
import Support
import Testing

@Suite struct ChatSystemTests {
  @Test(arguments: [Netcat.openbsd, .traditional, .ncat, .socat, .telnet, .busybox])
  func `two people talk in both directions`(_ client: Netcat) throws {
    let house = try Installation()
    let ann = try house.join(with: client)
    try ann.waitForOutput("guest-1")
    let ben = try house.join(with: .openbsd)
    try ben.waitForOutput("guest-2")

    ann.write("hello ben\n")
    try ben.waitForOutput("<guest-1> hello ben\r\n")
    ben.write("hello ann\n")
    // telnet shows a line ending as this machine's own.
    try ann.waitForOutput("<guest-2> hello ann" + (client == .telnet ? "\n" : "\r\n"))
    #expect(!ann.outputText.contains("<guest-1>"), "nobody hears an echo of their own lines")
  }

  @Test(
    .enabled(if: Programs.has("plink"), "PuTTY's plink is not installed"),
    arguments: ["-raw", "-telnet"])
  func `PuTTY talks in both directions, and shows nothing of telnet`(_ kind: String) throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    // PuTTY keeps its settings at home.
    let putty = try ChildProcess(
      ["plink", "-batch", kind, "-P", "\(house.chatPort)", "127.0.0.1"],
      environment: ["HOME": house.folder.path])
    try putty.waitForOutput("guest-2")
    putty.write("hello from PuTTY\n")
    try ann.waitForOutput("<guest-2> hello from PuTTY\r\n")
    ann.write("hello PuTTY\n")
    try putty.waitForOutput("<guest-1> hello PuTTY\r\n")
    #expect(ann.outputText.unicodeScalars.allSatisfy { $0 != "\u{FFFD}" })
    putty.write("/quit\n")
    try putty.waitForOutput("-- goodbye\r\n")
    putty.closeInput()
    #expect(try putty.waitForExit() == .code(0))
    // PuTTY's own telnet sees the end; for all we know a raw one is a person at a terminal.
    let last = kind == "-telnet" ? "-- goodbye\r\n" : "press Ctrl-C\r\n"
    #expect(putty.outputText.hasSuffix(last))
  }

  @Test func `the banner comes first and ends its line`() throws {
    let house = try Installation()
    _ = try house.setBanner(#"{"banner": "Incident 42\nBe kind"}"#)
    try house.retry("the banner to arrive") {
      let ann = try house.join()
      try ann.waitForOutput("guest-")
      return ann.outputText.hasPrefix("Incident 42\r\nBe kind\r\n")
    }
  }

  @Test func `a line piped in is said`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try house.join(with: .openbsd, ["-N"])
    ben.write("done\n")
    ben.closeInput()
    try ann.waitForOutput("> done\r\n")
    #expect(try ben.waitForExit() == .code(0))
  }

  @Test func `clients that never read, never end a line, or say nothing disturb nobody`() throws {
    let house = try Installation(["CHAT_TALK_RATE": "0"])
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try house.join()
    try ben.waitForOutput("guest-2")

    let silent = try RawClients(port: house.chatPort, count: 1_000)
    let endless = try RawClients(port: house.chatPort, count: 1)
    endless.sendToAll(String(repeating: "x", count: 100_000))

    for number in 1...2_000 {
      ben.write("line \(number) \(String(repeating: "y", count: 500))\n")
    }
    try ann.waitForOutput("line 2000 ")
    let heard = ann.outputText.split(separator: "\r\n").compactMap { line -> Int? in
      guard line.hasPrefix("<guest-2> line ") else { return nil }
      return line.split(separator: " ").dropFirst(2).first.flatMap { Int($0) }
    }
    #expect(heard == Array(1...2_000))
    silent.closeAll()
  }

  @Test func `two hundred people talk at once and nobody misses, doubles or reorders a line`()
    throws
  {
    let house = try Installation(["CHAT_TALK_RATE": "0"])
    let people = 200
    let lines = 10
    let crowd = try RawClients(port: house.chatPort, count: people)
    try crowd.waitForAll { $0.contains("guest-") }
    for round in 1...lines {
      for person in 0..<people { crowd.send(person, "from \(person) number \(round)\n") }
    }
    try crowd.waitForAll { text in
      text.split(separator: "\r\n").count { $0.contains("> from ") } >= (people - 1) * lines
    }
    for person in 0..<people {
      var next: [Substring: Int] = [:]
      for line in crowd.text(person).split(separator: "\r\n") where line.contains("> from ") {
        let words = line.split(separator: " ")
        let (sender, number) = (words[2], Int(words[4]))
        #expect(number == next[sender, default: 1], "\(person) heard \(line)")
        next[sender] = next[sender, default: 1] + 1
      }
      #expect(next.count == people - 1)
      #expect(next["\(person)"] == nil)
    }
  }

  @Test func `SIGTERM lets those have their say who are gone, without waiting`() throws {
    let house = try Installation()
    let ann = try house.join(with: .openbsd, ["-N"])
    try ann.waitForOutput("guest-1")
    // Half a minute's worth of lines.
    let pipe = try ChildProcess([
      "sh", "-c", "seq 130 | ncat --send-only 127.0.0.1 \(house.chatPort)",
    ])
    #expect(try pipe.waitForExit() == .code(0))
    try ann.waitForOutput("<guest-2> 10\r\n")
    try house.retry("the pipe to be gone") {
      try house.curl("http://127.0.0.1:\(house.chatHTTPPort)/metrics").contains("chat_users 1")
    }
    try house[.chat].signal(SIGTERM)
    try ann.waitForOutput("-- the server is shutting down; goodbye\r\n")
    let heard = ann.outputText.split(separator: "\r\n").filter { $0.hasPrefix("<") }
    #expect(heard == (1...130).map { "<guest-2> \($0)" })
    ann.closeInput()
    #expect(try house[.chat].waitForExit() == .code(0))
  }

  @Test func `a name that was lost with the connection waits for who had it`() throws {
    // Behind a proxy, so that people come from somewhere.
    let port = freePorts(1)[0]
    let house = try Installation(["CHAT_LISTEN": "haproxy:tcp:\(port)"])
    func join(_ address: String) throws -> ChildProcess {
      let client = try ChildProcess(Netcat.openbsd.command(["-N"], port: port))
      client.write("PROXY TCP4 \(address) 127.0.0.1 4711 \(port)\r\n")
      try client.waitForOutput("you are guest-")
      return client
    }
    let watcher = try join("192.0.2.7")
    let ann = try join("198.51.100.1")
    ann.write("/nick ann\n")
    try watcher.waitForOutput("-- ann joined\r\n")
    ann.signal(SIGKILL)
    try watcher.waitForOutput("-- ann left\r\n")
    watcher.write("/nick Ann\n")
    try watcher.waitForOutput("-- that name is kept for who just lost their connection")
    let again = try join("198.51.100.1")
    again.write("/nick ann\n")
    // The watcher may be announced with her.
    try watcher.wait(for: "ann to be back") { text in
      text.split(separator: "\r\n").count { $0.hasPrefix("-- ann ") && $0.hasSuffix(" joined") }
        == 2
    }
    #expect(try house[.chat].isRunning)
  }

  @Test func `SIGTERM tells people, empties the room and exits with 0`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    try house[.chat].signal(SIGTERM)
    #expect(try house[.chat].waitForExit(limit: .seconds(10)) == .code(0))
    #expect(try !house[.chat].errorText.contains("api is away"), "it was here to the end")
    try ann.wait(for: "a word of farewell") {
      $0.split(separator: "\r\n").last?.contains("guest-1") == false
    }
    ann.closeInput()
    _ = try ann.waitForExit()
  }
}
