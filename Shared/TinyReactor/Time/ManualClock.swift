/// A clock that moves only when told, so that a test of an hour takes no time (Twisted's
/// task.Clock).
package final class ManualClock: ReactorTime {
  private final class Hand { var time = Duration.zero }

  private let hand: Hand
  private let timers: TimerQueue

  package init() {
    let hand = Hand()
    self.hand = hand
    timers = TimerQueue { hand.time }
  }

  package var now: Duration { hand.time }

  package func callLater(
    _ delay: Duration, at origin: Origin, _ call: @escaping () throws -> Void
  ) -> DelayedCall {
    timers.add(delay, at: origin, call)
  }

  /// Moves the hand forward and makes each call at its time, in order, including calls that these
  /// schedule, if due by then.
  package func advance(by duration: Duration) {
    precondition(duration >= .zero, "time does not run backwards")
    let end = hand.time + duration
    while let due = timers.nextDue, due <= end {
      hand.time = max(hand.time, due)
      _ = timers.runNext(dueBy: hand.time)
    }
    // A call may have moved the hand further.
    hand.time = max(hand.time, end)
  }

  /// Whether any calls are pending.
  package var hasPendingCalls: Bool { !timers.isEmpty }
}
