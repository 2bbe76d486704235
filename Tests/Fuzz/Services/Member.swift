import Glibc
import Support

/// One of the processes under test.
final class Member {
  enum Role: String, CaseIterable {
    case api, chat, dashboard
    /// These two ask who comes: the API knows an admin.
    case keeper = "api with an admin"
    case locked = "dashboard with a password"
    /// These two follow a fake API.
    case follower = "chat at a fake API"
    case reader = "dashboard at a fake API"

    var program: String {
      switch self {
      case .api, .keeper: "api"
      case .chat, .follower: "chat"
      case .dashboard, .locked, .reader: "dashboard"
      }
    }
  }

  let role: Role
  /// Where it answers /livez.
  let httpPort: Int
  private let environment: [String: String]
  private var process: ChildProcess
  /// Nanoseconds on a processor of those before `process`.
  private var spentBefore: UInt64 = 0

  init(_ role: Role, httpPort: Int, _ environment: [String: String]) throws {
    self.role = role
    self.httpPort = httpPort
    self.environment = environment
    process = try Self.start(role, environment)
  }

  /// It ends with us, even when we are killed.
  private static func start(_ role: Role, _ environment: [String: String]) throws -> ChildProcess {
    try ChildProcess(
      ["setpriv", "--pdeathsig", "KILL", Programs.ours(role.program)], environment: environment)
  }

  var isRunning: Bool { process.isRunning }

  /// All that it has logged.
  var log: String { process.errorText }

  /// Nanoseconds that it, all its threads together, has spent on a processor.
  var processorTime: UInt64 {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(process.pid, &clock) == 0, clock_gettime(clock, &time) == 0 else {
      return spentBefore
    }
    return spentBefore + UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Ends it as an operator does, and starts it again.
  func restart(patience: Duration, while exchange: Exchange) throws {
    spentBefore = processorTime
    try end(patience: patience, while: exchange)
    process = try Self.start(role, environment)
  }

  /// SIGTERM has to end it in good order, while whomever it talks to goes on.
  func end(patience: Duration, while exchange: Exchange) throws {
    process.signal(SIGTERM)
    guard try exchange.wait(atMost: patience, until: { !isRunning }) else {
      throw Failure(.hang, "SIGTERM did not end \(role.rawValue) within \(patience)")
    }
    let status = try process.waitForExit()
    guard status == .code(0) else { throw crash("ended with \(status) on SIGTERM") }
  }

  func requireRunning() throws {
    if !isRunning { throw crash("ended by itself: \(try process.waitForExit())") }
  }

  private func crash(_ how: String) -> Failure {
    Failure(.crash, "\(role.rawValue) \(how). It said last:\n\(log.suffix(4_000))")
  }

  /// Descriptors that it has open.
  var descriptors: Int { entries(of: "/proc/\(process.pid)/fd") }

  /// Bytes of its memory that are no part of a file.
  var memory: Int {
    let status = contents(of: "/proc/\(process.pid)/status").split(separator: "\n")
    let line = status.first { $0.hasPrefix("RssAnon:") } ?? ""
    return (Int(line.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0) * 1_024
  }
}

private func entries(of folder: String) -> Int {
  guard let stream = opendir(folder) else { return 0 }
  defer { closedir(stream) }
  var count = -2  // itself and its parent
  while readdir(stream) != nil { count += 1 }
  return count
}

private func contents(of path: String) -> String {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return "" }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: 65_536)
  return String(
    decoding: bytes.prefix(max(0, read(descriptor, &bytes, bytes.count))), as: UTF8.self)
}
