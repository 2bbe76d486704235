package import Wire

/// Lines that wait for a moderator, and what each change does to them.
///
/// A line that is being released has the id of the order that says it, until the outcome is known: nobody
/// can release it twice, and none is lost when a chat server cannot say it.
extension Store {
  func applyToHeld(_ change: Change) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    switch change.what {
    case .lineHeld(let line): try keep(line, change)
    case .heldDropped(let id): try dropHeld(id, change)
    case .heldExpired(let time): .success(try expireHeld(since: time, change))
    default: .success(nil)
    }
  }

  /// Does nothing for a line that came before.
  private func keep(
    _ line: NewHeldLine, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    let known = try db.rows("SELECT id FROM held WHERE key = ?", .text(line.key)) { $0.integer(0) }
    guard known.isEmpty else { return .success(nil) }
    guard try heldCount() < Limits.heldLinesMax else { return .failure(.tooManyHeld) }
    try db.run(
      """
      INSERT INTO held (key, server, instance, member, name, kind, text, filter, time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      .text(line.key), .text(line.server), .text(line.instance), .integer(line.member),
      .text(line.name), .text(line.kind.rawValue), .text(line.text), .integer(line.filter),
      .text(change.time))
    return .success(nil)
  }

  private func dropHeld(
    _ id: Int, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    guard let line = try held(id) else { return .failure(.noSuchHeld(id: id)) }
    if line.releasing == true { return .failure(.heldBeingReleased(id: id)) }
    let event = try append(
      change, .heldDropped, target: "\(line.name) (\(line.member) on \(line.server))")
    try db.run("UPDATE held SET ended = 1, text = '' WHERE id = ?", .integer(id))
    try forgetEnded()
    return .success(event)
  }

  /// Lines that are being released stay until that is over.
  private func expireHeld(since time: String, _ change: Change) throws(SQLiteError) -> Event? {
    let over = try db.rows(
      """
      UPDATE held SET ended = 1, text = ''
      WHERE ended = 0 AND order_id IS NULL AND time <= ? RETURNING id
      """, .text(time)
    ) { $0.integer(0) }
    guard !over.isEmpty else { return nil }
    try forgetEnded()
    return try append(change, .heldExpired, target: String(over.count))
  }

  private func forgetEnded() throws(SQLiteError) {
    try db.run(
      """
      DELETE FROM held WHERE ended = 1 AND id NOT IN
      (SELECT id FROM held WHERE ended = 1 ORDER BY id DESC LIMIT ?)
      """, .integer(APILimits.heldEndedMax))
  }

  // MARK: - Releasing

  /// Nil when the order may say the line, which nobody else may do from now on.
  func beginRelease(of id: Int, by order: String) throws(SQLiteError) -> ChangeRefusal? {
    guard let line = try held(id) else { return .noSuchHeld(id: id) }
    if line.releasing == true { return .heldBeingReleased(id: id) }
    try db.run("UPDATE held SET order_id = ? WHERE id = ?", .text(order), .integer(id))
    return nil
  }

  /// It was said.
  func endHeld(releasedBy order: String) throws(SQLiteError) {
    try db.run(
      "UPDATE held SET ended = 1, text = '', order_id = NULL WHERE order_id = ?", .text(order))
    try forgetEnded()
  }

  /// It was not said.
  func keepHeld(notReleasedBy order: String) throws(SQLiteError) {
    try db.run("UPDATE held SET order_id = NULL WHERE order_id = ?", .text(order))
  }

  // MARK: - Reading

  private static let heldColumns = """
    SELECT held.id, server, instance, member, name, kind, text, filter, pattern, time, order_id
    FROM held LEFT JOIN filters ON filters.id = held.filter
    """

  /// Nil when nobody waits for a decision about it any more.
  package func held(_ id: Int) throws(SQLiteError) -> HeldLine? {
    try db.rows(
      "\(Self.heldColumns) WHERE ended = 0 AND held.id = ?", .integer(id), read: Self.heldLine
    ).first
  }

  /// A page, oldest first: fewer than `limit` when their text exceeds `heldPageBytesMax`.
  package func heldLines(after id: Int, limit: Int) throws(SQLiteError) -> HeldList {
    let lines = try db.rows(
      "\(Self.heldColumns) WHERE ended = 0 AND held.id > ? ORDER BY held.id LIMIT ?",
      .integer(id), .integer(limit + 1), read: Self.heldLine)
    var bytes = 0
    let page = lines.prefix(limit).enumerated().prefix { index, line in
      bytes += line.text.utf8.count
      return index == 0 || bytes <= APILimits.heldPageBytesMax
    }.map(\.element)
    return HeldList(
      lines: page, total: try heldCount(), next: page.count < lines.count ? page.last?.id : nil)
  }

  /// Since when the oldest waits; nil when none does.
  package func heldSince() throws(SQLiteError) -> String? {
    try db.rows("SELECT time FROM held WHERE ended = 0 ORDER BY id LIMIT 1") { $0.text(0) }.first
  }

  private func heldCount() throws(SQLiteError) -> Int {
    try number("SELECT count(*) FROM held WHERE ended = 0")
  }

  private static func heldLine(_ row: borrowing Row) -> HeldLine {
    HeldLine(
      id: row.integer(0), server: row.text(1), instance: row.text(2), member: row.integer(3),
      name: row.text(4), kind: NewHeldLine.Kind(rawValue: row.text(5)) ?? .said, text: row.text(6),
      filter: row.integer(7), pattern: row.text(orNil: 8), since: row.text(9),
      releasing: row.text(orNil: 10) == nil ? nil : true)
  }
}
