import CSQLite

extension Connection {
  /// The whole current database as the bytes of a file, including what the write-ahead log holds.
  ///
  /// Copied page by page into memory (https://sqlite.org/c3ref/backup_finish.html), which takes up
  /// to three times its size for a moment. Calling `sqlite3_serialize` on the database itself would
  /// be simpler, but it silently fills a page that cannot be read with zeros.
  package func copy() throws(SQLiteError) -> [UInt8] {
    // Private to this connection: a name without a slash is not shared.
    let copy = try Connection(path: "copy", vfs: "memdb")
    guard let backup = sqlite3_backup_init(copy.handle, "main", handle, "main") else {
      throw copy.lastError
    }
    let stepped = sqlite3_backup_step(backup, -1)
    guard sqlite3_backup_finish(backup) == SQLITE_OK else { throw copy.lastError }
    // `sqlite3_backup_finish` does not report a step that could be retried.
    guard stepped == SQLITE_DONE else {
      throw SQLiteError(code: stepped, message: String(cString: sqlite3_errstr(stepped)))
    }
    var count: sqlite3_int64 = 0
    let bytes = sqlite3_serialize(
      copy.handle, "main", &count, CUnsignedInt(SQLITE_SERIALIZE_NOCOPY))
    return Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
  }

  private var lastError: SQLiteError {
    SQLiteError(
      code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)))
  }
}
