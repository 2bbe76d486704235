import Synchronization

/// A value that threads share, held by one at a time: a `Mutex`, and a number that each holder
/// passes on to the next.
///
/// The number is for the thread sanitizer. A contended `Mutex` waits inside a library that the
/// sanitizer cannot see into, so it takes guarded accesses for unguarded ones. It does see the
/// number, and with it the order of the holders. So no report needs to be suppressed, and every
/// report is a true race.
package struct Locked<Value: Sendable>: ~Copyable, Sendable {
  private let value: Mutex<Value>
  private let turn = Atomic<UInt>(0)

  package init(_ value: Value) { self.value = Mutex(value) }

  /// Calls `body` while no other thread has the value. Locking again from inside is a deadlock.
  package func withLock<Answer: Sendable, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Answer
  ) throws(Failure) -> Answer {
    try value.withLock { value throws(Failure) in
      let current = turn.load(ordering: .acquiring)
      defer { turn.store(current &+ 1, ordering: .releasing) }
      return try body(&value)
    }
  }
}
