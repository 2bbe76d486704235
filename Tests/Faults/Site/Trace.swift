import Glibc
import Support

/// What there is beside files: told to the script around us, which takes it away if we cannot.
enum Trace {
  private static let path = getenv("FAULTS_TRACE").map { String(cString: $0) }

  /// `netns NAME`, `link NAME`, `mount PATH`, and `pid NUMBER START`.
  static func note(_ kind: String, _ name: String) {
    guard let path else { return }
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    let line = Array("\(kind) \(name)\n".utf8)
    _ = write(file, line, line.count)
    close(file)
  }

  /// With when it started, as its /proc/…/stat has it (proc(5), field 22): another process may have
  /// the number by then.
  static func note(_ pid: pid_t) {
    guard path != nil, let file = fopen("/proc/\(pid)/stat", "r") else { return }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 1_024)
    guard fgets(&buffer, CInt(buffer.count), file) != nil else { return }
    let text = String(
      decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    // Behind the name, which may hold anything, comes the third.
    guard let end = text.lastIndex(of: ")") else { return }
    let fields = text[end...].split(separator: " ")
    if fields.count > 20 { note("pid", "\(pid) \(fields[20])") }
  }

  /// Takes something away in the end; what does not work then is of no interest.
  static func discard(_ command: String...) {
    _ = try? ChildProcess(command).waitForExit(limit: .seconds(10))
  }

  static var isRoot: Bool { geteuid() == 0 }
}
