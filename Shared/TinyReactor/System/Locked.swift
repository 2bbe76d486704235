import Synchronization

/// A value that threads share: one at a time has it. A `Mutex`, and a number that each who holds it
/// passes on to the next.
///
/// The number is for the thread sanitizer. A `Mutex` that is contended waits inside a library where
/// the sanitizer sees nothing, so it takes what the lock guards for unguarded. The number it sees,
/// and with it who came after whom; so no report needs to be suppressed, and a true race is one.
package struct Locked<Value: Sendable>: ~Copyable, Sendable {
  private let value: Mutex<Value>
  private let turn = Atomic<UInt>(0)

  package init(_ value: Value) { self.value = Mutex(value) }

  /// Calls `body` while nobody else has the value. Locking again from inside is a deadlock.
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
