import CSQLite

/// The files under an open database, to notice when their paths no longer lead to them, and when they
/// are no longer what we have made of them.
///
/// Whoever removes, replaces or cuts short the files of a running API (a cleaner of temporary folders,
/// a backup put back) takes from it what it has not heard of: SQLite goes on in a file that nobody will
/// find again, or behind a gap that ends the log for the next start. In WAL mode SQLite does not look,
/// so we do, before each transaction and after it: a change that is answered must not be one that the
/// next start has lost.
struct DatabaseFile {
  private let path: String
  private let logPath: String
  private var database: FileSystem.File?
  /// What SQLite has not yet copied into the database; nil before there is one.
  private var log: FileSystem.File?
  /// How it begins: another log has other salts (https://sqlite.org/fileformat2.html#walformat).
  private var logHead: [UInt8] = []
  private static let logHeadBytes = 32

  /// Of the database that has just been opened at `path`.
  init(path: String) {
    self.path = path
    logPath = Self.logPath(of: path)
    note()
  }

  /// Throws `SQLITE_READONLY_DBMOVED` when a file is gone or another one, and `SQLITE_CORRUPT` when one
  /// has become shorter, or the log another one in its place.
  func check() throws(SQLiteError) {
    let found = FileSystem.file(at: path)
    guard let found, found.isSame(as: database) else { throw Self.moved(path) }
    try Self.refuseCut(path, from: database, to: found)
    guard let log else { return }
    guard let foundLog = FileSystem.file(at: logPath), foundLog.isSame(as: log) else {
      throw Self.moved(logPath)
    }
    try Self.refuseCut(logPath, from: log, to: foundLog)
    guard FileSystem.head(of: logPath, bytes: Self.logHeadBytes) == logHead else {
      throw SQLiteError(code: SQLITE_CORRUPT, message: "\(logPath) was overwritten")
    }
  }

  /// Throws `SQLITE_CORRUPT` when a file is shorter than it was: a transaction makes none shorter.
  func checkAfterTransaction() throws(SQLiteError) {
    try Self.refuseCut(path, from: database, to: FileSystem.file(at: path))
    try Self.refuseCut(logPath, from: log, to: FileSystem.file(at: logPath))
  }

  /// Takes them as they are now, after SQLite has written.
  mutating func note() {
    database = FileSystem.file(at: path)
    log = FileSystem.file(at: logPath)
    logHead = FileSystem.head(of: logPath, bytes: Self.logHeadBytes)
  }

  private static func refuseCut(
    _ path: String, from known: FileSystem.File?, to found: FileSystem.File?
  ) throws(SQLiteError) {
    guard let known, let found, found.bytes < known.bytes else { return }
    throw SQLiteError(
      code: SQLITE_CORRUPT, message: "\(path) was cut from \(known.bytes) to \(found.bytes) bytes")
  }

  /// Now, by their paths; 0 for one that is not there.
  var sizes: Store.Sizes {
    Store.Sizes(
      databaseBytes: FileSystem.size(of: path) ?? 0, logBytes: FileSystem.size(of: logPath) ?? 0)
  }

  /// Where SQLite has the log of the database at `path`: beside the file, not beside a link to it.
  static func logPath(of path: String) -> String { FileSystem.realPath(of: path) + "-wal" }

  private static func moved(_ path: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_READONLY | 4 << 8,  // SQLITE_READONLY_DBMOVED, a macro that Swift cannot see
      message: "\(path) was removed or replaced, and what is saved now would be lost: "
        + "put it back, or start the API anew with the one that is there")
  }
}
