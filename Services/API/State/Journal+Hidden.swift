import TinyReactor

extension Journal {
  /// Reads what is not kept in memory. Fails with a `StateError` when the database cannot be read.
  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (Store) throws -> Answer
  ) -> Deferred<Answer> {
    worker.run { store in try body(store) }.addErrback { [self] error -> Answer in
      health.failed(error)
      throw StateError(.unavailable, "it cannot be read: \(DatabaseHealth.reason(error))")
    }
  }

  /// The key with which a line of the transcript is hidden; nil when there is none.
  func key(of line: Change.HiddenLine) -> Deferred<[UInt8]?> {
    worker.run { store in try store.key(of: line) }.addErrback { error -> [UInt8]? in
      throw StateError(.unavailable, "the keys cannot be read: \(DatabaseHealth.reason(error))")
    }
  }

  /// The keys of the lines that were hidden last: enough for whatever a crash can leave undone.
  func hiddenKeys() -> Deferred<[Store.HiddenKey]> {
    worker.run { store in try store.hiddenKeys(limit: APILimits.rehiddenMax) }
  }
}
