import Glibc
import Support
import Testing

/// `Services/up --servers`.
@Suite struct UpServersTests {
  @Test(.enabled(if: UpHouse.engine != nil, "neither Valkey nor Redis is installed"))
  func `three servers are one room, a bus that is killed comes back, and all end on Ctrl-C`()
    throws
  {
    let house = try UpHouse()
    let up = try house.start(["CHAT_SERVER_ID": ""], "--servers", "3")
    try up.waitForOutput("Ctrl-C", limit: .seconds(60))
    let port = house.chatPort
    #expect(up.outputText.contains("nc localhost \(port)\n"))
    #expect(up.outputText.contains("the same room: \(port + 1) \(port + 2)\n"))

    let people = try (1...3).map { try house.join(server: $0) }
    for person in people { try person.waitForOutput("you are guest-") }
    people[0].write("hello\n")
    for person in people.dropFirst() { try person.waitForOutput("> hello\r\n") }
    try up.wait(for: "the API to know all three") { _ in
      let servers = (try? Curl.run(["\(house.api)/servers"])) ?? ""
      return (1...3).allSatisfy { servers.contains(#""chat-\#($0)""#) }
    }

    let engine = try #require(UpHouse.engine)
    let before = try house.process(of: engine, under: up)
    kill(before, SIGKILL)
    try up.waitForErrors("bus ended with status 137; starting it again in 1 s")
    try up.wait(.seconds(30), for: "the bus to be back") { _ in
      (try? house.process(of: engine, under: up)) ?? before != before
    }
    people[2].write("still here\n")
    for person in people.dropLast() { try person.waitForOutput("> still here\r\n") }

    up.signal(SIGINT)
    #expect(try up.waitForExit(limit: .seconds(30)) == .code(0))
    for part in ["api", "chat", "dashboard", engine] {
      #expect(throws: TestFailure.self) { try house.process(of: part, under: up) }
    }
    // Who hands over comes before who takes.
    let order = ["api       | ", "bus       | "].map { up.lastLine(with: $0) }
    let chats = (1...3).map { up.lastLine(with: "chat-\($0)    | ") }
    #expect(order.allSatisfy { $0 != nil } && chats.allSatisfy { $0 != nil })
    for chat in chats { #expect(chat ?? 0 < order[0] ?? 0) }
    #expect(order[0] ?? 0 < order[1] ?? 0)
    #expect(!up.errorText.contains("Killed"), "no words of the shell's own")
  }

  @Test(.enabled(if: UpHouse.engine != nil, "neither Valkey nor Redis is installed"))
  func `the bus loses nothing, keeps to itself, and is one Services/up's alone`() throws {
    let house = try UpHouse()
    let up = try house.start([:], "--servers=1")
    try up.waitForOutput("Ctrl-C", limit: .seconds(60))
    for (setting, value) in [
      ("appendonly", "yes"), ("appendfsync", "always"), ("save", ""), ("port", "0"),
      ("maxmemory-policy", "noeviction"),
    ] {
      let answer = try house.askBus("config get \(setting)")
      #expect(answer == "\(setting)\n\(value)\n")
    }
    #expect(try house.askBus("set ncc:kept 1") == "OK\n")
    let folder = "\(house.folder.path)/bus"
    #expect(try UpHouse.run("stat -c %a \(folder) \(folder)/socket") == "700\n700\n")

    let second = try house.start([:], "--servers=1")
    #expect(try second.waitForExit(limit: .seconds(60)) == .code(1))
    #expect(second.errorText.contains("/bus is in use by another Services/up"))

    up.signal(SIGINT)
    #expect(try up.waitForExit(limit: .seconds(30)) == .code(0))
    let again = try house.start([:], "--servers=1")
    try again.waitForOutput("Ctrl-C", limit: .seconds(60))
    #expect(try house.askBus("get ncc:kept") == "1\n")
    again.signal(SIGINT)
    #expect(try again.waitForExit(limit: .seconds(30)) == .code(0))
  }

  @Test(.enabled(if: RedisServer.isThere, "redis-server is not installed"))
  func `with a bus that runs elsewhere none is started`() throws {
    let (house, bus) = (try UpHouse(), try RedisServer())
    let up = try house.start(["BUS_URL": "redis://127.0.0.1:\(bus.port)"], "--servers", "2")
    try up.waitForOutput("Ctrl-C", limit: .seconds(60))
    try house.join(server: 2).waitForOutput("you are guest-")
    #expect(throws: TestFailure.self) { try house.process(of: "redis-server", under: up) }
    #expect(try UpHouse.run("ls \(house.folder.path)").contains("bus") == false)
    up.signal(SIGINT)
    #expect(try up.waitForExit(limit: .seconds(30)) == .code(0))
  }

  @Test(arguments: [
    (["--servers", "0"], "--servers takes a number from 1 to 9, and not 0"),
    (["--servers=10"], "--servers takes a number from 1 to 9, and not 10"),
    (["--servers", "three"], "--servers takes a number from 1 to 9, and not three"),
    (["--servers"], "--servers takes a number from 1 to 9\n"),
    (["--servers="], "--servers takes a number from 1 to 9\n"),
    (["--servers", "2", "3"], "unknown argument: 3"),
  ])
  func `what is no number of servers is refused`(arguments: [String], answer: String) throws {
    let up = try UpHouse().start([:], arguments)
    #expect(try up.waitForExit(limit: .seconds(60)) == .code(64))
    #expect(up.errorText.hasPrefix("Services/up: \(answer)"))
    #expect(up.errorText.contains("Usage: Services/up"))
  }

  @Test(arguments: [
    (["CHAT_LISTEN": "unix:/nowhere/chat"], "CHAT_LISTEN is unix:/nowhere/chat; several servers"),
    (["CHAT_LISTEN": "tcp:65535"], "CHAT_LISTEN is tcp:65535; after that there are no ports"),
    (["CHAT_HTTP_LISTEN": "tcp:0"], "CHAT_HTTP_LISTEN is tcp:0; several servers count up"),
    (["CHAT_HTTP_URL": "http://here:8081"], "CHAT_HTTP_URL is set, which is of no use"),
    (["CHAT_SERVER_ID_FILE": "/etc/hostname"], "CHAT_SERVER_ID_FILE is set, which is of no use"),
  ])
  func `settings that only one server can have are named`(
    settings: [String: String], answer: String
  ) throws {
    let house = try UpHouse()
    let up = try house.start(
      settings.merging(["BUS_URL": "redis://127.0.0.1"]) { $1 }, "--servers", "3")
    #expect(try up.waitForExit(limit: .seconds(60)) == .code(1))
    #expect(up.errorText.contains("Services/up: \(answer)"))
    #expect(!up.outputText.contains("started"))
  }

  @Test func `without an engine, or with one that is too old, it says what to install`() throws {
    let house = try UpHouse()
    let without = try house.start(["PATH": try house.pathWithoutEngines()], "--servers", "2")
    #expect(try without.waitForExit(limit: .seconds(60)) == .code(1))
    #expect(without.errorText.contains("neither valkey-server nor redis-server"))
    #expect(without.errorText.contains("sudo apt-get install redis-server"))

    for name in ["valkey-server", "redis-server"] {
      try house.addProgram(name, "echo Redis server v=6.0.16 sha=00000000:0")
    }
    let old = try house.start([:], "--servers", "2")
    #expect(try old.waitForExit(limit: .seconds(60)) == .code(1))
    #expect(old.errorText.contains("is of version 6; Valkey 8 or Redis 7 is needed"))
  }

  @Test(.enabled(if: UpHouse.engine != nil, "neither Valkey nor Redis is installed"))
  func `without a folder for the log it says so`() throws {
    let database = "/nowhere/netcatchat.db"
    let house = try UpHouse()
    let up = try house.start(["API_DATABASE": database], "--servers", "2")
    #expect(try up.waitForExit(limit: .seconds(60)) == .code(1))
    #expect(up.errorText.contains("there is no folder /nowhere, where the bus would keep"))
    #expect(!up.outputText.contains("started"))
  }
}

extension ChildProcess {
  /// The last line of its output that begins so, counted from the first.
  fileprivate func lastLine(with label: String) -> Int? {
    outputText.split(separator: "\n").lastIndex { $0.hasPrefix(label) }
  }
}
