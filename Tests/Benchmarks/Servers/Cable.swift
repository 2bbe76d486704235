import Glibc
import Support

/// What leads to a server, and can be pulled: then nothing comes through, and nobody is told.
final class Cable {
  /// Whoever connects here reaches the server.
  let port: UInt16
  private let process: ChildProcess

  private static let startSecondsMax: UInt64 = 15

  init(to target: UInt16) throws {
    port = UInt16(freePorts(1)[0])
    process = try ChildProcess([Programs.ours("yardstick"), "cable", "\(port)", "\(target)"])
    let end = monotonicNanoseconds() + Cable.startSecondsMax * 1_000_000_000
    while !Sockets.isListening(port) {
      try Interruption.check()
      guard process.isRunning, monotonicNanoseconds() < end else {
        throw Problem("the cable did not start. It said:\n\(process.errorText)")
      }
      usleep(100)
    }
  }

  /// Once.
  func pull() throws {
    process.write("pull\n")
    try process.waitForOutput("pulled\n")
  }

  /// Once, after `pull`.
  func plug() throws {
    process.write("plug\n")
    try process.waitForOutput("plugged\n")
  }
}
