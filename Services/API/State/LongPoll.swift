package import TinyReactor

/// The callers who wait for something new on one topic (long polling).
///
/// Each waits for its own time at most, all are woken together, and one that gives up (its Deferred
/// is cancelled when its connection is lost) leaves nothing behind.
package final class LongPoll {
  private struct Waiter {
    let deferred: Deferred<Void>
    let timer: DelayedCall
  }

  private let clock: any ReactorTime
  private let waitersMax: Int
  private var waiters: [Int: Waiter] = [:]
  private var lastID = 0
  /// How often all were woken: tells a `wake` from an end of waiting.
  package private(set) var wakes = 0
  private var isClosed = false

  /// `clock` times the waits.
  package init(on clock: any ReactorTime, waitersMax: Int = APILimits.waitersMax) {
    self.clock = clock
    self.waitersMax = waitersMax
  }

  /// How many callers wait now.
  package var count: Int { waiters.count }

  /// Fires at the next `wake`, or after `limit`; at once when closed. When `waitersMax` others wait
  /// already, the one that has waited longest is answered to make room: it may be long gone, and if
  /// not, it asks again.
  package func wait(atMost limit: Duration) -> Deferred<Void> {
    if isClosed { return .succeeded(()) }
    if waiters.count >= waitersMax, let oldest = waiters.keys.min() {
      remove(oldest)?.callback(())
    }
    lastID += 1
    let id = lastID
    let deferred = Deferred<Void> { [weak self] _ in self?.remove(id) }
    let timer = clock.callLater(limit) { [weak self] in
      self?.remove(id)?.callback(())
    }
    waiters[id] = Waiter(deferred: deferred, timer: timer)
    return deferred
  }

  /// Answers all waiting callers, in order of arrival.
  package func wake() {
    wakes += 1
    for id in waiters.keys.sorted() { remove(id)?.callback(()) }
  }

  /// Wakes everybody; from now on `wait` fires at once.
  package func close() {
    isClosed = true
    wake()
  }

  @discardableResult
  private func remove(_ id: Int) -> Deferred<Void>? {
    guard let waiter = waiters.removeValue(forKey: id) else { return nil }
    waiter.timer.cancelIfActive()
    return waiter.deferred
  }
}
