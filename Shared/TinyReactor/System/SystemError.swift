import Glibc

/// A system call that failed: its name and `errno`.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
  package let call: System.Call
  package let number: CInt

  package init(_ call: System.Call, _ number: CInt) {
    self.call = call
    self.number = number
  }

  package var description: String {
    if call == .inherit && number == ENOENT {
      return "systemd has passed no such socket (LISTEN_FDS, LISTEN_FDNAMES)"
    }
    return "\(call.rawValue): \(System.message(for: number))"
  }
}
