import Wire

/// The hidden lines of the transcript.
///
/// Their words are in no file: the transcript has them mixed with a random key of their length, and
/// the key is here. Backups leave the keys out.
extension Store {
  /// A key, and whose line it is.
  package struct HiddenKey: Sendable, Equatable {
    package var line: Change.HiddenLine
    package var actor: String
    package var key: [UInt8]
    /// Who was having the line shown again; it may be shown already.
    package var shower: String?

    package init(
      line: Change.HiddenLine, actor: String, key: [UInt8], shower: String? = nil
    ) {
      self.line = line
      self.actor = actor
      self.key = key
      self.shower = shower
    }
  }

  /// Before the transcript's line is changed: a crash in between is mended at the next start.
  func hide(
    _ line: Change.HiddenLine, _ key: [UInt8], _ change: Change
  ) throws(SQLiteError) -> Event {
    let event = try append(change, .messageHidden, target: String(line.id))
    try db.run(
      """
      INSERT OR REPLACE INTO hidden (line, seq, origin, number, actor, key) VALUES (?, ?, ?, ?, ?, ?)
      """,
      .integer(line.id), .integer(event.seq), .text(line.origin), .integer(line.number),
      .text(change.actor.name), .blob(key))
    try db.run(
      """
      DELETE FROM hidden WHERE seq <= (SELECT seq FROM hidden ORDER BY seq DESC LIMIT 1 OFFSET ?)
      """, .integer(APILimits.hiddenKeysMax))
    try mark(.hidden, event)
    return event
  }

  /// Before the transcript's line is changed back: from then on a line that is visible is not one that
  /// a crash has left half hidden.
  func beginShowing(_ id: Int, _ change: Change) throws(SQLiteError) -> Event? {
    try db.run(
      "UPDATE hidden SET shower = ? WHERE line = ?", .text(change.actor.name), .integer(id))
    return nil
  }

  /// After it.
  func show(_ id: Int, _ change: Change) throws(SQLiteError) -> Event {
    try db.run("DELETE FROM hidden WHERE line = ?", .integer(id))
    let event = try append(change, .messageShown, target: String(id))
    try mark(.hidden, event)
    return event
  }

  /// The key of a line; nil when there is none.
  package func key(of line: Change.HiddenLine) throws(SQLiteError) -> [UInt8]? {
    // After another transcript was put in place, an id can be that of another line.
    try db.rows(
      "SELECT key FROM hidden WHERE line = ? AND origin = ? AND number = ?", .integer(line.id),
      .text(line.origin), .integer(line.number)
    ) { $0.bytes(0) }.first
  }

  /// The newest keys, and those of lines that somebody was having shown, newest first.
  package func hiddenKeys(limit: Int) throws(SQLiteError) -> [HiddenKey] {
    try db.rows(
      """
      SELECT line, origin, number, actor, key, shower FROM hidden
      WHERE shower IS NOT NULL OR line IN (SELECT line FROM hidden ORDER BY seq DESC LIMIT ?)
      ORDER BY seq DESC
      """, .integer(limit)
    ) {
      HiddenKey(
        line: Change.HiddenLine(id: $0.integer(0), origin: $0.text(1), number: $0.integer(2)),
        actor: $0.text(3), key: $0.bytes(4), shower: $0.text(orNil: 5))
    }
  }

  /// Those that a chat server may still have in memory: it has as many lines as it shows of the past, but
  /// may have been away while many were hidden.
  func hiddenLines() throws(SQLiteError) -> [HiddenMessage] {
    try db.rows(
      "SELECT origin, number FROM hidden ORDER BY seq DESC LIMIT ?",
      .integer(APILimits.hiddenToldMax)
    ) { HiddenMessage(origin: $0.text(0), number: $0.integer(1)) }
  }
}

extension Store: DatabaseOwner {
  /// Backups are kept for long and in many places: what was hidden stays hidden there, and nobody is logged in.
  package func clean(_ copy: Database) throws(SQLiteError) -> Bool {
    try copy.transaction { () throws(SQLiteError) in
      try copy.connection.run("DELETE FROM hidden")
      try copy.connection.run("DELETE FROM sessions")
    }
    return false
  }
}
