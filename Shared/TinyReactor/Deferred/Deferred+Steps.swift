/// The steps of a chain: each adds one, and returns the Deferred of that step's result. An error that
/// nobody handles is reported with the `file` and `line` of the step that threw it.
extension Deferred {
  /// Goes on with the value; an error passes by.
  @discardableResult
  package func addCallback<Next>(
    file: StaticString = #fileID, line: UInt = #line, _ callback: @escaping (Value) throws -> Next
  ) -> Deferred<Next> {
    then(at: Origin(file, line)) { outcome in
      switch outcome {
      case .success(let value): Deferred<Next>.Step(catching: { try callback(value) })
      case .failure(let error): .passes(error)
      }
    }
  }

  /// Does something with the value; the compiler needs this one for a closure of several statements
  /// that returns nothing.
  @discardableResult
  package func addCallback(
    file: StaticString = #fileID, line: UInt = #line, _ callback: @escaping (Value) throws -> Void
  ) -> Deferred<Void> {
    then(at: Origin(file, line)) { outcome in
      switch outcome {
      case .success(let value): Deferred<Void>.Step(catching: { try callback(value) })
      case .failure(let error): .passes(error)
      }
    }
  }

  /// Goes on with the value and waits for the Deferred which `callback` returns.
  @discardableResult
  package func addCallback<Next>(
    file: StaticString = #fileID, line: UInt = #line,
    _ callback: @escaping (Value) throws -> Deferred<Next>
  ) -> Deferred<Next> {
    then(at: Origin(file, line)) { outcome in
      switch outcome {
      case .success(let value): Deferred<Next>.Step(waiting: { try callback(value) })
      case .failure(let error): .passes(error)
      }
    }
  }

  /// Handles an error of any step before this one; a value passes by.
  @discardableResult
  package func addErrback(
    file: StaticString = #fileID, line: UInt = #line,
    _ errback: @escaping (any Error) throws -> Value
  ) -> Deferred<Value> {
    addCallbacks(file: file, line: line, { $0 }, errback)
  }

  /// Handles an error by waiting for the Deferred which `errback` returns.
  @discardableResult
  package func addErrback(
    file: StaticString = #fileID, line: UInt = #line,
    _ errback: @escaping (any Error) throws -> Deferred<Value>
  ) -> Deferred<Value> {
    then(at: Origin(file, line)) { outcome in
      switch outcome {
      case .success: .done(outcome)
      case .failure(let error): Step(waiting: { try errback(error) })
      }
    }
  }

  /// Goes on with either; `errback` never sees an error that `callback` throws.
  @discardableResult
  package func addCallbacks<Next>(
    file: StaticString = #fileID, line: UInt = #line,
    _ callback: @escaping (Value) throws -> Next,
    _ errback: @escaping (any Error) throws -> Next
  ) -> Deferred<Next> {
    then(at: Origin(file, line)) { outcome in
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
    file: StaticString = #fileID, line: UInt = #line, _ both: @escaping (Outcome) throws -> Next
  ) -> Deferred<Next> {
    then(at: Origin(file, line)) { outcome in
      Deferred<Next>.Step(catching: { try both(outcome) })
    }
  }

  /// Runs whatever the outcome is, and ends it.
  @discardableResult
  package func addBoth(
    file: StaticString = #fileID, line: UInt = #line, _ both: @escaping (Outcome) throws -> Void
  ) -> Deferred<Void> {
    then(at: Origin(file, line)) { outcome in
      Deferred<Void>.Step(catching: { try both(outcome) })
    }
  }

  /// Runs whatever the outcome is, and waits for the Deferred that `both` returns.
  @discardableResult
  package func addBoth<Next>(
    file: StaticString = #fileID, line: UInt = #line,
    _ both: @escaping (Outcome) throws -> Deferred<Next>
  ) -> Deferred<Next> {
    then(at: Origin(file, line)) { outcome in
      Deferred<Next>.Step(waiting: { try both(outcome) })
    }
  }
}
