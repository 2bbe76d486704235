package import ServiceKit
package import Wire

/// The database: every setting, the bans, the orders, the bots, the admins and the audit log. All SQL is in this
/// folder.
///
/// One connection for the life of the process, owned by the Worker's thread: SQLite before 3.51.3
/// can damage a write-ahead log that two connections write to.
package final class Store {
  package let database: Database
  package var db: Connection { database.connection }
  package var isNew: Bool { database.isNew }
  private let eventsMax: Int
  /// What the last transaction left. While the configuration's seq is the same, all but `lastSeq`
  /// is the same too, and need not be read again.
  private var last: Snapshot?

  init(_ database: Database, eventsMax: Int) {
    self.database = database
    self.eventsMax = eventsMax
  }

  /// What the API keeps in memory of the database.
  package struct Snapshot: Sendable, Equatable {
    /// With all bans, including expired ones until they are removed, and without orders.
    package var configuration: ChatConfiguration
    /// Orders that wait for a chat server, however long they have, in order.
    package var orders: [GivenOrder]
    /// Oldest first.
    package var bots: [KnownBot]
    /// Oldest first, as the rest of them.
    package var admins: [KnownAdmin]
    package var sessions: [KnownSession]
    package var tokens: [KnownToken]
    /// The newest event's seq; 0 when nothing has happened yet.
    package var lastSeq: Int
    /// Since which the hidden lines are as they are.
    var hiddenSeq: Int
  }

  /// An order and when it was given: RFC 3339, UTC.
  package struct GivenOrder: Sendable, Equatable {
    package var order: Order
    package var time: String
  }

  /// Reads a snapshot. The newest seq of all settings is the configuration's.
  package func snapshot() throws(SQLiteError) -> Snapshot {
    let seq = try number("SELECT max(seq) FROM settings")
    let lastSeq = try number("SELECT coalesce(max(seq), 0) FROM events")
    if var snapshot = last, snapshot.configuration.seq == seq {
      snapshot.lastSeq = lastSeq
      return snapshot
    }
    let bots = try bots()
    let hiddenSeq = try number("SELECT seq FROM settings WHERE key = 'hidden'")
    // There can be many, and a ban is not to wait for them.
    var hidden = last?.hiddenSeq == hiddenSeq ? last?.configuration.hidden : nil
    if hidden == nil { hidden = try hiddenLines() }
    let configuration = ChatConfiguration(
      seq: seq, banner: try value(of: .banner), bans: try bans(), mutes: try mutes(),
      doorsOpen: try value(of: .doors) == DoorsState.open.rawValue, doorsKey: try doorsKey(),
      historyLines: Int(try value(of: .history)) ?? Limits.historyLinesDefault,
      retentionDays: Int(try value(of: .retention)) ?? Limits.retentionDaysDefault,
      hidden: hidden, bots: bots.map(\.bot.name), rules: try rules(), limits: try limits(),
      filters: try filters())
    return Snapshot(
      configuration: configuration, orders: try orders(), bots: bots, admins: try admins(),
      sessions: try sessions(), tokens: try tokens(), lastSeq: lastSeq, hiddenSeq: hiddenSeq)
  }

  /// What a transaction has put on disk.
  package struct Receipt: Sendable {
    /// One entry for each change, in order: its event, nil when it left none, or its refusal.
    package var results: [Result<Event?, ChangeRefusal>]
    package var snapshot: Snapshot

    /// One entry for each change, in order; nil when it left no event.
    package var events: [Event?] { results.map { try? $0.get() } }
  }

  /// Applies `changes`, in order, in one transaction: on return all that were not refused are on
  /// disk, on throw none is.
  package func commit(_ changes: [Change]) throws(SQLiteError) -> Receipt {
    let receipt = try database.transaction { () throws(SQLiteError) in
      var results: [Result<Event?, ChangeRefusal>] = []
      for change in changes { results.append(try apply(change)) }
      let snapshot = try snapshot()
      try db.run("DELETE FROM events WHERE seq <= ?", .integer(snapshot.lastSeq - eventsMax))
      return Receipt(results: results, snapshot: snapshot)
    }
    // Not inside the transaction: after a rollback another change gets the same seq.
    last = receipt.snapshot
    return receipt
  }

  /// Removes a new database that was never used, for a start that fails later. The lock is still
  /// held, so nobody else can have put something into it.
  package static func remove(new path: String) {
    for file in [path, path + "-wal"] { FileSystem.remove(file) }
  }

  /// Tests whether writing works again after an error, and leaves everything as it was.
  ///
  /// First it writes as much as the largest transaction and rolls it back: a small write could fit
  /// where changes do not. Then it commits what is already there, since only a commit waits for the
  /// disk.
  package func probe() throws(SQLiteError) {
    try database.writing { () throws(SQLiteError) in
      // Before a commit, only pages that the cache cannot hold are written.
      try db.execute("PRAGMA cache_size = \(APILimits.probeCachePages)")
      defer { try? db.execute("PRAGMA cache_size = \(-APILimits.databaseCacheKiB)") }
      try db.rollingBack { () throws(SQLiteError) in
        try db.run(
          """
          INSERT INTO events (time, actor, action, target) VALUES ('', '', '', hex(zeroblob(?)))
          """,
          .integer(APILimits.probeBytes / 2))
      }
      try db.transaction { () throws(SQLiteError) in
        try db.run("UPDATE settings SET value = value WHERE key = 'banner'")
      }
    }
  }

  private func orders() throws(SQLiteError) -> [GivenOrder] {
    try db.rows(
      """
      SELECT seq, action, server, member, text, time, id, instance, name, until FROM orders
      WHERE seq IS NOT NULL ORDER BY seq, server
      """,
      read: Self.order
    ).compactMap { $0 }
  }

  /// For a change of what waits that leaves the configuration's seq alone.
  func forgetSnapshot() { last = nil }

  /// The number in the only row; 0 when there is none.
  func number(_ sql: String) throws(SQLiteError) -> Int {
    try db.rows(sql) { $0.integer(0) }.first ?? 0
  }

  /// The keys of `settings`.
  enum Setting: String {
    case banner, doors, history, bans, mutes, orders, retention, hidden, bots, filters
    case doorsKey = "doors_key"
    case slowSeconds = "slow_seconds"
    case voicedOnly = "voiced_only"
    case talkRate = "talk_rate"
    case talkBurst = "talk_burst"
    case connectionsMax = "connections_max"
    case connectionsPerAddress = "connections_per_address"
  }

  /// The values of the setting `doors`.
  enum DoorsState: String { case open, closed, key }

  /// As text, whatever it means.
  func value(of setting: Setting) throws(SQLiteError) -> String {
    try db.rows("SELECT value FROM settings WHERE key = ?", .text(setting.rawValue)) { $0.text(0) }
      .first ?? ""
  }

  /// Nil for an action that is not ours.
  private static func order(_ row: borrowing Row) -> GivenOrder? {
    guard let action = Order.Action(rawValue: row.text(1)) else { return nil }
    let server = row.text(2)
    let order = Order(
      id: row.text(6), seq: row.integer(0), action: action, server: server.isEmpty ? nil : server,
      instance: row.text(orNil: 7), member: row.integer(orNil: 3), name: row.text(orNil: 8),
      text: row.text(orNil: 4), until: row.text(orNil: 9))
    return GivenOrder(order: order, time: row.text(5))
  }
}

extension Store {
  private static let format = DatabaseFormat(
    name: "database", setting: "API_DATABASE", applicationID: Migrations.applicationID,
    steps: Migrations.steps,
    // The keys of lines that were hidden are overwritten when they go.
    pragmas: "PRAGMA secure_delete = ON;")

  /// Opens the database at `path`; see `DatabaseFormat`.
  package static func open(
    _ path: String, eventsMax: Int = APILimits.eventsMax,
    pagesMax: Int = APILimits.databasePagesMax,
    busyMillisecondsMax: CInt = APILimits.databaseBusyMillisecondsMax
  ) throws(StartError) -> Store {
    Store(
      try format.open(path, pagesMax: pagesMax, busyMillisecondsMax: busyMillisecondsMax),
      eventsMax: eventsMax)
  }

  /// Why `open` would refuse `path`, without looking into the file; nil when no reason is seen.
  package static func problem(withPath path: String) -> StartError? {
    format.problem(withPath: path)
  }
}
