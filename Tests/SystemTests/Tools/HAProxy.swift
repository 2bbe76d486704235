import Glibc
import Support

/// A real HAProxy, which is gone when the test is.
final class HAProxy {
  static var isInstalled: Bool { Programs.has("haproxy") }

  private let folder: TemporaryFolder
  private let program: ChildProcess

  /// `sections` are those of its configuration, after the defaults.
  convenience init(_ sections: String) throws {
    try self.init(
      file: """
        defaults
          mode tcp
          timeout connect 5s
          timeout client 1d
          timeout server 1d
        \(sections)

        """)
  }

  /// With all of its configuration.
  init(file configuration: String) throws {
    folder = try TemporaryFolder()
    let path = "\(folder.path)/haproxy.cfg"
    let writer = try ChildProcess(["sh", "-c", "cat > \(path)"])
    writer.write(configuration)
    writer.closeInput()
    _ = try writer.waitForExit()
    program = try ChildProcess(["haproxy", "-db", "-f", path])
  }

  /// Whether the kernel is to probe someone who has come to `port` and says nothing: the timer of
  /// their connection is the one of keepalive, 02, and has at most 0x11FF hundredths of a second.
  static func asksTheSilent(at port: Int) throws -> Bool {
    let place = String(port, radix: 16, uppercase: true)
    let row = ":\(place) [0-9A-F]+:[0-9A-F]+ 01 [0-9A-F:]+ 02:0000[01]"
    return try ChildProcess(["grep", "-Eq", row, "/proc/net/tcp"]).waitForExit() == .code(0)
  }

  /// What it says of the servers behind it.
  var report: String { program.errorText + program.outputText }
}
