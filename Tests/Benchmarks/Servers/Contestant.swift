import Support

/// A line server that takes part: how it is called, and how it is started.
struct Contestant: Sendable {
  let name: String
  let start: @Sendable () throws -> Server

  /// What everything is measured against.
  static let yardstick = Contestant(name: "yardstick") { try startYardstick([]) }

  static let yardstickFrames = Contestant(name: "its 5 ms frames") {
    try startYardstick(["--frames", "5"])
  }

  static let chat = Contestant(name: "chat") { try Services.startChat() }

  static func other(at port: UInt16) -> Contestant {
    Contestant(name: "127.0.0.1:\(port)") { try Server(runningAt: port) }
  }

  private static func startYardstick(_ arguments: [String]) throws -> Server {
    let port = freePorts(1)[0]
    return try Server(
      [Programs.ours("yardstick")] + arguments + ["\(port)"], port: UInt16(port))
  }
}

/// The three services, started with every limit off and their logs quiet.
enum Services {
  /// More than any benchmark's crowd, and within what a port range allows.
  private static let connectionsMax = 12_000

  /// Without an `api` it goes on by itself, and asks for one less and less often.
  static func startChat(
    api: Server? = nil, id: String = "bench", _ settings: [String: String] = [:]
  ) throws -> Server {
    let ports = freePorts(3)
    let environment = [
      "CHAT_LISTEN": "tcp:\(ports[0]):interface=127.0.0.1",
      "CHAT_HTTP_LISTEN": "tcp:\(ports[1]):interface=127.0.0.1",
      "CHAT_SERVER_ID": id,
      "API_URL": "http://127.0.0.1:\(api.map { Int($0.port) } ?? ports[2])",
      "CHAT_TALK_RATE": "0",
      "CHAT_TALK_BURST": "0",
      "CHAT_CONNECTIONS_PER_ADDRESS": "0",
      "CHAT_CONNECTIONS_MAX": "\(connectionsMax)",
      "LOG_LEVEL": "warning",
    ]
    let server = try Server(
      [Programs.ours("chat")], port: UInt16(ports[0]),
      environment: environment.merging(settings) { $1 }, keeping: api.map { [$0] } ?? [])
    server.metricsPort = UInt16(ports[1])
    return server
  }

  static func startAPI() throws -> Server {
    let folder = try TemporaryFolder()
    return try startAPI(in: folder, keeping: [folder])
  }

  /// One that keeps a transcript, in a file of its own.
  static func startAPI(
    transcript: String, in folder: TemporaryFolder, _ settings: [String: String] = [:]
  ) throws -> Server {
    let own = ["API_TRANSCRIPT": transcript].merging(settings) { $1 }
    return try startAPI(in: folder, own, keeping: [folder])
  }

  private static func startAPI(
    in folder: TemporaryFolder, _ settings: [String: String] = [:], keeping kept: [AnyObject]
  ) throws -> Server {
    let port = freePorts(1)[0]
    let environment = [
      "API_LISTEN": "tcp:\(port):interface=127.0.0.1",
      "API_DATABASE": "\(folder.path)/bench.sqlite",
      "LOG_LEVEL": "warning",
    ]
    return try Server(
      [Programs.ours("api")], port: UInt16(port),
      environment: environment.merging(settings) { $1 }, keeping: kept)
  }

  static func startDashboard(api: Server? = nil) throws -> Server {
    let ports = freePorts(2)
    return try Server(
      [Programs.ours("dashboard")], port: UInt16(ports[0]),
      environment: [
        "DASHBOARD_LISTEN": "tcp:\(ports[0]):interface=127.0.0.1",
        "API_URL": "http://127.0.0.1:\(api.map { Int($0.port) } ?? ports[1])",
        "LOG_LEVEL": "warning",
      ], keeping: api.map { [$0] } ?? [])
  }
}
