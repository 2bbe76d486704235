import TinyReactor

/// What the reactor reported as unhandled. Tests run side by side and share this log, so each looks
/// for an error of its own.
enum Reports {
  private static let lines = Locked<[String]>([])
  private static let isRecording: Bool = {
    ErrorLog.redirect { line in lines.withLock { $0.append(line) } }
    return true
  }()

  /// The lines about `marker` which `body` causes.
  static func about(_ marker: String, _ body: () throws -> Void) rethrows -> [String] {
    precondition(isRecording)
    try body()
    return lines.withLock { $0.filter { $0.contains(marker) } }
  }
}

/// An error that a test can find again.
struct Oops: Error, Equatable, CustomStringConvertible {
  let description: String
  init(_ description: String = "oops") { self.description = description }
}
