/// Many Deferreds as one (Twisted's DeferredList).
package enum DeferredList {
  /// Fires with every outcome, in the order of `deferreds`, when the last one is there; at once for
  /// none. Cancelling it cancels them all.
  ///
  /// - Parameters:
  ///   - fireOnOneErrback: fail with the first error, as `FirstError`, without waiting for the rest.
  ///   - consumeErrors: count the errors as handled, so that none is logged.
  package static func all<Value>(
    _ deferreds: [Deferred<Value>], fireOnOneErrback: Bool = false, consumeErrors: Bool = false
  ) -> Deferred<[Result<Value, any Error>]> {
    let cancelAll = canceller(of: deferreds)
    let list = Deferred<[Result<Value, any Error>]>(canceller: { _ in cancelAll() })
    var outcomes = [Result<Value, any Error>?](repeating: nil, count: deferreds.count)
    var missing = deferreds.count
    observe(deferreds, consumeErrors: consumeErrors) { index, outcome in
      outcomes[index] = outcome
      missing -= 1
      guard !list.hasFired else { return }
      if fireOnOneErrback, case .failure(let error) = outcome {
        list.errback(FirstError(error: error, index: index))
      } else if missing == 0 {
        list.callback(outcomes.compactMap { $0 })
      }
    }
    if deferreds.isEmpty { list.callback([]) }
    return list
  }

  private static func observe<Value>(
    _ deferreds: [Deferred<Value>], consumeErrors: Bool,
    _ call: @escaping (Int, Result<Value, any Error>) -> Void
  ) {
    for (index, deferred) in deferreds.enumerated() {
      if consumeErrors { deferred.markHandled() }
      deferred.observe { call(index, $0) }
    }
  }

  /// Cancels them all. Does not keep them alive: they keep the list, and whoever fires them keeps
  /// them.
  private static func canceller<Value>(of deferreds: [Deferred<Value>]) -> () -> Void {
    let cancels = deferreds.map { deferred in { [weak deferred] in deferred?.cancel() } }
    return { for cancel in cancels { cancel() } }
  }
}

/// Every value, in order, or the first error as `FirstError` (Twisted's gatherResults).
package func gatherResults<Value>(
  _ deferreds: [Deferred<Value>], consumeErrors: Bool = false
) -> Deferred<[Value]> {
  DeferredList.all(deferreds, fireOnOneErrback: true, consumeErrors: consumeErrors)
    .addCallback { outcomes in try outcomes.map { try $0.get() } }
}

/// The first error of a list, and whose it is.
package struct FirstError: Error {
  package let error: any Error
  package let index: Int
}
