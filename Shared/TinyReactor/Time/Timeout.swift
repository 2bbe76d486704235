/// A time limit that moves often and rarely passes (Twisted's TimeoutMixin; a component here, since a
/// protocol may want two).
///
///     private lazy var timeout = Timeout(on: reactor) { [weak self] in self?.hangUp() }
///
/// Moving it later leaves the timer alone, which looks again when it fires: so a request on a living
/// connection costs no timer. It ends with its owner, who should not be captured strongly.
package final class Timeout {
  private let clock: any ReactorTime
  private let timedOut: () -> Void
  private var limit: Duration?
  private var deadline: Duration?
  private var call: DelayedCall?
  private var callTime = Duration.zero

  package init(on clock: any ReactorTime, _ timedOut: @escaping () -> Void) {
    self.clock = clock
    self.timedOut = timedOut
  }

  deinit { clear() }

  /// Calls once `limit` has passed without a `reset`; replaces what was set before.
  package func set(_ limit: Duration) {
    self.limit = limit
    let time = clock.now + limit
    deadline = time
    guard let call else { return schedule(at: time) }
    guard time < callTime else { return }
    callTime = time
    try? call.reset(limit)
  }

  /// Begins again with the whole limit. Does nothing when none is set.
  package func reset() {
    if deadline != nil, let limit { set(limit) }
  }

  /// Does not run out until it is set again; the timer stays for that.
  package func pause() { deadline = nil }

  /// Does not run out, and leaves no timer behind.
  package func clear() {
    deadline = nil
    call.take()?.cancelIfActive()
  }

  private func schedule(at time: Duration) {
    callTime = time
    call = clock.callLater(max(.zero, time - clock.now)) { [weak self] in self?.fire() }
  }

  private func fire() {
    call = nil
    guard let deadline else { return }
    if clock.now < deadline { return schedule(at: deadline) }
    self.deadline = nil
    timedOut()
  }
}
