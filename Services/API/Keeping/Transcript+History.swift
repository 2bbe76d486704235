import ServiceKit
package import TinyReactor
package import Wire

extension Transcript {
  /// What whoever went by a name was called besides. Fails with a `StateError` when the transcript cannot be
  /// read.
  package func history(of name: String) -> Deferred<PersonHistory> {
    run { try $0.history(of: name) }
  }

  /// Counts the names in lines that an older version has kept, a few lines after the other, each time after
  /// what has come meanwhile. After a failure the next start goes on.
  func countOlder() {
    guard !isClosed, !health.isDamaged else { return }
    worker.run { try $0.countOlder() }.addCallbacks(
      { [self] hasMore in if hasMore { countOlder() } },
      { [self] error in
        log.warning("names in older lines are not counted", ["error": "\(error)"])
        health.failedIfDamaged(error)
      })
  }
}
