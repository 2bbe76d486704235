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
