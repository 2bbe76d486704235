import Service
import TinyHTTP
package import TinyReactor

/// Backups of a running API: nobody else can read the file while it has the lock.
extension Site {
  var backupRoutes: [Route] {
    [
      Route(
        .get, "/backup", "Everything of this moment as a SQLite file, good as API_DATABASE",
        contentType: Self.sqlite, errors: [.serviceUnavailable]
      ) { [self] _ in
        journal.backup().addCallback { file in
          HTTPResponse(
            .ok,
            fields: HTTPFields([
              ("Content-Type", Self.sqlite),
              ("Content-Disposition", #"attachment; filename="netcatchat.db""#),
            ]), body: file)
        }
      }
    ]
  }

  /// https://www.iana.org/assignments/media-types/application/vnd.sqlite3
  private static let sqlite = "application/vnd.sqlite3"
}

extension Journal {
  /// The database of this moment as a file. Of what fails here only damage counts for the readiness.
  ///
  /// Fails with an `HTTPError` (503): while another one is being made, when it is larger than
  /// `backupBytesMax`, when the database is damaged or cannot be read, and after `close`. One whose
  /// caller has gone is finished first.
  package func backup() -> Deferred<[UInt8]> {
    guard !isClosed else { return .failed(Self.noBackup("the API is shutting down")) }
    guard !isCopying else {
      return .failed(
        HTTPError(
          .serviceUnavailable, "no backup: another one is being made; try again",
          fields: HTTPFields([("Retry-After", "1")])))
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

  private func file(of result: Result<Store.Backup, any Error>) throws(HTTPError) -> [UInt8] {
    switch result {
    case .success(.file(let bytes)): return bytes
    case .success(.tooLarge(let bytes)):
      throw Self.noBackup(
        "the database has \(bytes) bytes, more than the \(backupBytesMax) of an answer. Stop the "
          + "API, copy the file that API_DATABASE names, and start the API")
    case .failure(let error):
      log.error("backup failed", ["error": "\(error)"])
      failedIfDamaged(error)
      throw Self.noBackup(Self.why(error))
    }
  }

  private static func noBackup(_ why: String) -> HTTPError {
    HTTPError(.serviceUnavailable, "no backup: \(why)")
  }
}

extension Store {
  /// A copy, or why there is none.
  package enum Backup: Sendable, Equatable {
    case file([UInt8])
    case tooLarge(bytes: Int)
  }

  /// Everything that was committed, in a file of at most `bytesMax`.
  package func backup(bytesMax: Int) throws(SQLiteError) -> Backup {
    do throws(SQLiteError) {
      try look()
    } catch {
      // Where the file has been removed, this is how to get it back; one cut short is not worth it.
      if error.isDamage { throw error }
    }
    let bytes = try number("PRAGMA page_count") * number("PRAGMA page_size")
    guard bytes <= bytesMax else { return .tooLarge(bytes: bytes) }
    let copy = try sparingDamage { () throws(SQLiteError) in try db.copy() }
    // From now on the log is not that of the copy. Where nothing can be written, nothing is.
    try? writing { () throws(SQLiteError) in try LogMark.renew(on: db) }
    return .file(copy)
  }
}
