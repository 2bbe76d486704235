import API
import RoomLog
import Support
import Testing
import TinyReactor
import TinyRedis
import Wire

/// What the real program says of a bus that is away, refuses it, or is not set.
@Suite(.enabled(if: RedisServer.isThere)) struct `The api executable and the bus` {
  let folder: TemporaryFolder
  let reactor: Reactor

  init() throws {
    folder = try TemporaryFolder()
    reactor = try Reactor()
  }

  /// Metrics by name, as they are written.
  func metrics(_ api: APIProcess) throws -> [String: String] {
    let lines = try api.curl("/metrics").body.split(separator: "\n")
      .filter { $0.hasPrefix("netcatchat_api_bus_") }.map { $0.split(separator: " ") }
    return Dictionary(uniqueKeysWithValues: lines.map { (String($0[0]), String($0[1])) })
  }

  func wait(_ api: APIProcess, for event: String) throws {
    try reactor.wait { api.process.errorText.contains(event) }
  }

  @Test func `it says once that the bus is away, serves on, and follows it when it is there`()
    throws
  {
    let room = try LogRoom(on: reactor)
    try room.server.kill()
    let url = "redis+unix://\(room.server.socket)"
    let api = try APIProcess(in: folder, ["BUS_URL": url])
    try wait(api, for: " warning bus is away problem=")
    let ready = try api.curl("/readyz")
    #expect(ready.status == 200)
    #expect(ready.body.hasPrefix("ready\nbus: the server cannot be reached"))
    #expect(try metrics(api)["netcatchat_api_bus_up"] == "0")
    try room.server.restart()
    try wait(api, for: " info bus is up")
    #expect(try api.curl("/readyz").body == "ready\n")
    try LogWriter(room, "a.1").say(3, lines: 2)
    try reactor.wait {
      (try? metrics(api)["netcatchat_api_bus_entries_total"]) == "3"
    }
    #expect(
      try metrics(api) == [
        "netcatchat_api_bus_up": "1", "netcatchat_api_bus_lag_entries": "0",
        "netcatchat_api_bus_entries_total": "3", "netcatchat_api_bus_changed_total": "0",
        "netcatchat_api_bus_missed_entries_total": "0",
        "netcatchat_api_bus_refused_lines_total": "0",
        "netcatchat_api_bus_trimmed_entries_total": "0",
      ])
    let clients = try room.guest().ask("CLIENT", "LIST")
    #expect(clients.contains("name=\(LogFollower.clientName) "))
    try room.server.kill()
    try reactor.wait { api.process.errorText.components(of: "bus is away") == 2 }
    #expect(try api.stop() == .code(0))
    #expect(api.process.errorText.components(of: "bus is up") == 1)
  }

  @Test func `a bus that wants a password is told from one that is away, and none is in the log`()
    throws
  {
    let server = try RedisServer("--requirepass", "hunter2")
    let url = "redis+unix://\(server.socket)"
    for (settings, word) in [
      ([:], "NOAUTH"), (["BUS_PASSWORD": "hunter3"], "WRONGPASS"),
      (["BUS_PASSWORD": "hunter2", "BUS_USER": "nobody"], "WRONGPASS"),
    ] as [([String: String], String)] {
      let api = try APIProcess(in: folder, settings.merging(["BUS_URL": url]) { $1 })
      try wait(api, for: " warning bus refuses us problem=")
      let log = api.process.errorText
      #expect(log.contains(word) && log.contains("help=\"set BUS_USER and BUS_PASSWORD"))
      #expect(!log.contains("hunter"))
      #expect(try api.stop() == .code(0))
    }
    let api = try APIProcess(
      in: folder, ["BUS_URL": url, "BUS_PASSWORD": "hunter2", "BUS_USER": "default"])
    try wait(api, for: " info bus is up")
    #expect(try api.stop() == .code(0))
  }

  @Test func `without BUS_URL it warns once when chat servers have it`() throws {
    let api = try APIProcess(in: folder)
    #expect(try metrics(api) == [:])
    func report(_ bus: String) throws {
      let body = TestSite.report.replacing("}", with: ", \"bus\": \(bus)}")
      let answer = try api.curl(
        "/servers/a", "-X", "PUT", "-H", "Content-Type: application/json", "-d", body)
      #expect(answer.status == 200, "\(answer.body)")
    }
    try report("null")
    #expect(!api.process.errorText.contains("BUS_URL"))
    for _ in 1...3 { try report(#"{"state": "in step", "lag": 0, "unsent": 0}"#) }
    #expect(api.process.errorText.components(of: "warning BUS_URL is not set") == 1)
    #expect(api.process.errorText.contains("so it is not kept"))
    #expect(try api.stop() == .code(0))
  }

  @Test func `a BUS_URL that is none is said at the start`() throws {
    let check = try ChildProcess(
      [Programs.ours("api"), "--check-config"],
      environment: ["API_DATABASE": folder.database, "BUS_URL": "http://x"])
    #expect(try check.waitForExit() == .code(78))
    #expect(check.errorText.contains("BUS_URL: "))
  }
}

extension String {
  /// How often it has that.
  fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
