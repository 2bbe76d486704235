import CSQLite

/// The files of an open database. Notices when their paths no longer lead to them, and when they
/// are no longer as we left them.
///
/// Removing, replacing or truncating the files of a running API (a cleaner of temporary folders, a
/// restored backup) loses changes without an error: SQLite goes on writing to a file that nobody
/// will find again, or behind a gap at which the next start stops reading the write-ahead log. In
/// WAL mode SQLite does not check, so we do, before and after each transaction: a change that was
/// answered must not be lost at the next start.
struct DatabaseFile {
  let path: String
  private let logPath: String
  private var database: FileSystem.File?
  /// The write-ahead log; nil before there is one.
  private var log: FileSystem.File?
  /// The header of the write-ahead log: another one has other salts
  /// (https://sqlite.org/fileformat2.html#walformat).
  private var logHead: [UInt8] = []
  private static let logHeadBytes = 32

  /// For the database that has just been opened at `path`.
  init(path: String) {
    self.path = path
    logPath = Self.logPath(of: path)
    note()
  }

  /// Throws `SQLITE_READONLY_DBMOVED` when a file is gone or was replaced, and `SQLITE_CORRUPT`
  /// when one has become shorter or the write-ahead log was overwritten in place.
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

  /// Throws `SQLITE_CORRUPT` when a file is shorter than before. A transaction never shortens one,
  /// unless its checkpoint gives pages back: then there are the `bytesNeeded`.
  func checkAfterTransaction(
    _ bytesNeeded: () throws(SQLiteError) -> Int
  ) throws(SQLiteError) {
    let found = FileSystem.file(at: path)
    if let found, let database, found.bytes < database.bytes, found.bytes < (try bytesNeeded()) {
      try Self.refuseCut(path, from: database, to: found)
    }
    try Self.refuseCut(logPath, from: log, to: FileSystem.file(at: logPath))
  }

  /// Records the files as they are now, after SQLite has written.
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

  /// The current sizes, by path; 0 for a missing file. Waits for the disk.
  var sizes: Database.Sizes {
    Database.Sizes(
      databaseBytes: FileSystem.size(of: path) ?? 0, logBytes: FileSystem.size(of: logPath) ?? 0,
      freeBytes: FileSystem.freeBytes(at: path))
  }

  /// Where SQLite keeps the write-ahead log of the database at `path`: beside the file, not beside
  /// a link to it.
  static func logPath(of path: String) -> String { FileSystem.realPath(of: path) + "-wal" }

  private static func moved(_ path: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_READONLY | 4 << 8,  // SQLITE_READONLY_DBMOVED, a macro that Swift cannot see
      message: "\(path) was removed or replaced, and what is saved now would be lost: "
        + "put it back, or start the API anew with the one that is there")
  }
}
