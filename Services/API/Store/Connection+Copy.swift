import CSQLite

extension Connection {
  /// The whole database of this moment as the bytes of a file, with what the write-ahead log holds.
  ///
  /// Copied page by page into memory (https://sqlite.org/c3ref/backup_finish.html), which takes up to
  /// three times its size for a moment. `sqlite3_serialize` of the database itself would be one call,
  /// but where a page cannot be read it puts zeros and says nothing.
  package func copy() throws(SQLiteError) -> [UInt8] {
    // Of this connection alone: a name without a slash is shared with nobody.
    let copy = try Connection(path: "copy", vfs: "memdb")
    guard let backup = sqlite3_backup_init(copy.handle, "main", handle, "main") else {
      throw copy.lastError
    }
    let stepped = sqlite3_backup_step(backup, -1)
    guard sqlite3_backup_finish(backup) == SQLITE_OK else { throw copy.lastError }
    // The end does not complain of what was left undone for another try.
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
