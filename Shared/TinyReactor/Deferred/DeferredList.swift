/// Many Deferreds as one (Twisted's DeferredList).
package enum DeferredList {
  /// Fires with every outcome, in the order of `deferreds`, when the last one is there; at once for
  /// none. Cancelling it cancels them all. With `consumeErrors` their errors count as handled.
  package static func all<Value>(
    _ deferreds: [Deferred<Value>], consumeErrors: Bool = false
  ) -> Deferred<[Result<Value, any Error>]> {
    // Weak: they keep the list, and whoever fires them keeps them.
    let cancels = deferreds.map { deferred in { [weak deferred] in deferred?.cancel() } }
    let list = Deferred<[Result<Value, any Error>]>(
      canceller: { _ in for cancel in cancels { cancel() } })
    var outcomes = [Result<Value, any Error>?](repeating: nil, count: deferreds.count)
    var missing = deferreds.count
    for (index, deferred) in deferreds.enumerated() {
      if consumeErrors { deferred.markHandled() }
      deferred.observe {
        outcomes[index] = $0
        missing -= 1
        if missing == 0, !list.hasFired { list.callback(outcomes.compactMap { $0 }) }
      }
    }
    if deferreds.isEmpty { list.callback([]) }
    return list
  }
}
