/// Makes a call repeatedly, at multiples of `interval` from its start (Twisted's task.LoopingCall).
///
/// A call that returns a Deferred is awaited, so calls never overlap; ticks missed meanwhile are
/// skipped. An error stops the loop and fails the Deferred of `start`.
package final class LoopingCall {
  private let clock: any ReactorTime
  private let call: () throws -> Deferred<Void>?
  private var interval = Duration.zero
  private var startTime = Duration.zero
  private var delayed: DelayedCall?
  private var finished: Deferred<Void>?
  /// A call is under way.
  private var isCalling = false

  /// Whether another call will be made.
  package private(set) var isRunning = false

  package init(on clock: any ReactorTime, _ call: @escaping () throws -> Deferred<Void>?) {
    self.clock = clock
    self.call = call
  }

  /// Fires when the loop has been stopped and no call is under way, or with the error that stopped
  /// it. Starting a loop that has not finished is a programming error.
  package func start(every interval: Duration, callNow: Bool = true) -> Deferred<Void> {
    precondition(interval > .zero, "an interval must be longer than nothing")
    precondition(finished == nil && !isCalling, "the loop is running already")
    let finished = Deferred<Void>(canceller: { [weak self] _ in
      self?.stop()
      self?.finished = nil
    })
    self.finished = finished
    self.interval = interval
    isRunning = true
    startTime = clock.now
    if callNow { tick() } else { scheduleNext() }
    return finished
  }

  /// Makes no more calls; one under way runs to its end.
  package func stop() {
    isRunning = false
    delayed.take()?.cancelIfActive()
    if !isCalling { finished.take()?.callback(()) }
  }

  private func tick() {
    isCalling = true
    let running: Deferred<Void>
    do {
      running = try call() ?? .succeeded(())
    } catch {
      running = .failed(error)
    }
    running.addCallbacks({ [self] in callEnded() }, { [self] in callFailed($0) })
  }

  private func callEnded() {
    isCalling = false
    if isRunning { scheduleNext() } else { finished.take()?.callback(()) }
  }

  private func callFailed(_ error: any Error) {
    isCalling = false
    isRunning = false
    finished.take()?.errback(error)
  }

  /// Counts in whole attoseconds: a rounded quotient would now and then repeat a tick.
  private func scheduleNext() {
    let now = clock.now
    let ticksPassed = (now - startTime).attoseconds / interval.attoseconds
    let next = startTime + Duration(attoseconds: interval.attoseconds * (ticksPassed + 1))
    delayed = clock.callLater(next - now) { [self] in tick() }
  }
}
