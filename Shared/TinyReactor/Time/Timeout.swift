/// A time limit that moves often and rarely expires (Twisted's TimeoutMixin; a component here,
/// since a protocol may want two).
///
///     private lazy var timeout = Timeout(on: reactor) { [weak self] in self?.hangUp() }
///
/// Moving it later leaves the timer alone; it checks again when it fires. So a request on a live
/// connection costs no timer. It ends with its owner, which should not be captured strongly.
package final class Timeout {
  private let clock: any ReactorTime
  private let origin: Origin
  private let timedOut: () -> Void
  private var limit: Duration?
  private var deadline: Duration?
  private var call: DelayedCall?
  private var callTime = Duration.zero

  /// A call that holds the loop is reported with `file` and `line`.
  package init(
    on clock: any ReactorTime, file: StaticString = #fileID, line: UInt = #line,
    _ timedOut: @escaping () -> Void
  ) {
    self.clock = clock
    origin = Origin(file, line)
    self.timedOut = timedOut
  }

  deinit { clear() }

  /// Expires once `limit` has passed without a `reset`; replaces any earlier limit.
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

  /// Suspends the limit until it is set again; keeps the timer for that.
  package func pause() { deadline = nil }

  /// Removes the limit and its timer.
  package func clear() {
    deadline = nil
    call.take()?.cancelIfActive()
  }

  private func schedule(at time: Duration) {
    callTime = time
    call = clock.callLater(max(.zero, time - clock.now), at: origin) { [weak self] in self?.fire() }
  }

  private func fire() {
    call = nil
    guard let deadline else { return }
    if clock.now < deadline { return schedule(at: deadline) }
    self.deadline = nil
    timedOut()
  }
}
