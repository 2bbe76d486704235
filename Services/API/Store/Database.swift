/// An open database of ours: its connection, and its files as we left them.
///
/// Whoever writes does it through `writing` or `transaction`, so that a file that was taken away or
/// cut is noticed before anything is lost in it.
package final class Database {
  package let connection: Connection
  /// The file did not exist before.
  package let isNew: Bool
  private var file: DatabaseFile
  /// The copy that is being made; nil when none is.
  var copy: DatabaseCopy?

  /// `connection` must be checked and migrated, as `DatabaseFormat.open` does.
  init(_ connection: Connection, _ file: DatabaseFile, isNew: Bool) {
    self.connection = connection
    self.file = file
    self.isNew = isNew
  }

  /// How much of the disk a database takes.
  package struct Sizes: Sendable, Equatable {
    package var databaseBytes: Int
    /// The write-ahead log beside it: what is not copied into the database yet, and room for more.
    package var logBytes: Int
    /// What the disk has left for it; nil when nobody knows.
    package var freeBytes: Int?
  }

  package var sizes: Sizes { file.sizes }
  var path: String { file.path }

  /// Checks that the files are still in place and as we left them.
  package func look() throws(SQLiteError) {
    try sparingDamage { () throws(SQLiteError) in try file.check() }
  }

  /// Runs `body` in a transaction: on return all that it wrote is on disk, on throw nothing is. The
  /// write-ahead log has our mark from then on, whatever was written.
  func transaction<T>(_ body: () throws(SQLiteError) -> T) throws(SQLiteError) -> T {
    try writing { () throws(SQLiteError) in
      let value = try connection.transaction { () throws(SQLiteError) in
        let changes = connection.totalChanges
        let value = try body()
        // One that writes nothing is to wait for no disk.
        if connection.totalChanges > changes { try LogMark.touch(on: connection) }
        return value
      }
      try file.checkAfterTransaction { () throws(SQLiteError) in try connection.databaseBytes() }
      return value
    }
  }

  /// Runs a `body` that writes, if the files are still ours.
  func writing<T>(_ body: () throws(SQLiteError) -> T) throws(SQLiteError) -> T {
    try sparingDamage { () throws(SQLiteError) in
      try file.check()
      defer { file.note() }
      return try body()
    }
  }

  /// Leaves damage as it is, so that it can be rescued: on closing, a checkpoint of a write-ahead
  /// log with a gap would damage the database too.
  func sparingDamage<T>(_ body: () throws(SQLiteError) -> T) throws(SQLiteError) -> T {
    do throws(SQLiteError) {
      return try body()
    } catch {
      if error.isDamage { try? connection.keepLogOnClose(true) }
      throw error
    }
  }

  /// Copies the write-ahead log into the database file and empties it, so that the file is
  /// complete.
  package func checkpoint() throws(SQLiteError) {
    try writing { () throws(SQLiteError) in
      try connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
    }
  }
}
