/// Whoever has a database, and lets it be copied.
package protocol DatabaseOwner: SendableMetatype {
  var database: Database { get }

  /// Takes some of what no backup may hold out of a copy; false when nothing more is in it.
  func clean(_ copy: Database) throws(SQLiteError) -> Bool
}

extension DatabaseOwner {
  /// Begins a copy. One of a database that was removed can bring it back; of one that was cut short
  /// there is none.
  package func beginCopy() throws(SQLiteError) {
    do throws(SQLiteError) {
      try database.look()
    } catch {
      if error.isDamage { throw error }
    }
    try database.sparingDamage { () throws(SQLiteError) in
      database.copy = try DatabaseCopy(of: database.connection, beside: database.path)
    }
  }

  /// Goes on with it; returns it when it is whole, nil before.
  package func continueCopy() throws(SQLiteError) -> CopiedFile? {
    guard let copy = database.copy else { preconditionFailure("a copy was begun") }
    do throws(SQLiteError) {
      guard let whole = copy.whole else {
        try database.sparingDamage { () throws(SQLiteError) in try copy.step() }
        return nil
      }
      if try clean(whole) { return nil }
      let file = try copy.finish()
      database.copy = nil
      // From now on the WAL does not match the copy. Skipped when nothing can be written.
      try? database.writing { () throws(SQLiteError) in
        try LogMark.renew(on: database.connection)
      }
      return file
    } catch {
      database.copy = nil
      throw error
    }
  }
}
