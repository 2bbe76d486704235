import Glibc
import Synchronization

/// Ctrl-C and SIGTERM end a long run by an error, so that what it started is ended on the way out.
package enum Interruption: Error, CustomStringConvertible {
  case signalled

  private static let isSignalled = Atomic<Bool>(false)

  package var description: String { "interrupted" }

  package static func watch() {
    // Touched before a handler can, for a first touch may take a lock.
    isSignalled.store(false, ordering: .relaxed)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      _ = signal(number) { _ in Interruption.isSignalled.store(true, ordering: .relaxed) }
    }
  }

  /// Throws once there was a signal.
  package static func check() throws {
    if isSignalled.load(ordering: .relaxed) { throw Interruption.signalled }
  }
}
