/// Calls again and again, on a grid of `interval` from its start (Twisted's task.LoopingCall).
///
/// A call that returns a Deferred is awaited, so that it never overlaps itself; ticks that it misses
/// are skipped. An error stops the loop and is what the Deferred of `start` fails with.
package final class LoopingCall {
  private let clock: any ReactorTime
  private let call: () throws -> Deferred<Void>?
  private var interval = Duration.zero
  private var startTime = Duration.zero
  private var delayed: DelayedCall?
  private var finished: Deferred<Void>?

  package init(on clock: any ReactorTime, _ call: @escaping () throws -> Deferred<Void>?) {
    self.clock = clock
    self.call = call
  }

  package var isRunning: Bool { finished != nil }

  /// Fires when the loop is stopped, or with the error that stopped it.
  package func start(every interval: Duration, callNow: Bool = true) -> Deferred<Void> {
    precondition(interval > .zero, "an interval must be longer than nothing")
    precondition(!isRunning, "the loop is running already")
    let finished = Deferred<Void>(canceller: { [weak self] _ in self?.stop() })
    self.finished = finished
    self.interval = interval
    startTime = clock.now
    if callNow { tick() } else { scheduleNext() }
    return finished
  }

  /// Makes no more calls; one that is under way ends in its own time.
  package func stop() {
    delayed?.cancelIfActive()
    finished.take()?.callback(())
  }

  private func tick() {
    do {
      let running = try call() ?? .succeeded(())
      running.addCallbacks({ [self] in scheduleNext() }, { [self] in fail($0) })
    } catch {
      fail(error)
    }
  }

  private func fail(_ error: any Error) { finished.take()?.errback(error) }

  private func scheduleNext() {
    guard isRunning else { return }
    let ticksPassed = Int((clock.now - startTime) / interval)
    let next = startTime + interval * (ticksPassed + 1)
    delayed = clock.callLater(next - clock.now) { [self] in tick() }
  }
}
