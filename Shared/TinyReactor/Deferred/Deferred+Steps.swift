/// The steps of a chain: each adds one, and returns the Deferred of that step's result.
extension Deferred {
  /// Goes on with the value; an error passes by.
  @discardableResult
  package func addCallback<Next>(_ callback: @escaping (Value) throws -> Next) -> Deferred<Next> {
    addCallbacks(callback) { throw $0 }
  }

  /// Does something with the value; the compiler needs this one for a closure of several statements
  /// that returns nothing.
  @discardableResult
  package func addCallback(_ callback: @escaping (Value) throws -> Void) -> Deferred<Void> {
    addCallbacks(callback) { throw $0 }
  }

  /// Goes on with the value and waits for the Deferred which `callback` returns.
  @discardableResult
  package func addCallback<Next>(
    _ callback: @escaping (Value) throws -> Deferred<Next>
  ) -> Deferred<Next> {
    then { outcome in
      switch outcome {
      case .success(let value): Deferred<Next>.Step(waiting: { try callback(value) })
      case .failure(let error): .done(.failure(error))
      }
    }
  }

  /// Handles an error of any step before this one; a value passes by.
  @discardableResult
  package func addErrback(
    _ errback: @escaping (any Error) throws -> Value
  ) -> Deferred<Value> {
    addCallbacks({ $0 }, errback)
  }

  /// Handles an error by waiting for the Deferred which `errback` returns.
  @discardableResult
  package func addErrback(
    _ errback: @escaping (any Error) throws -> Deferred<Value>
  ) -> Deferred<Value> {
    then { outcome in
      switch outcome {
      case .success: .done(outcome)
      case .failure(let error): Step(waiting: { try errback(error) })
      }
    }
  }

  /// Goes on with either; `errback` never sees an error that `callback` throws.
  @discardableResult
  package func addCallbacks<Next>(
    _ callback: @escaping (Value) throws -> Next,
    _ errback: @escaping (any Error) throws -> Next
  ) -> Deferred<Next> {
    then { outcome in
      Deferred<Next>.Step(catching: {
        switch outcome {
        case .success(let value): try callback(value)
        case .failure(let error): try errback(error)
        }
      })
    }
  }

  /// Runs whatever the outcome is, and goes on with what `both` makes of it.
  @discardableResult
  package func addBoth<Next>(
    _ both: @escaping (Outcome) throws -> Next
  ) -> Deferred<Next> {
    then { outcome in Deferred<Next>.Step(catching: { try both(outcome) }) }
  }

  /// Runs whatever the outcome is, and ends it.
  @discardableResult
  package func addBoth(_ both: @escaping (Outcome) throws -> Void) -> Deferred<Void> {
    then { outcome in Deferred<Void>.Step(catching: { try both(outcome) }) }
  }

  /// Runs whatever the outcome is, and waits for the Deferred that `both` returns.
  @discardableResult
  package func addBoth<Next>(
    _ both: @escaping (Outcome) throws -> Deferred<Next>
  ) -> Deferred<Next> {
    then { outcome in Deferred<Next>.Step(waiting: { try both(outcome) }) }
  }
}
