/// Exit statuses, after sysexits(3).
package enum ExitStatus {
  /// An unknown argument.
  package static let usage: CInt = 64
  /// A disk error: the next try may work.
  package static let ioError: CInt = 74
  /// A setting, or what it points at, must be fixed first: restarting would not help.
  package static let config: CInt = 78
}

/// Why a service cannot start, for the operator: what is wrong, with what, and what to do.
package struct StartError: Error {
  package let message: String
  package let exitStatus: CInt

  package init(_ message: String, exitStatus: CInt = ExitStatus.config) {
    self.message = message
    self.exitStatus = exitStatus
  }
}
