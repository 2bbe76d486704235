/// Tells whether the write-ahead log beside a database is the database's own.
///
/// SQLite takes any log that it finds for the file's: a backup that is put beside what a crash has left
/// becomes a mixture of both, and may even pass for sound. So the database has a mark, a number that
/// nobody else has, and the log brings it along.
///
/// It stands in `sqlite_sequence`, which is there to be written (https://sqlite.org/autoinc.html): on
/// the page that counts the events, so that whatever makes an event writes the mark into the log too,
/// and it costs nothing; what makes none touches it. Each start makes a new one, and each backup, for the
/// copy has the old one.
struct LogMark: Equatable {
  /// 0 where there is none: the file is of an older version.
  private let number: Int
  /// The mark that the file has until the log has been copied into it; 0 at all other times.
  private let before: Int

  private static let names = (number: "log", before: "log before", touched: "log touched")

  /// What `connection` has; the log counts where it reads one.
  init(of connection: Connection) throws(SQLiteError) {
    number = try Self.value(Self.names.number, connection)
    before = try Self.value(Self.names.before, connection)
  }

  private static func value(_ name: String, _ connection: Connection) throws(SQLiteError) -> Int {
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_sequence'"
    guard try connection.rows(tables, read: { $0.integer(0) }) == [1] else { return 0 }
    let sql = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    return try connection.rows(sql, .text(name)) { $0.integer(0) }.first ?? 0
  }

  /// Whether a log that brings this mark belongs to a file that has `file`.
  func fits(_ file: LogMark) -> Bool { file.number == number || file.number == before }

  /// Gives the database a new mark, in the file and in the log. Where something keeps the log from being
  /// copied, it stays as it is: the file has always one that the log knows of.
  static func renew(on connection: Connection) throws(SQLiteError) {
    guard try emptyLog(of: connection) else { return }
    let new = Int.random(in: 1 ... .max)
    try write(new, before: try LogMark(of: connection).number, on: connection)
    guard try emptyLog(of: connection) else { return }
    try write(new, before: 0, on: connection)
  }

  /// Has a change that makes no event write the mark into the log as well. (A row that is written as it
  /// was writes nothing.)
  static func touch(on connection: Connection) throws(SQLiteError) {
    try connection.run(
      "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = ?", .text(names.touched))
  }

  /// False when it could not be copied into the file as a whole.
  private static func emptyLog(of connection: Connection) throws(SQLiteError) -> Bool {
    // Whether somebody was in the way, and the pages that are left.
    try connection.rows("PRAGMA wal_checkpoint(TRUNCATE)") { $0.integer(0) + $0.integer(1) } == [0]
  }

  private static func write(
    _ number: Int, before: Int, on connection: Connection
  ) throws(SQLiteError) {
    try connection.transaction { () throws(SQLiteError) in
      for (name, value) in [(names.number, number), (names.before, before), (names.touched, 0)] {
        try connection.run("DELETE FROM sqlite_sequence WHERE name = ?", .text(name))
        try connection.run(
          "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", .text(name), .integer(value))
      }
    }
  }
}
