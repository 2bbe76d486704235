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
      // A backup can bring back a file that was removed; a truncated one is not worth it.
      if error.isDamage { throw error }
    }
    let bytes = try number("PRAGMA page_count") * number("PRAGMA page_size")
    guard bytes <= bytesMax else { return .tooLarge(bytes: bytes) }
    let copy = try sparingDamage { () throws(SQLiteError) in try db.copy() }
    // From now on the WAL does not match the copy. Skipped when nothing can be written.
    try? writing { () throws(SQLiteError) in try LogMark.renew(on: db) }
    return .file(copy)
  }
}
