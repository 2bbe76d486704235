import Glibc
import Synchronization

/// Ctrl-C and SIGTERM end a benchmark by an error, so that what it started is ended on the way out.
enum Interruption: Error {
  case signalled

  private static let isSignalled = Atomic<Bool>(false)

  static func watch() {
    // Touched before a handler can, for a first touch may take a lock.
    isSignalled.store(false, ordering: .relaxed)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      _ = signal(number) { _ in Interruption.isSignalled.store(true, ordering: .relaxed) }
    }
  }

  static func check() throws {
    if isSignalled.load(ordering: .relaxed) { throw Interruption.signalled }
  }
}
