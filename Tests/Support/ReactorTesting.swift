package import TinyReactor

/// A Deferred that did not fire in time.
package struct NeverFired: Error, CustomStringConvertible {
  package let description = "the Deferred did not fire within the test's limit"
}

extension Reactor {
  /// Runs turns until `deferred` fires and returns its value or throws its error.
  ///
  /// The limit only ends a test that would hang: a test passes as soon as it can.
  package func wait<Value>(for deferred: Deferred<Value>, limit: Duration = .seconds(120)) throws
    -> Value
  {
    var outcome: Result<Value, any Error>?
    deferred.addBoth { outcome = $0 }
    try wait(limit: limit) { outcome != nil }
    guard let outcome else { throw NeverFired() }
    return try outcome.get()
  }

  /// Runs turns until `condition` holds.
  package func wait(limit: Duration = .seconds(120), until condition: () -> Bool) throws {
    let end = now + limit
    while !condition() {
      guard now < end else { throw NeverFired() }
      turn(waitingAtMost: .milliseconds(20))
    }
  }
}

/// The two pollers that every socket test runs over.
package enum PollerKind: String, CaseIterable, Sendable {
  case epoll, poll

  package func makeReactor(system: System = System()) throws -> Reactor {
    switch self {
    case .epoll: try Reactor(system: system, poller: EpollPoller(system: system))
    case .poll: try Reactor(system: system, poller: PollPoller(system: system))
    }
  }
}
