/// What tells the time and calls later: `Reactor`, and `ManualClock` in tests (Twisted's
/// IReactorTime).
package protocol ReactorTime: AnyObject {
  /// Monotonic time since some fixed start.
  var now: Duration { get }

  /// Calls once, not before `delay` has passed. `.zero` means: after this turn's events.
  ///
  /// A negative delay is a programming error. What the call throws is reported and stops nothing.
  @discardableResult
  func callLater(_ delay: Duration, _ call: @escaping () throws -> Void) -> DelayedCall
}
