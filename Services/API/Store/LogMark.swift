/// Tells whether the write-ahead log beside a database belongs to it.
///
/// SQLite accepts any write-ahead log that it finds: a backup restored beside one that a crash has
/// left becomes a mixture of both, and may even pass for sound. So the database has a mark, a
/// number that no other database has, and the WAL carries it too.
///
/// The mark is in `sqlite_sequence`, which applications may write
/// (https://sqlite.org/autoinc.html), on the page that counts events and lines, and each transaction
/// of `Database` touches that page: so the WAL has the mark whatever is in it. Each
/// start makes a new mark, and so does each backup, since the copy has the old one.
struct LogMark: Equatable {
  /// 0 when there is none: an older version wrote the file.
  private let number: Int
  /// The mark that the file has until the next checkpoint; 0 at all other times.
  private let before: Int

  private static let names = (number: "log", before: "log before", touched: "log touched")

  /// The mark that `connection` reads, from the write-ahead log too if it uses one.
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

  /// Whether a WAL that carries this mark belongs to a file with the mark `file`.
  func fits(_ file: LogMark) -> Bool { file.number == number || file.number == before }

  /// Gives the database a new mark, in the file and in the WAL. Stops when a checkpoint is blocked:
  /// the file always has a mark that the WAL knows.
  static func renew(on connection: Connection) throws(SQLiteError) {
    guard try emptyLog(of: connection) else { return }
    let new = Int.random(in: 1 ... .max)
    try write(new, before: try LogMark(of: connection).number, on: connection)
    guard try emptyLog(of: connection) else { return }
    try write(new, before: 0, on: connection)
  }

  /// Makes a transaction write the mark into the WAL as well. (Writing a row unchanged writes
  /// nothing.)
  static func touch(on connection: Connection) throws(SQLiteError) {
    try connection.run(
      "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = ?", .text(names.touched))
  }

  /// Runs a checkpoint. False when it could not copy the whole WAL into the file.
  private static func emptyLog(of connection: Connection) throws(SQLiteError) -> Bool {
    // Whether the checkpoint was blocked, and the pages left in the WAL.
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
