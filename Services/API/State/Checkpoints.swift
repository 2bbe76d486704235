import TinyReactor

/// Has the log copied into the database a while after something was written to it.
final class Checkpoints {
  private let clock: any ReactorTime
  private let delay: Duration?
  private let copy: () -> Void
  private var timer: DelayedCall?
  private var isStopped = false

  /// Without a `delay` SQLite copies when it likes.
  init(on clock: any ReactorTime, delay: Duration?, _ copy: @escaping () -> Void) {
    self.clock = clock
    self.delay = delay
    self.copy = copy
  }

  /// There is something to copy.
  func needed() {
    guard let delay, timer == nil, !isStopped else { return }
    timer = clock.callLater(delay) { [weak self] in
      self?.timer = nil
      self?.copy()
    }
  }

  func stop() {
    isStopped = true
    timer.take()?.cancelIfActive()
  }
}
