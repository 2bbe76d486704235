/// Handles a descriptor's readiness.
protocol ReadinessHandler: AnyObject {
  /// `isHungUp`: both directions are over: after what has arrived comes an end or an error.
  func readable(isHungUp: Bool)
  func writable()
  /// The peer has finished sending; see `Interest.finishing`.
  func finished()
  /// The loop has ended; nothing will be ready any more.
  func reactorStopped()
  /// What it is, for the log.
  var name: String { get }
}

extension ReadinessHandler {
  func writable() {}
  func finished() {}
  func reactorStopped() {}
}

/// The handlers of watched descriptors, by descriptor.
///
/// The kernel reuses a closed descriptor's number for the next one opened, perhaps while an event
/// for the old one still waits in the same batch. So each event carries a token: the number and its
/// generation. A stale token finds no handler.
struct ReadinessTable {
  private struct Slot {
    var handler: (any ReadinessHandler)?
    var generation: UInt32 = 0
  }

  private var slots: [Slot] = []

  var handlers: [any ReadinessHandler] { slots.compactMap(\.handler) }

  func isWatched(_ descriptor: CInt) -> Bool {
    slots.indices.contains(Int(descriptor)) && slots[Int(descriptor)].handler != nil
  }

  /// Reserves a slot; `add` fills it once the kernel has agreed to watch.
  mutating func nextToken(of descriptor: CInt) -> UInt64 {
    precondition(!isWatched(descriptor), "descriptor \(descriptor) is already watched")
    while slots.count <= Int(descriptor) { slots.append(Slot()) }
    slots[Int(descriptor)].generation &+= 1
    return token(of: descriptor)
  }

  mutating func add(_ descriptor: CInt, _ handler: any ReadinessHandler) {
    slots[Int(descriptor)].handler = handler
  }

  mutating func remove(_ descriptor: CInt) { slots[Int(descriptor)].handler = nil }

  mutating func removeAll() { for index in slots.indices { slots[index].handler = nil } }

  func token(of descriptor: CInt) -> UInt64 {
    UInt64(slots[Int(descriptor)].generation) << 32 | UInt64(descriptor)
  }

  /// Nil when the descriptor has been given up, and perhaps reused, since the event was read.
  func handler(for token: UInt64) -> (any ReadinessHandler)? {
    let slot = slots[Int(token & 0xFFFF_FFFF)]
    return slot.generation == UInt32(token >> 32) ? slot.handler : nil
  }
}
