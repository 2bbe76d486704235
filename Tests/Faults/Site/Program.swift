import Glibc
import Support

/// A program that is started, killed, stopped and started again.
final class Program {
  let name: String
  private let command: [String]
  private let environment: [String: String]
  private let stage: Stage
  private(set) var process: ChildProcess?
  /// Of its earlier lives.
  private var pastLogs: [String] = []

  init(_ name: String, _ command: [String], _ environment: [String: String] = [:], on stage: Stage)
  {
    self.name = name
    self.command = command
    self.environment = environment
    self.stage = stage
  }

  func start() throws {
    process = try ChildProcess(command, environment: environment)
    if let process { Trace.note(process.pid) }
  }

  func signal(_ number: CInt) { process?.signal(number) }

  /// Without a chance to say goodbye.
  func kill() throws {
    guard let process else { return }
    process.signal(SIGKILL)
    try stage.wait(for: "the end of \(name)") { !process.isRunning }
    pastLogs.append(process.outputText + process.errorText)
    self.process = nil
  }

  func requireRunning() throws {
    guard let process, process.isRunning else {
      throw TestFailure("\(name) has ended by itself:\n\(log.suffix(2_000))")
    }
  }

  /// All that it has said.
  var log: String {
    let present = process.map { $0.outputText + $0.errorText } ?? ""
    return (pastLogs + [present]).joined(separator: "\n--- started again ---\n")
  }
}
