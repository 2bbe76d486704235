/// The steps of a chain. Each method adds one, and returns the Deferred of its result. An unhandled
/// error is reported with the `file` and `line` of the step that threw it.
extension Deferred {
  /// Continues with the value; an error skips this step.
  @discardableResult
  package func addCallback<Next>(
    file: StaticString = #fileID, line: UInt = #line, _ callback: @escaping (Value) throws -> Next
  ) -> Deferred<Next> {
    ifGood(at: Origin(file, line)) { value in .init(catching: { try callback(value) }) }
  }

  /// Handles the value and returns nothing. The compiler needs this overload for a closure of
  /// several statements.
  @discardableResult
  package func addCallback(
    file: StaticString = #fileID, line: UInt = #line, _ callback: @escaping (Value) throws -> Void
  ) -> Deferred<Void> {
    ifGood(at: Origin(file, line)) { value in .init(catching: { try callback(value) }) }
  }

  /// Continues with the value, and waits for the Deferred that `callback` returns.
  @discardableResult
  package func addCallback<Next>(
    file: StaticString = #fileID, line: UInt = #line,
    _ callback: @escaping (Value) throws -> Deferred<Next>
  ) -> Deferred<Next> {
    ifGood(at: Origin(file, line)) { value in .init(waiting: { try callback(value) }) }
  }

  /// Handles an error from any earlier step; a value skips this step.
  @discardableResult
  package func addErrback(
    file: StaticString = #fileID, line: UInt = #line,
    _ errback: @escaping (any Error) throws -> Value
  ) -> Deferred<Value> {
    addCallbacks(file: file, line: line, { $0 }, errback)
  }

  /// Handles an error by waiting for the Deferred that `errback` returns.
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

  /// Continues with the value or the error; `errback` never sees an error that `callback` throws.
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

  /// Runs whatever the outcome is, and continues with the result of `both`.
  @discardableResult
  package func addBoth<Next>(
    file: StaticString = #fileID, line: UInt = #line, _ both: @escaping (Outcome) throws -> Next
  ) -> Deferred<Next> {
    then(at: Origin(file, line)) { outcome in
      Deferred<Next>.Step(catching: { try both(outcome) })
    }
  }

  /// Runs whatever the outcome is, and consumes it.
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

  /// An error passes by.
  private func ifGood<Next>(
    at origin: Origin, _ step: @escaping (Value) -> Deferred<Next>.Step
  ) -> Deferred<Next> {
    then(at: origin) { outcome in
      switch outcome {
      case .success(let value): step(value)
      case .failure(let error): .passes(error)
      }
    }
  }
}
