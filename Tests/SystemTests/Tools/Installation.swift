import Glibc
import Support

/// The three real executables on free ports, as a person would run them: the subject of every
/// system test.
final class Installation {
  let folder: TemporaryFolder
  let chatPort: Int
  let chatHTTPPort: Int
  let apiPort: Int
  let dashboardPort: Int
  private let extra: [String: String]
  private let wrapper: [String]
  private(set) var programs: [Part: ChildProcess] = [:]

  enum Part: String, CaseIterable { case api, chat, dashboard }

  /// Starts everything and waits until it is ready. `environment` is added to each one's settings;
  /// `wrapper` is a command that ends by running the rest.
  init(_ environment: [String: String] = [:], wrapper: [String] = []) throws {
    folder = try TemporaryFolder()
    let ports = freePorts(4)
    (chatPort, chatHTTPPort, apiPort, dashboardPort) = (ports[0], ports[1], ports[2], ports[3])
    extra = environment
    self.wrapper = wrapper
    for part in Part.allCases { try start(part) }
  }

  func start(_ part: Part) throws {
    programs[part] = try ChildProcess(
      wrapper + [Programs.ours(part.rawValue)], environment: environment)
    try waitUntilReady(part)
  }

  /// Ends it without a chance to say goodbye.
  func kill(_ part: Part) throws {
    programs[part]?.signal(SIGKILL)
    _ = try programs[part]?.waitForExit()
  }

  subscript(part: Part) -> ChildProcess {
    get throws {
      guard let program = programs[part] else {
        throw TestFailure("\(part) was not started")
      }
      return program
    }
  }

  private func waitUntilReady(_ part: Part) throws {
    try retry("\(part) to be ready") {
      guard try self[part].isRunning else {
        throw TestFailure("\(part) ended: \(try self[part].errorText)")
      }
      let check = try ChildProcess(
        [Programs.ours(part.rawValue), "healthcheck"], environment: environment)
      return try check.waitForExit() == .code(0)
    }
  }

  private var environment: [String: String] {
    let local = "interface=127.0.0.1"
    return [
      "API_LISTEN": "tcp:\(apiPort):\(local)",
      "API_DATABASE": "\(folder.path)/netcatchat.db",
      "API_URL": "http://127.0.0.1:\(apiPort)",
      "CHAT_LISTEN": "tcp:\(chatPort)",
      "CHAT_HTTP_LISTEN": "tcp:\(chatHTTPPort):\(local)",
      "CHAT_SERVER_ID": "test",
      "DASHBOARD_LISTEN": "tcp:\(dashboardPort):\(local)",
    ].merging(extra) { $1 }
  }

  // MARK: - Using it

  /// Somebody at a prompt.
  func join(with client: Netcat = .openbsd, _ options: [String] = []) throws -> ChildProcess {
    try ChildProcess(client.command(options, port: chatPort))
  }

  func curl(_ arguments: String...) throws -> String { try Curl.run(arguments) }

  /// Where health is asked for.
  func httpPort(of part: Part) -> Int {
    switch part {
    case .api: apiPort
    case .chat: chatHTTPPort
    case .dashboard: dashboardPort
    }
  }

  var api: String { "http://127.0.0.1:\(apiPort)" }
  var dashboard: String { "http://127.0.0.1:\(dashboardPort)" }

  func setBanner(_ json: String) throws -> String {
    try curl("-H", "Content-Type: application/json", "--data-binary", json, "\(api)/banner/")
  }

  /// Asks again until `condition` holds: for what another process is about to do.
  func retry(_ what: String, limit: Duration = .seconds(20), _ condition: () throws -> Bool) throws
  {
    let end = ContinuousClock.now + limit
    while !(try condition()) {
      guard ContinuousClock.now < end else {
        throw TestFailure("waited \(limit) in vain for \(what)")
      }
      usleep(20_000)
    }
  }
}

/// The programs people join with.
enum Netcat: String, CaseIterable, Sendable {
  case openbsd = "nc.openbsd"
  case traditional = "nc.traditional"
  case ncat
  case socat
  case telnet
  case busybox

  func command(_ options: [String] = [], port: Int) -> [String] {
    switch self {
    case .socat: ["socat"] + options + ["-", "TCP:127.0.0.1:\(port)"]
    case .busybox: ["busybox", "nc"] + options + ["127.0.0.1", "\(port)"]
    default: [rawValue] + options + ["127.0.0.1", "\(port)"]
    }
  }
}
