import CSQLite

extension TranscriptStore {
  /// A part of the check of a file for damage.
  package enum Check: Sendable, Equatable {
    case start
    /// The lines after an id, and the parts of the index.
    case lines(after: Int)
    case words(after: Int)
  }

  /// Reads every page, and throws `SQLITE_CORRUPT` when one is damaged.
  package func check() throws(SQLiteError) { try check(table: nil) }

  /// Reads a part of the file; returns the next one, nil when there is none. Throws `SQLITE_CORRUPT`
  /// when a page of it is damaged. A file of up to `wholeMax` bytes is one part. In parts, what two
  /// pages have in common, such as the list of free ones, is not looked at, nor are a text's letters.
  package func check(
    _ part: Check, wholeMax: Int = APILimits.checkedAtOnceBytesMax
  ) throws(SQLiteError) -> Check? {
    switch part {
    case .start:
      if database.sizes.databaseBytes <= wholeMax {
        try check()
        return nil
      }
      for table in Self.smallTables { try check(table: table) }
      return .lines(after: 0)
    case .lines(let id):
      let last = try read("SELECT id, name, text FROM lines WHERE id > ? ORDER BY id LIMIT ?", id)
      return last.map { .lines(after: $0) } ?? .words(after: 0)
    case .words(let id):
      return try read(
        "SELECT id, block, block FROM words_data WHERE id > ? ORDER BY id LIMIT ?", id
      ).map { .words(after: $0) }
    }
  }

  /// Small beside the lines and their index, if not alone: of two million lines `visits` has some 10 MB.
  private static let smallTables = [
    "sqlite_sequence", "rooms", "origins", "minutes", "remains", "folding", "places",
    "visits", "counted",
    "words_config", "words_idx",
  ]

  private func check(table: String?) throws(SQLiteError) {
    let finding = try database.sparingDamage { () throws(SQLiteError) in
      try db.quickCheck(table: table)
    }
    guard let finding else { return }
    throw SQLiteError(code: SQLITE_CORRUPT, message: "the transcript is damaged: \(finding)")
  }

  /// Reads rows with all that is in them; returns the last one's id.
  private func read(_ sql: String, _ id: Int) throws(SQLiteError) -> Int? {
    try database.sparingDamage { () throws(SQLiteError) in
      try db.rows(sql, .integer(id), .integer(APILimits.checkRows)) { row in
        row.withBytes(1) { _ in }
        row.withBytes(2) { _ in }
        return row.integer(0)
      }.last
    }
  }
}
