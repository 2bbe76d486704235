import TinyReactor

/// One timer for the deadlines of all commands. Answers that meet theirs do not move it: it looks
/// again when it fires.
final class RedisDeadlines {
  private let clock: any ReactorTime
  private let passed: () -> Void
  private var call: DelayedCall?
  private var time = Duration.zero

  init(on clock: any ReactorTime, _ passed: @escaping () -> Void) {
    self.clock = clock
    self.passed = passed
  }

  /// Fires at `deadline`, or at an earlier one.
  func expect(_ deadline: Duration) {
    if call != nil {
      guard deadline < time else { return }
      clear()
    }
    time = deadline
    call = clock.callLater(max(.zero, deadline - clock.now)) { [weak self] in self?.fire() }
  }

  func clear() { call.take()?.cancelIfActive() }

  private func fire() {
    call = nil
    passed()
  }
}
