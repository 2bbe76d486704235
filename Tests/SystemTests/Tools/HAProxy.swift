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

  /// What it says of the servers behind it.
  var report: String { program.errorText + program.outputText }
}
