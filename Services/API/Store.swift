package import Wire

/// The database: every setting, the log of events, and all the SQL there is.
///
/// One connection for the life of the process, owned by the Worker's thread: SQLite before 3.51.3 can
/// damage a write-ahead log that two connections write to.
package final class Store {
  private let db: Connection
  private let eventsMax: Int

  /// `connection` is checked and migrated: `Store.open` does it.
  init(_ connection: Connection, eventsMax: Int) {
    self.db = connection
    self.eventsMax = eventsMax
  }

  /// What the API keeps in memory of the database.
  package struct Snapshot: Sendable, Equatable {
    package var configuration: ChatConfiguration
    /// The newest event's seq; 0 when nothing has happened yet.
    package var lastSeq: Int
  }

  /// Reads what `Snapshot` holds; the newest seq of all settings is that of the configuration.
  package func snapshot() throws(SQLiteError) -> Snapshot {
    let banner = try setting("banner")
    let configurationSeq = try db.rows("SELECT max(seq) FROM settings") { $0.integer(0) }.first
    let lastSeq = try db.rows("SELECT coalesce(max(seq), 0) FROM events") { $0.integer(0) }.first
    return Snapshot(
      configuration: ChatConfiguration(seq: configurationSeq ?? 0, banner: banner),
      lastSeq: lastSeq ?? 0)
  }

  /// What a transaction has put on disk.
  package struct Receipt: Sendable {
    /// One entry for each change, in order: its event, or nil where nothing changed.
    package var events: [Event?]
    package var snapshot: Snapshot
  }

  /// Applies all of `changes`, in order, in one transaction: on return all of them are on disk, on
  /// throw none is.
  package func commit(_ changes: [Change]) throws(SQLiteError) -> Receipt {
    try db.transaction { () throws(SQLiteError) in
      var events: [Event?] = []
      for change in changes { events.append(try apply(change)) }
      let snapshot = try snapshot()
      try db.run("DELETE FROM events WHERE seq <= ?", .integer(snapshot.lastSeq - eventsMax))
      return Receipt(events: events, snapshot: snapshot)
    }
  }

  /// Which events to read.
  package enum EventPage: Sendable, Equatable {
    /// The newest, newest first.
    case newest(limit: Int)
    /// Those after a seq, in the order they happened.
    case after(Int, limit: Int)
  }

  /// Reads a page of the log, in the page's order.
  package func events(_ page: EventPage) throws(SQLiteError) -> [Event] {
    let columns = "seq, time, actor, action, target, old, new"
    return switch page {
    case .newest(let limit):
      try db.rows(
        "SELECT \(columns) FROM events ORDER BY seq DESC LIMIT ?", .integer(limit),
        read: Self.event)
    case .after(let seq, let limit):
      try db.rows(
        "SELECT \(columns) FROM events WHERE seq > ? ORDER BY seq LIMIT ?",
        .integer(seq), .integer(limit), read: Self.event)
    }
  }

  /// Writes what is already there, to learn whether writing works again after an error.
  package func probe() throws(SQLiteError) {
    try db.transaction { () throws(SQLiteError) in
      try db.run("UPDATE settings SET value = value WHERE key = 'banner'")
    }
  }

  private func apply(_ change: Change) throws(SQLiteError) -> Event? {
    switch change.what {
    case .banner(let banner):
      let old = try setting("banner")
      // Bytes: `==` would take "é" in one scalar and in two for the same.
      if old.utf8.elementsEqual(banner.utf8) { return nil }
      let event = try append(
        change, action: "banner.changed", target: "banner", old: old, new: banner)
      try db.run(
        "UPDATE settings SET value = ?, seq = ? WHERE key = 'banner'",
        .text(banner), .integer(event.seq))
      return event
    case .serverJoined(let id):
      return try append(change, action: "server.joined", target: id, old: nil, new: nil)
    case .serverLeft(let id, let why):
      return try append(change, action: "server.left", target: id, old: nil, new: why)
    }
  }

  private func append(
    _ change: Change, action: String, target: String, old: String?, new: String?
  ) throws(SQLiteError) -> Event {
    let seq = try db.rows(
      """
      INSERT INTO events (time, actor, action, target, old, new) VALUES (?, ?, ?, ?, ?, ?)
      RETURNING seq
      """,
      .text(change.time), .text(change.actor), .text(action), .text(target),
      .text(orNull: old), .text(orNull: new)
    ) { $0.integer(0) }
    guard let seq = seq.first else { preconditionFailure("RETURNING gives one row") }
    return Event(
      seq: seq, time: change.time, actor: change.actor, action: action, target: target,
      old: old, new: new)
  }

  private func setting(_ key: String) throws(SQLiteError) -> String {
    try db.rows("SELECT value FROM settings WHERE key = ?", .text(key)) { $0.text(0) }.first ?? ""
  }

  private static func event(_ row: borrowing Row) -> Event {
    Event(
      seq: row.integer(0), time: row.text(1), actor: row.text(2), action: row.text(3),
      target: row.text(4), old: row.text(orNil: 5), new: row.text(orNil: 6))
  }
}
