import CSQLite
package import ServiceKit
import Wire

/// What was said, in a database of its own. All its SQL is in this folder.
package final class TranscriptStore {
  package let database: Database
  package var db: Connection { database.connection }
  /// Their names, as far as they were needed.
  var origins: [Int: String] = [:]
  /// Lines before this, in milliseconds, are in no backup, whether or not they are purged yet.
  package var copiedSince = 0

  /// A minute, by which lines are found and purged, in milliseconds.
  static let minute = 60_000

  let pagesMax: Int

  init(_ database: Database, pagesMax: Int) {
    self.database = database
    self.pagesMax = pagesMax
  }

  /// Opens the database at `path`; see `DatabaseFormat`.
  package static func open(
    _ path: String, pagesMax: Int = APILimits.transcriptPagesMax,
    busyMillisecondsMax: CInt = APILimits.databaseBusyMillisecondsMax
  ) throws(StartError) -> TranscriptStore {
    let store = TranscriptStore(
      try TranscriptFormat.format.open(
        path, pagesMax: pagesMax + APILimits.transcriptPagesReserved,
        busyMillisecondsMax: busyMillisecondsMax), pagesMax: pagesMax)
    do throws(SQLiteError) {
      try store.refold()
    } catch {
      throw DatabaseRefusal(path: path, format: TranscriptFormat.format).because(of: error)
    }
    return store
  }

  /// Makes the index anew if another version of `FoldedText` has made it; takes some seconds for a
  /// million lines.
  private func refold() throws(SQLiteError) {
    guard try number("SELECT version FROM folding") != FoldedText.version else { return }
    try database.transaction { () throws(SQLiteError) in
      try db.run("INSERT INTO words (words) VALUES ('delete-all')")
      var last = 0
      while true {
        let lines = try db.rows(
          "SELECT id, name, text FROM lines WHERE id > ? AND hidden IS NULL ORDER BY id LIMIT 1000",
          .integer(last)
        ) { ($0.integer(0), $0.text(1), $0.text(2)) }
        for (id, name, text) in lines { try index(id, name: name, text: text) }
        guard let (id, _, _) = lines.last else { break }
        last = id
      }
      try countAnew()
      try db.run("UPDATE folding SET version = ?", .integer(FoldedText.version))
    }
  }

  /// Why `open` would refuse `path`, without looking into the file; nil when no reason is seen.
  package static func problem(withPath path: String) -> StartError? {
    TranscriptFormat.format.problem(withPath: path)
  }

  /// Puts a line into the index.
  func index(_ id: Int, name: String, text: String) throws(SQLiteError) {
    try db.run(
      "INSERT INTO words (rowid, line) VALUES (?, ?)", .integer(id),
      .utf8(FoldedText.bytes(of: text, by: name)))
  }

  /// Takes a line out of the index, which needs the same words again.
  func unindex(_ id: Int, name: String, text: String) throws(SQLiteError) {
    try db.run(
      "INSERT INTO words (words, rowid, line) VALUES ('delete', ?, ?)", .integer(id),
      .utf8(FoldedText.bytes(of: text, by: name)))
  }

  /// Tests whether writing works again after an error, and leaves everything as it was.
  package func probe() throws(SQLiteError) {
    try database.writing { () throws(SQLiteError) in
      try db.rollingBack { () throws(SQLiteError) in
        try db.run(
          "INSERT INTO lines (room, origin, number, time, kind, name, text) "
            + "VALUES (0, 0, 0, 0, 0, '', zeroblob(?))", .integer(APILimits.probeBytes))
        try requireRoom()
      }
    }
  }

  /// Throws `SQLITE_FULL` when lines have taken what is for hiding and purging.
  func requireRoom() throws(SQLiteError) {
    let pages = try number("PRAGMA page_count") - number("PRAGMA freelist_count")
    guard pages <= pagesMax else {
      throw SQLiteError(code: SQLITE_FULL, message: "the transcript is full: it has \(pages) pages")
    }
  }

  /// How many lines there are, and the newest one's id: never smaller than before, whatever is
  /// purged.
  package func extent() throws(SQLiteError) -> (lines: Int, lastID: Int) {
    let lines = try number("SELECT coalesce(sum(lines), 0) FROM minutes")
    return (lines, try number("SELECT seq FROM sqlite_sequence WHERE name = 'lines'"))
  }

  /// The number in the only row; 0 when there is none.
  func number(_ sql: String, _ values: SQLiteValue...) throws(SQLiteError) -> Int {
    try db.rows(sql, values) { $0.integer(0) }.first ?? 0
  }
}

extension MessageKind {
  /// As it is stored.
  var number: Int {
    switch self {
    case .said: 0
    case .done: 1
    case .bot: 2
    case .coming: 3
    case .left: 4
    case .renamed: 5
    case .notice: 6
    case .missing: 7
    }
  }

  init?(number: Int) {
    guard let kind = Self.allCases.first(where: { $0.number == number }) else { return nil }
    self = kind
  }
}
