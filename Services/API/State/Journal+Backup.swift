import ServiceKit
package import TinyReactor

/// Backups of a running API: no other process can read the file while the API holds the lock.
extension Journal {
  /// The current database as a file. Of the failures here, only damage affects readiness.
  ///
  /// Fails with a `StateError`: while another backup is being made (`.busy`), when it is larger
  /// than `backupBytesMax`, when the database is damaged or cannot be read, and after `close`. A
  /// backup whose caller has disconnected is finished before the next one can start.
  package func backup() -> Deferred<[UInt8]> {
    guard !isClosed else { return .failed(Self.noBackup("the API is shutting down")) }
    guard !isCopying else {
      return .failed(StateError(.busy, "no backup: another one is being made; try again"))
    }
    isCopying = true
    let done = Deferred<[UInt8]>()
    worker.run { [backupBytesMax] store in try store.backup(bytesMax: backupBytesMax) }
      .addBoth { [self] result in
        isCopying = false
        done.fire(Result { try file(of: result) })
      }
    return done
  }

  private func file(of result: Result<Store.Backup, any Error>) throws(StateError) -> [UInt8] {
    switch result {
    case .success(.file(let bytes)): return bytes
    case .success(.tooLarge(let bytes)):
      throw Self.noBackup(
        "the database has \(bytes) bytes, more than the \(backupBytesMax) of an answer. Stop the "
          + "API, copy the file that API_DATABASE names, and start the API")
    case .failure(let error):
      log.error("backup failed", ["error": "\(error)"])
      health.failedIfDamaged(error)
      throw Self.noBackup(DatabaseHealth.reason(error))
    }
  }

  private static func noBackup(_ why: String) -> StateError {
    StateError(.unavailable, "no backup: \(why)")
  }
}
