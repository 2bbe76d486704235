/// Tells the time and makes calls later: `Reactor`, and `ManualClock` in tests (Twisted's
/// IReactorTime).
package protocol ReactorTime: AnyObject {
  /// Monotonic time since some fixed start.
  var now: Duration { get }

  /// Implements `callLater`; `origin` is where the call was asked for.
  func callLater(
    _ delay: Duration, at origin: Origin, _ call: @escaping () throws -> Void
  ) -> DelayedCall
}

extension ReactorTime {
  /// Makes a call once, not before `delay` has passed. `.zero` means: after this turn's events.
  ///
  /// A negative delay is a programming error. What the call throws is reported and stops nothing.
  /// Such an error, and a call that holds the loop, are reported with `file` and `line`.
  @discardableResult
  package func callLater(
    _ delay: Duration, file: StaticString = #fileID, line: UInt = #line,
    _ call: @escaping () throws -> Void
  ) -> DelayedCall {
    callLater(delay, at: Origin(file, line), call)
  }
}
