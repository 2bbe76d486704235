import Wire

/// How full and how busy the chat was.
extension Store {
  /// Oldest first.
  package func samples() throws(SQLiteError) -> [Change.Sample] {
    try db.rows("SELECT minute, people, lines FROM samples ORDER BY minute") { row in
      Change.Sample(minute: row.integer(0), people: row.integer(1), lines: row.integer(2))
    }
  }

  /// A minute that an earlier process has begun is gone on with.
  func write(_ sample: Change.Sample) throws(SQLiteError) -> Event? {
    try db.run(
      """
      INSERT INTO samples (minute, people, lines) VALUES (?, ?, ?)
      ON CONFLICT (minute) DO UPDATE
      SET people = max(people, excluded.people), lines = lines + excluded.lines
      """,
      .integer(sample.minute), .integer(sample.people), .integer(sample.lines))
    try db.run("DELETE FROM samples WHERE minute <= ?", .integer(sample.minute - Limits.samplesMax))
    return nil
  }
}
