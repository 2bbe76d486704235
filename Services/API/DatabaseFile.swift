import CSQLite

/// The files under an open database, to notice when their paths no longer lead to them.
///
/// Whoever removes or replaces the file of a running API (a cleaner of temporary folders, a backup
/// put back) takes from it what it has not heard of: SQLite goes on in a file that nobody will find
/// again. In WAL mode SQLite does not look, so we do, before each transaction: a change that is
/// answered must not be one that the next start has lost.
struct DatabaseFile {
  private let path: String
  private let logPath: String
  private var database: System.File?
  /// What SQLite has not yet copied into the database; nil before there is one.
  private var log: System.File?

  /// Of the database that has just been opened at `path`.
  init(path: String) {
    self.path = path
    logPath = Self.logPath(of: path)
    database = System.file(at: path)
    log = System.file(at: logPath)
  }

  /// Throws `SQLITE_READONLY_DBMOVED` when a file is gone or another one, and `SQLITE_CORRUPT` when
  /// the database has become shorter, which SQLite never makes it.
  mutating func check() throws(SQLiteError) {
    guard let found = System.file(at: path), found.isSame(as: database) else {
      throw Self.moved(path)
    }
    if let known = database, found.bytes < known.bytes {
      throw SQLiteError(
        code: SQLITE_CORRUPT,
        message: "\(path) was cut from \(known.bytes) to \(found.bytes) bytes")
    }
    database = found
    let foundLog = System.file(at: logPath)
    guard log == nil || foundLog?.isSame(as: log) == true else {
      throw Self.moved(logPath)
    }
    log = foundLog
  }

  /// Now, by their paths; 0 for one that is not there.
  var sizes: Store.Sizes {
    Store.Sizes(
      databaseBytes: System.size(of: path) ?? 0, logBytes: System.size(of: logPath) ?? 0)
  }

  /// Where SQLite has the log of the database at `path`: beside the file, not beside a link to it.
  static func logPath(of path: String) -> String { System.realPath(of: path) + "-wal" }

  private static func moved(_ path: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_READONLY | 4 << 8,  // SQLITE_READONLY_DBMOVED, a macro that Swift cannot see
      message: "\(path) was removed or replaced, and what is saved now would be lost: "
        + "put it back, or start the API anew with the one that is there")
  }
}
