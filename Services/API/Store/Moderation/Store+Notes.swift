package import Wire

/// What admins note about people. It is not in the snapshot: only admins ask for it, and seldom.
extension Store {
  /// Which notes to read.
  package struct NotePage: Sendable, Equatable {
    /// About that name, or one that looks like it; or
    package var name: String?
    /// about an address or a range that has something in common with that one. Neither: all.
    package var range: AddressRange?
    package var before: Int?
    package var limit: Int

    package init(
      name: String? = nil, range: AddressRange? = nil, before: Int? = nil, limit: Int
    ) {
      self.name = name
      self.range = range
      self.before = before
      self.limit = limit
    }
  }

  /// Newest first.
  package func notes(_ page: NotePage) throws(SQLiteError) -> RemarkList {
    let all = try database.sparingDamage { () throws(SQLiteError) in
      try db.rows(
        "SELECT id, name, range, text, since, actor FROM notes WHERE id < ? ORDER BY id DESC",
        .integer(page.before ?? .max), read: Self.note)
    }
    let keys = page.name.map { Nickname.keys(of: $0) } ?? []
    let found = all.lazy.filter { note in
      if page.name == nil, page.range == nil { return true }
      if let name = note.name { return !Nickname.keys(of: name).isDisjoint(with: keys) }
      guard let range = page.range else { return false }
      return note.range.flatMap { try? AddressRange($0) }.map(range.overlaps) ?? false
    }.prefix(page.limit + 1)
    return RemarkList(notes: Array(found.prefix(page.limit)), more: found.count > page.limit)
  }

  func addNote(
    _ name: String?, _ range: String?, _ text: String, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    guard try number("SELECT count(*) FROM notes") < Limits.notesMax else {
      return .failure(.tooManyNotes)
    }
    let event = try append(change, .noteAdded, target: name ?? range ?? "", new: text)
    try db.run(
      "INSERT INTO notes (id, name, range, text, since, actor) VALUES (?, ?, ?, ?, ?, ?)",
      .integer(event.seq), .text(orNull: name), .text(orNull: range), .text(text),
      .text(change.time), .text(change.actor.name))
    return .success(event)
  }

  func removeNote(
    _ id: Int, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    let removed = try db.rows(
      "DELETE FROM notes WHERE id = ? RETURNING id, name, range, text, since, actor",
      .integer(id), read: Self.note)
    guard let note = removed.first else { return .failure(.noSuchNote(id: id)) }
    return .success(try append(change, .noteRemoved, target: note.target, old: note.text))
  }

  private static func note(_ row: borrowing Row) -> PersonRemark {
    PersonRemark(
      id: row.integer(0), name: row.text(orNil: 1), range: row.text(orNil: 2), text: row.text(3),
      since: row.text(4), actor: row.text(5))
  }
}
