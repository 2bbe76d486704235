import TinyReactor

/// Runs a checkpoint of the write-ahead log some time after a write.
final class Checkpoints {
  private let clock: any ReactorTime
  private let delay: Duration?
  private let copy: () -> Void
  private var timer: DelayedCall?
  private var isStopped = false

  /// Without a `delay`, SQLite decides when to run checkpoints.
  init(on clock: any ReactorTime, delay: Duration?, _ copy: @escaping () -> Void) {
    self.clock = clock
    self.delay = delay
    self.copy = copy
  }

  /// Called when there is something to copy.
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
