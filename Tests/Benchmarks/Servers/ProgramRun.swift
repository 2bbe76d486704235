import Glibc
import Support

/// A program that was run to its end, and how long that took.
struct ProgramRun {
  let output: String
  let seconds: Double

  /// Whoever waits looks this often whether the program has ended.
  private static let lookMicroseconds: useconds_t = 500

  /// Runs `command` on the core that servers have, and does `meanwhile` again and again.
  ///
  /// - Parameter isLoad: It takes part in the load, and so has the core of that.
  /// - Parameter allows: Exit codes that are no problem.
  init(
    _ command: [String], isLoad: Bool = false, allows codes: Set<CInt> = [0],
    meanwhile: () throws -> Void = {}
  ) throws {
    let start = monotonicNanoseconds()
    let process = try ChildProcess(isLoad ? command : Placement.forServer(command))
    while process.isRunning {
      try Interruption.check()
      try meanwhile()
      usleep(ProgramRun.lookMicroseconds)
    }
    seconds = Double(monotonicNanoseconds() - start) / 1e9
    guard case .code(let code) = try process.waitForExit(), codes.contains(code) else {
      throw Problem("\(command.joined(separator: " ")) failed: \(process.errorText)")
    }
    output = process.outputText
  }
}
