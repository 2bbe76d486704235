import CSQLite
import Glibc

/// A copy of an open database, made a few pages at a time, so that those who write meanwhile do not
/// wait; it is as the database is at the end. Then it is a database of its own that can be changed.
///
/// What the connection itself writes meanwhile is copied too
/// (https://sqlite.org/c3ref/backup_finish.html), and no other connection can write.
final class DatabaseCopy {
  /// Pages in one step: 1 MiB.
  private static let stepPages: CInt = 256

  private let path: String
  private let copy: Connection
  private var backup: OpaquePointer?
  /// Nil until all is copied.
  private(set) var whole: Database?

  /// Copies `source` into a new file beside `path`.
  init(of source: Connection, beside path: String) throws(SQLiteError) {
    self.path = Self.path(beside: path)
    Self.removeRemains(beside: path)
    guard case .created = FileSystem.createPrivateFile(at: self.path) else {
      throw SQLiteError(code: SQLITE_CANTOPEN, message: "\(self.path) cannot be created")
    }
    copy = try Connection(path: self.path.hasPrefix("/") ? self.path : "./" + self.path)
    // Nobody needs it after a crash.
    try copy.execute("PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE")
    backup = sqlite3_backup_init(copy.handle, "main", source.handle, "main")
    if backup == nil { throw copy.lastError }
  }

  deinit {
    if let backup { sqlite3_backup_finish(backup) }
    Self.removeRemains(beside: String(path.dropLast(Self.ending.count)))
  }

  private static let ending = ".backup-under-way"

  private static func path(beside path: String) -> String { path + ending }

  /// What a crash may have left.
  static func removeRemains(beside path: String) {
    for end in ["", "-journal", "-wal"] { FileSystem.remove(Self.path(beside: path) + end) }
  }

  /// Copies a part.
  func step() throws(SQLiteError) {
    switch sqlite3_backup_step(backup, Self.stepPages) {
    case SQLITE_OK: return
    case SQLITE_DONE: break
    case let code: throw SQLiteError(code: code, message: String(cString: sqlite3_errstr(code)))
    }
    guard sqlite3_backup_finish(backup.take()) == SQLITE_OK else { throw copy.lastError }
    // What is taken out must not stay in a free page.
    try copy.run("PRAGMA secure_delete = ON")
    whole = Database(copy, DatabaseFile(path: path), isNew: false)
  }

  /// Returns it as a file without a name: it is gone when nobody reads it any more.
  func finish() throws(SQLiteError) -> CopiedFile {
    // It needs no write-ahead log.
    try copy.run("PRAGMA journal_mode = DELETE")
    guard let file = CopiedFile(path) else {
      throw SQLiteError(code: SQLITE_CANTOPEN, message: "\(path) cannot be read")
    }
    return file
  }
}

extension Connection {
  fileprivate var lastError: SQLiteError {
    SQLiteError(
      code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)))
  }
}

/// A file that may have no name any more, read at any offset.
package final class CopiedFile: Sendable {
  private let descriptor: CInt
  package let bytes: Int

  fileprivate init?(_ path: String) {
    guard let bytes = FileSystem.size(of: path) else { return nil }
    self.bytes = bytes
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  /// At most `count` bytes; empty at the end and when it cannot be read.
  package func read(at offset: Int, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { room, read in
      read = max(0, pread(descriptor, room.baseAddress, count, offset))
    }
  }
}
