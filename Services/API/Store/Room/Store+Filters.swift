import Wire

/// The word filters, and what each change does to them.
extension Store {
  /// Oldest first. One whose action only a newer API knows is left out.
  func filters() throws(SQLiteError) -> [WordFilter] {
    try db.rows(
      "SELECT id, pattern, action, reason, since, actor FROM filters ORDER BY id",
      read: Self.filter
    ).compactMap { $0 }
  }

  func applyToFilters(_ change: Change) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    switch change.what {
    case .filterAdded(let filter): try add(filter, change)
    case .filterRemoved(let id): try removeFilter(id, change)
    default: .success(nil)
    }
  }

  private func add(
    _ new: NewFilter, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    let filters = try filters()
    let words = try? FilterPattern(new.pattern)
    if let same = filters.first(where: { (try? FilterPattern($0.pattern)) == words }) {
      return .failure(.alreadyFiltered(by: same))
    }
    guard try number("SELECT count(*) FROM filters") < Limits.filtersMax else {
      return .failure(.tooManyFilters)
    }
    let reason = new.reason ?? ""
    let event = try append(
      change, .filterAdded, target: new.pattern, new: Self.terms(new.action.rawValue, reason))
    try db.run(
      "INSERT INTO filters (id, pattern, action, reason, since, actor) VALUES (?, ?, ?, ?, ?, ?)",
      .integer(event.seq), .text(new.pattern), .text(new.action.rawValue), .text(reason),
      .text(change.time), .text(change.actor.name))
    try mark(.filters, event)
    return .success(event)
  }

  private func removeFilter(
    _ id: Int, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    let removed = try db.rows(
      "DELETE FROM filters WHERE id = ? RETURNING pattern, action, reason", .integer(id)
    ) { (pattern: $0.text(0), terms: Self.terms($0.text(1), $0.text(2))) }
    guard let filter = removed.first else { return .failure(.noSuchFilter(id: id)) }
    let event = try append(change, .filterRemoved, target: filter.pattern, old: filter.terms)
    try mark(.filters, event)
    return .success(event)
  }

  /// `refuse: not here`, `hold`
  private static func terms(_ action: String, _ reason: String) -> String {
    action + (reason.isEmpty ? "" : ": \(reason)")
  }

  private static func filter(_ row: borrowing Row) -> WordFilter? {
    guard let action = WordFilter.Action(rawValue: row.text(2)) else { return nil }
    return WordFilter(
      id: row.integer(0), pattern: row.text(1), action: action, reason: row.text(3),
      since: row.text(4), actor: row.text(5))
  }
}
