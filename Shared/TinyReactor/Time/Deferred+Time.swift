extension Deferred {
  /// Fails with `TimeoutError`, and cancels all earlier steps, when they have not finished within
  /// `limit`. An outcome that the cancelled steps reach anyway stands.
  package func addTimeout(
    _ limit: Duration, on clock: any ReactorTime, file: StaticString = #fileID, line: UInt = #line
  ) -> Deferred<Value> {
    var hasTimedOut = false
    let timer = clock.callLater(limit, at: Origin(file, line)) { [self] in
      hasTimedOut = true
      cancel()
    }
    return then(at: Origin(file, line)) { outcome in
      timer.cancelIfActive()
      switch outcome {
      case .failure(is CancelledError) where hasTimedOut:
        return .done(.failure(TimeoutError(limit: limit)))
      case .failure(let error): return .passes(error)
      case .success: return .done(outcome)
      }
    }
  }
}

/// Makes a call after `delay`, and fires with what it returns (Twisted's task.deferLater).
package func deferLater<Value>(
  _ delay: Duration, on clock: any ReactorTime, file: StaticString = #fileID, line: UInt = #line,
  _ call: @escaping () throws -> Value
) -> Deferred<Value> {
  var delayed: DelayedCall?
  let deferred = Deferred<Value>(
    canceller: { _ in delayed?.cancelIfActive() }, file: file, line: line)
  delayed = clock.callLater(delay, at: Origin(file, line)) { deferred.fire(Result(catching: call)) }
  return deferred
}

/// What a Deferred fails with when its time has run out.
package struct TimeoutError: Error, Equatable, CustomStringConvertible {
  package let limit: Duration
  package init(limit: Duration) { self.limit = limit }
  package var description: String { "timed out after \(limit)" }
}
