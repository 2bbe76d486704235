package import TinyReactor

/// The callers who wait for something new on one topic (long polling).
///
/// Each waits for its own time and no longer, all are woken together, and one who gives up (its
/// Deferred is cancelled when its connection is lost) leaves nothing behind.
package final class LongPoll {
  private struct Waiter {
    let deferred: Deferred<Void>
    let timer: DelayedCall
  }

  private let clock: any ReactorTime
  private let waitersMax: Int
  private var waiters: [Int: Waiter] = [:]
  private var lastID = 0
  private var isClosed = false

  /// `clock` times those who wait.
  package init(on clock: any ReactorTime, waitersMax: Int = APILimits.waitersMax) {
    self.clock = clock
    self.waitersMax = waitersMax
  }

  /// Those who wait now.
  package var count: Int { waiters.count }

  /// Fires at the next `wake`, or after `limit`; at once when closed. When `waitersMax` others wait
  /// already, the one that has waited longest is answered to make room: it may long have gone
  /// without a word, and if not, it asks again.
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

  /// Everybody who waits now gets an answer, those who came first before the others.
  package func wake() {
    for id in waiters.keys.sorted() { remove(id)?.callback(()) }
  }

  /// Wakes everybody, and from now on nobody waits.
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
