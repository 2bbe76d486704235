import TinyReactor

/// A deadline that moves often and passes rarely. Moving it later, or clearing it, leaves the timer
/// alone; the timer looks again when it fires. So a request on a living connection costs no timer.
final class LazyTimeout {
  private let clock: any ReactorTime
  private let expired: () -> Void
  private var deadline: Duration?
  private var call: DelayedCall?
  private var callTime = Duration.zero

  init(on clock: any ReactorTime, _ expired: @escaping () -> Void) {
    self.clock = clock
    self.expired = expired
  }

  /// Expires after `delay`, whatever was set before.
  func set(_ delay: Duration) {
    let time = clock.now + delay
    deadline = time
    if let call, call.isActive {
      if callTime <= time { return }
      call.cancelIfActive()
    }
    schedule(at: time)
  }

  /// Does not expire; the timer stays for the next `set`.
  func clear() { deadline = nil }

  /// For good: no timer is left behind.
  func cancel() {
    deadline = nil
    call?.cancelIfActive()
    call = nil
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
    expired()
  }
}
