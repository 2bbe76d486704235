/// A time limit that can be set, reset and cleared (Twisted's TimeoutMixin; a component here, since a
/// protocol may want two).
///
///     private lazy var timeout = Timeout(on: reactor) { [weak self] in self?.hangUp() }
///
/// It ends with its owner, who should not be captured strongly.
package final class Timeout {
  private let clock: any ReactorTime
  private let timedOut: () -> Void
  private var limit: Duration?
  private var delayed: DelayedCall?

  package init(on clock: any ReactorTime, _ timedOut: @escaping () -> Void) {
    self.clock = clock
    self.timedOut = timedOut
  }

  deinit { clear() }

  /// Calls once `limit` has passed without a `reset`; replaces what was set before.
  package func set(_ limit: Duration) {
    clear()
    self.limit = limit
    delayed = clock.callLater(limit) { [weak self] in self?.runOut() }
  }

  /// Begins again with the whole limit. Does nothing when none is set.
  package func reset() {
    guard let limit, let delayed else { return }
    try? delayed.reset(limit)
  }

  package func clear() {
    limit = nil
    delayed.take()?.cancelIfActive()
  }

  private func runOut() {
    clear()
    timedOut()
  }
}
