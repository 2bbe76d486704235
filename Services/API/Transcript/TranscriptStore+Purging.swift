import Wire

/// How lines go for good: in steps, each a few milliseconds long, so that the lines of those who talk
/// meanwhile need not wait.
///
/// Deleting rows is not enough. FTS5 keeps deleted words in older parts of its index until they are
/// merged (seen with SQLite 3.40; its `secure-delete` came with 3.42), pages that are free stay in
/// the file, and older pages in the write-ahead log.
extension TranscriptStore {
  /// Deletes some lines of the minutes before `cutoff`, in milliseconds; returns how many, nil when
  /// there are none left.
  package func deleteLines(
    before cutoff: Int, atMost limit: Int = APILimits.purgeLinesMax
  ) throws(SQLiteError) -> Int? {
    let minute = cutoff / Self.minute
    return try database.transaction { () throws(SQLiteError) in
      let bounds = try db.rows(
        "SELECT minute, first, last FROM minutes WHERE minute < ? ORDER BY minute LIMIT 1",
        .integer(minute)
      ) { (minute: $0.integer(0), first: $0.integer(1), last: $0.integer(2)) }
      guard let bounds = bounds.first else { return nil }
      let start = bounds.minute * Self.minute
      let uncounted = try uncounted()
      var visits = VisitNotes()
      let lines = try db.rows(
        """
        SELECT id, name, text, hidden, origin, member, kind, time FROM lines
        WHERE id BETWEEN ? AND ? AND time >= ? AND time < ? ORDER BY id LIMIT ?
        """,
        .integer(bounds.first), .integer(bounds.last), .integer(start),
        .integer(start + Self.minute), .integer(limit)
      ) { row in
        let line = (row.integer(0), row.text(1), row.text(2), row.text(orNil: 3))
        if line.0 > uncounted {
          visits.count(
            origin: row.integer(4), member: row.integer(orNil: 5), name: line.1,
            kind: row.integer(6), time: row.integer(7))
        }
        return line
      }
      for (id, name, text, hidden) in lines {
        if hidden == nil { try unindex(id, name: name, text: text) }
        try db.run("DELETE FROM lines WHERE id = ?", .integer(id))
      }
      try remove(visits, before: start + Self.minute)
      if lines.count < limit {
        try db.run("DELETE FROM minutes WHERE minute = ?", .integer(bounds.minute))
      } else {
        try db.run(
          "UPDATE minutes SET first = ?, lines = lines - ? WHERE minute = ?",
          .integer((lines.last?.0 ?? 0) + 1), .integer(lines.count), .integer(bounds.minute))
      }
      if !lines.isEmpty { try noteRemains() }
      return lines.count
    }
  }

  /// Words were taken out of the index.
  func noteRemains() throws(SQLiteError) { try db.run("UPDATE remains SET mark = mark + 1") }

  /// A mark for `removeRemains`; 0 when there is nothing left of any line that is hidden or gone.
  package func remains() throws(SQLiteError) -> Int { try number("SELECT mark FROM remains") }

  /// After merging: empties the write-ahead log, too. What was taken out since `mark` remains.
  package func removeRemains(_ mark: Int) throws(SQLiteError) {
    try database.transaction { () throws(SQLiteError) in
      try db.run("UPDATE remains SET mark = 0 WHERE mark = ?", .integer(mark))
    }
    try database.checkpoint()
  }

  /// Merges a part of the index; false when there is nothing more to do. The first call makes all of
  /// it one piece of work (https://sqlite.org/fts5.html#the_merge_command).
  package func merge(isFirst: Bool) throws(SQLiteError) -> Bool {
    try database.transaction { () throws(SQLiteError) in
      let before = db.totalChanges
      let pages = APILimits.mergePages
      try db.run(
        "INSERT INTO words (words, rank) VALUES ('merge', ?)", .integer(isFirst ? -pages : pages))
      return db.totalChanges - before >= 2
    }
  }

  /// Gives some free pages back to the disk; false when there are none left.
  package func shrink() throws(SQLiteError) -> Bool {
    let free = try number("PRAGMA freelist_count")
    guard free > 0 else { return false }
    try database.transaction { () throws(SQLiteError) in
      try db.run("PRAGMA incremental_vacuum(\(APILimits.vacuumPages))")
      // It changes no row by which the transaction could tell that it has written.
      try LogMark.touch(on: db)
    }
    return free > APILimits.vacuumPages
  }

  /// Forgets origins that have handed nothing over since `time`, in milliseconds, but none of the
  /// newest; it is before all lines that are kept.
  package func forgetOrigins(
    before time: Int, butNewest count: Int = APILimits.originsKeptMax
  ) throws(SQLiteError) {
    origins = [:]
    try database.transaction { () throws(SQLiteError) in
      try db.run(
        """
        DELETE FROM origins WHERE seen < ?
        AND id NOT IN (SELECT id FROM origins ORDER BY seen DESC, id DESC LIMIT ?)
        """, .integer(time), .integer(count))
    }
  }

  /// How many lines are missing before the first one of an origin that is not known: as many as there
  /// were, unless one was forgotten that may be it.
  func missing(before first: Int) throws(SQLiteError) -> Int {
    let hasForgotten = try number("SELECT max(id) > count(*) FROM origins") > 0
    return hasForgotten ? 0 : first - 1
  }
}
