import Synchronization

/// Carries a value that is not Sendable to another thread, once: the compiler ensures that the
/// giver keeps no part of it, and only the first taker gets it.
final class Handover<Value>: Sendable {
  private let slot: Mutex<Value?>

  init(_ value: sending Value) { slot = Mutex(value) }

  func take() -> sending Value? {
    slot.withLock { slot in
      let value = slot
      slot = nil
      return value
    }
  }
}
