import CSQLite

/// Why SQLite refused.
package struct SQLiteError: Error, Equatable, CustomStringConvertible {
  /// The extended result code (https://sqlite.org/rescode.html).
  package let code: CInt
  package let message: String

  /// The code without its extension: `SQLITE_FULL`, `SQLITE_BUSY` …
  package var primaryCode: CInt { code & 0xff }
  /// The file is damaged: at best it works again after a restore.
  package var isDamage: Bool { [SQLITE_CORRUPT, SQLITE_NOTADB].contains(primaryCode) }
  package var description: String { "\(message) (SQLite error \(code))" }
}

/// A value to bind to a `?`.
package enum SQLiteValue {
  case null
  case integer(Int)
  case text(String)
  /// Text as its bytes.
  case utf8([UInt8])
  case blob([UInt8])

  /// NULL for nil.
  package static func text(orNull text: String?) -> SQLiteValue {
    text.map { .text($0) } ?? .null
  }

  /// NULL for nil.
  package static func integer(orNull integer: Int?) -> SQLiteValue {
    integer.map { .integer($0) } ?? .null
  }
}

/// The one place that holds pointers into SQLite.
///
/// A connection is not Sendable, so its holder has it alone. Statements are compiled once for each
/// SQL text, kept up to a limit, and never leave this file.
package final class Connection {
  /// Kept at most: our own texts are fewer, but for what each set of filters adds.
  package static let statementsMax = 256

  /// For `Connection+Copy.swift` only.
  let handle: OpaquePointer
  private var statements: [String: OpaquePointer] = [:]

  /// For the beginning of a process; later it does nothing.
  static func countNoMemory() { _ = csqlite_count_no_memory() }

  /// Opens `path` for reading and writing, and creates it when missing. Reads nothing yet. `vfs` is
  /// the SQLite VFS that keeps the files; nil is the disk.
  package convenience init(path: String, vfs: String? = nil) throws(SQLiteError) {
    try self.init(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs: vfs)
  }

  private init(_ name: String, _ flags: CInt, vfs: String?) throws(SQLiteError) {
    var handle: OpaquePointer?
    let flags = flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let code = sqlite3_open_v2(name, &handle, flags, vfs)
    guard let handle else { throw SQLiteError(code: SQLITE_NOMEM, message: "out of memory") }
    guard code == SQLITE_OK else {
      let message = String(cString: sqlite3_errmsg(handle))
      sqlite3_close_v2(handle)
      throw SQLiteError(code: code, message: message)
    }
    self.handle = handle
  }

  /// Opens the file at `path` read-only, without the write-ahead log beside it and without a lock
  /// (https://sqlite.org/uri.html#uriimmutable). For a file that no process writes to meanwhile.
  package convenience init(withoutLog path: String) throws(SQLiteError) {
    let name = path.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."):
        String(UnicodeScalar(byte))
      default: (byte < 16 ? "%0" : "%") + String(byte, radix: 16)
      }
    }.joined()
    // A relative path starts with a dot, and an absolute one follows an empty host.
    let start = name.hasPrefix("/") ? "file://" : "file:./"
    try self.init("\(start)\(name)?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, vfs: nil)
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  /// Runs a script of several statements, without parameters.
  package func execute(_ script: String) throws(SQLiteError) {
    try check(sqlite3_exec(handle, script, nil, nil, nil))
  }

  /// Runs one statement; rows it returns are skipped.
  package func run(_ sql: String, _ values: SQLiteValue...) throws(SQLiteError) {
    try forEachRow(sql, values) { _ in true }
  }

  /// Runs one statement and reads each of its rows.
  package func rows<T>(
    _ sql: String, _ values: SQLiteValue..., read: (borrowing Row) -> T
  ) throws(SQLiteError) -> [T] {
    try rows(sql, values, read: read)
  }

  /// Runs one statement and reads each of its rows.
  package func rows<T>(
    _ sql: String, _ values: [SQLiteValue], read: (borrowing Row) -> T
  ) throws(SQLiteError) -> [T] {
    var rows: [T] = []
    try forEachRow(sql, values) { row in
      rows.append(read(row))
      return true
    }
    return rows
  }

  /// The rowid of the last row that was inserted.
  package var lastInsertedID: Int { Int(sqlite3_last_insert_rowid(handle)) }

  /// Rows changed since the connection was opened.
  package var totalChanges: Int { Int(sqlite3_total_changes64(handle)) }

  /// Commits on return, rolls back on throw.
  package func transaction<T>(
    _ body: () throws(SQLiteError) -> T
  ) throws(SQLiteError) -> T {
    try run("BEGIN IMMEDIATE")
    do {
      let value = try body()
      try run("COMMIT")
      return value
    } catch {
      // After some errors (disk full, I/O) SQLite has already rolled back. A rollback that fails
      // has nothing to undo, and `error` is what the caller needs to hear.
      if sqlite3_get_autocommit(handle) == 0 { try? run("ROLLBACK") }
      throw error
    }
  }

  /// Rolls back everything that `body` has written, whether it returns or throws.
  package func rollingBack(_ body: () throws(SQLiteError) -> Void) throws(SQLiteError) {
    try run("BEGIN IMMEDIATE")
    defer {
      // After some errors SQLite has already rolled back.
      if sqlite3_get_autocommit(handle) == 0 { try? run("ROLLBACK") }
    }
    try body()
  }

  /// Sets whether closing leaves the write-ahead log as it is instead of running a checkpoint.
  package func keepLogOnClose(_ keep: Bool) throws(SQLiteError) {
    try check(csqlite_keep_log_on_close(handle, keep ? 1 : 0))
  }

  /// Reads every page, or those of one table and its indices; returns the first damage found.
  package func quickCheck(table: String? = nil) throws(SQLiteError) -> String? {
    // PRAGMA takes no `?`; the names are our own.
    let findings = try rows("PRAGMA quick_check(\(table ?? "1"))") { $0.text(0) }
    return findings == ["ok"] ? nil : findings.first ?? "quick_check"
  }

  /// The size of the database without its write-ahead log, once all of that is copied.
  func databaseBytes() throws(SQLiteError) -> Int {
    let pages = try rows("PRAGMA page_count") { $0.integer(0) }.first ?? 0
    return pages * (try rows("PRAGMA page_size") { $0.integer(0) }.first ?? 0)
  }

  /// Sets how long a statement waits for another process to release the file.
  package func setBusyTimeout(milliseconds: CInt) throws(SQLiteError) {
    try check(sqlite3_busy_timeout(handle, milliseconds))
  }

  /// Runs one statement and lends each of its rows, for as long as `goesOn`.
  func forEachRow(
    _ sql: String, _ values: [SQLiteValue], _ goesOn: (borrowing Row) -> Bool
  ) throws(SQLiteError) {
    let statement = try prepared(sql)
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    try bind(values, to: statement)
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: if !goesOn(Row(statement)) { return }
      case SQLITE_DONE: return
      case let code: throw error(code)
      }
    }
  }

  /// How many are kept.
  package var statementCount: Int { statements.count }

  private func prepared(_ sql: String) throws(SQLiteError) -> OpaquePointer {
    if let statement = statements[sql] { return statement }
    if statements.count >= Self.statementsMax { forgetStatements() }
    var statement: OpaquePointer?
    let flags = CUnsignedInt(SQLITE_PREPARE_PERSISTENT)
    try check(sqlite3_prepare_v3(handle, sql, -1, flags, &statement, nil))
    guard let statement else { preconditionFailure("there is no SQL in \(sql)") }
    statements[sql] = statement
    return statement
  }

  /// All but those whose rows are being read.
  private func forgetStatements() {
    for (sql, statement) in statements where sqlite3_stmt_busy(statement) == 0 {
      sqlite3_finalize(statement)
      statements[sql] = nil
    }
  }

  private func bind(
    _ values: [SQLiteValue], to statement: OpaquePointer
  ) throws(SQLiteError) {
    precondition(
      Int(sqlite3_bind_parameter_count(statement)) == values.count, "a value for each ?")
    for (position, value) in zip(CInt(1)..., values) {
      switch value {
      case .null: try check(sqlite3_bind_null(statement, position))
      case .integer(let integer):
        try check(sqlite3_bind_int64(statement, position, Int64(integer)))
      case .text(let text): try check(bind(text, to: statement, at: position))
      case .utf8(let bytes):
        let count = CInt(bytes.count)
        try check(
          bytes.isEmpty
            ? sqlite3_bind_text(statement, position, "", 0, Self.copies)
            : bytes.withUnsafeBytes {
              sqlite3_bind_text(
                statement, position, $0.assumingMemoryBound(to: CChar.self).baseAddress, count,
                Self.copies)
            })
      case .blob(let bytes):
        try check(
          bytes.isEmpty
            ? sqlite3_bind_zeroblob(statement, position, 0)
            : bytes.withUnsafeBytes {
              sqlite3_bind_blob(
                statement, position, $0.baseAddress, CInt($0.count), Self.copies)
            })
      }
    }
  }

  /// SQLITE_TRANSIENT, a macro that Swift cannot see: SQLite takes a copy before it returns.
  private static var copies: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  private func bind(_ text: String, to statement: OpaquePointer, at position: CInt) -> CInt {
    var text = text
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        // An empty string may have no address, and a null address would bind NULL.
        guard let start = characters.baseAddress else {
          return sqlite3_bind_text(statement, position, "", 0, Self.copies)
        }
        return sqlite3_bind_text(statement, position, start, CInt(characters.count), Self.copies)
      }
    }
  }

  private func check(_ code: CInt) throws(SQLiteError) {
    if code != SQLITE_OK { throw error(code) }
  }

  private func error(_ code: CInt) -> SQLiteError {
    SQLiteError(code: code, message: String(cString: sqlite3_errmsg(handle)))
  }
}
