/// A scheduled call that can be cancelled (Twisted's DelayedCall).
package final class DelayedCall {
  fileprivate enum State { case pending, called, cancelled }

  fileprivate var state = State.pending
  fileprivate var due: Duration
  /// Calls due at the same time run in the order they were asked for.
  fileprivate var order: UInt64
  /// Its index in the heap.
  fileprivate var position = -1
  fileprivate var call: (() throws -> Void)?
  /// Where it was asked for.
  let origin: Origin
  fileprivate weak var queue: TimerQueue?

  fileprivate init(
    due: Duration, order: UInt64, queue: TimerQueue, origin: Origin,
    call: @escaping () throws -> Void
  ) {
    self.due = due
    self.order = order
    self.queue = queue
    self.origin = origin
    self.call = call
  }

  /// Neither called nor cancelled yet.
  package var isActive: Bool { state == .pending }

  /// Cancels the call. Throws when it was already cancelled or made, saying which.
  package func cancel() throws(DelayedCallError) {
    try checkActive()
    state = .cancelled
    call = nil
    queue?.remove(self)
  }

  /// Cancels the call if it is still pending.
  package func cancelIfActive() {
    if isActive { try? cancel() }
  }

  /// Makes the call `delay` from now instead.
  package func reset(_ delay: Duration) throws(DelayedCallError) {
    precondition(delay >= .zero, "a delay cannot be negative")
    try checkActive()
    queue?.move(self, after: delay)
  }

  private func checkActive() throws(DelayedCallError) {
    switch state {
    case .pending: return
    case .called: throw .alreadyCalled
    case .cancelled: throw .alreadyCancelled
    }
  }
}

package enum DelayedCallError: Error, Equatable { case alreadyCancelled, alreadyCalled }

/// Delayed calls in order of time.
final class TimerQueue {
  private let clock: () -> Duration
  private var heap = DelayedCallHeap()
  private var nextOrder: UInt64 = 0

  init(clock: @escaping () -> Duration) { self.clock = clock }

  /// Breaks cycles: a call usually holds the object that holds it.
  deinit { for delayed in heap.calls { delayed.call = nil } }

  var isEmpty: Bool { heap.calls.isEmpty }

  /// When the next call is due.
  var nextDue: Duration? { heap.first?.due }

  func add(
    _ delay: Duration, at origin: Origin, _ call: @escaping () throws -> Void
  ) -> DelayedCall {
    precondition(delay >= .zero, "a delay cannot be negative")
    let delayed = DelayedCall(
      due: clock() + delay, order: takeOrder(), queue: self, origin: origin, call: call)
    heap.insert(delayed)
    return delayed
  }

  /// Makes the calls that are due and were scheduled before this began; those that they schedule
  /// wait for the next time. `ran` is told of each afterwards.
  func runDue(_ ran: (DelayedCall) -> Void = { _ in }) {
    let (time, lastOrder) = (clock(), nextOrder)
    while let first = heap.first, first.due <= time, first.order < lastOrder {
      run(first)
      ran(first)
    }
  }

  /// Makes the next call if it is due, whenever it was scheduled.
  func runNext(dueBy time: Duration) -> Bool {
    guard let first = heap.first, first.due <= time else { return false }
    run(first)
    return true
  }

  private func run(_ delayed: DelayedCall) {
    remove(delayed)
    delayed.state = .called
    let call = delayed.call.take()
    do {
      try call?()
    } catch {
      ErrorLog.report("a call asked for at \(delayed.origin) failed: \(error)")
    }
  }

  fileprivate func move(_ delayed: DelayedCall, after delay: Duration) {
    delayed.due = clock() + delay
    delayed.order = takeOrder()
    heap.reorder(delayed)
  }

  fileprivate func remove(_ delayed: DelayedCall) { heap.remove(delayed) }

  private func takeOrder() -> UInt64 {
    defer { nextOrder += 1 }
    return nextOrder
  }
}

/// A binary heap in which each call knows its index, so that cancelling costs as little as adding,
/// and leaves nothing behind.
private struct DelayedCallHeap {
  private(set) var calls: [DelayedCall] = []

  var first: DelayedCall? { calls.first }

  mutating func insert(_ delayed: DelayedCall) {
    calls.append(delayed)
    delayed.position = calls.count - 1
    siftUp(delayed.position)
  }

  mutating func remove(_ delayed: DelayedCall) {
    let position = delayed.position
    let last = calls.removeLast()
    if position < calls.count {
      place(last, at: position)
      reorder(last)
    }
    delayed.position = -1
  }

  /// Puts a call where it belongs after a change of its time.
  mutating func reorder(_ delayed: DelayedCall) {
    siftUp(delayed.position)
    siftDown(delayed.position)
  }

  private mutating func place(_ delayed: DelayedCall, at position: Int) {
    calls[position] = delayed
    delayed.position = position
  }

  private func isBefore(_ one: DelayedCall, _ other: DelayedCall) -> Bool {
    one.due != other.due ? one.due < other.due : one.order < other.order
  }

  private mutating func siftUp(_ start: Int) {
    var position = start
    let moving = calls[position]
    while position > 0 {
      let parent = (position - 1) / 2
      guard isBefore(moving, calls[parent]) else { break }
      place(calls[parent], at: position)
      position = parent
    }
    place(moving, at: position)
  }

  private mutating func siftDown(_ start: Int) {
    var position = start
    let moving = calls[position]
    while true {
      var child = 2 * position + 1
      guard child < calls.count else { break }
      if child + 1 < calls.count && isBefore(calls[child + 1], calls[child]) { child += 1 }
      guard isBefore(calls[child], moving) else { break }
      place(calls[child], at: position)
      position = child
    }
    place(moving, at: position)
  }
}
