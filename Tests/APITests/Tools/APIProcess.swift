import API
import Support
import TinyHTTP

/// The real executable over a database in `folder`, at a free port.
final class APIProcess {
  let process: ChildProcess
  let url: String

  /// Starts it and waits until it serves. `wrapper` is a command that ends by running the rest.
  init(in folder: TemporaryFolder, _ settings: [String: String] = [:], wrapper: [String] = [])
    throws
  {
    process = try Self.start(in: folder, settings, wrapper: wrapper)
    let log = try process.waitForErrors("API_LISTEN=127.0.0.1:")
    let port = log.split(separator: "API_LISTEN=127.0.0.1:").last?.prefix { $0.isNumber } ?? ""
    url = "http://127.0.0.1:\(port)"
  }

  /// Starts it, to see it fail.
  static func start(
    in folder: TemporaryFolder, _ settings: [String: String] = [:], wrapper: [String] = []
  ) throws -> ChildProcess {
    let base = [
      "API_LISTEN": "tcp:0:interface=127.0.0.1", "API_DATABASE": folder.database,
      "API_TOKEN": "", "API_OPEN": "", "LOG_FORMAT": "text", "LOG_LEVEL": "info",
    ]
    return try ChildProcess(
      wrapper + [Programs.ours("api")], environment: base.merging(settings) { $1 })
  }

  /// What curl prints: the body, then the status on a line of its own.
  func curl(_ path: String, _ arguments: String...) throws -> (body: String, status: Int) {
    let curl = try ChildProcess(
      ["curl", "-sS", "--max-time", "30", "-w", "\n%{http_code}", url + path] + arguments)
    guard try curl.waitForExit() == .code(0) else { throw TestFailure(curl.errorText) }
    let lines = curl.outputText.split(separator: "\n", omittingEmptySubsequences: false)
    return (lines.dropLast().joined(separator: "\n"), Int(lines.last ?? "") ?? 0)
  }

  func json(_ path: String, _ arguments: String...) throws -> JSONValue {
    let curl = try ChildProcess(["curl", "-sS", "--max-time", "30", url + path] + arguments)
    guard try curl.waitForExit() == .code(0) else { throw TestFailure(curl.errorText) }
    return try JSON.decode(JSONValue.self, from: curl.outputBytes)
  }

  /// SIGTERM, and all it takes to end well.
  func stop() throws -> ChildProcess.ExitStatus {
    process.signal(15)
    return try process.waitForExit()
  }
}
