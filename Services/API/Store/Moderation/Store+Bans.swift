import Wire

/// Who may not join, by address or by name, and what each change does to them.
extension Store {
  private static let banColumns = "id, range, name, reason, until, since, actor"

  /// Oldest first.
  func bans() throws(SQLiteError) -> [Ban] {
    try db.rows("SELECT \(Self.banColumns) FROM bans ORDER BY id", read: Self.ban)
  }

  /// Columns: `banColumns`.
  private static func ban(_ row: borrowing Row) -> Ban {
    Ban(
      id: row.integer(0), range: row.text(1), name: row.text(orNil: 2), reason: row.text(3),
      until: row.text(orNil: 4), since: row.text(5), actor: row.text(6))
  }

  func applyToBans(_ change: Change) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    switch change.what {
    case .banAdded(let range, let name, let reason, let until):
      return try addBan(range, name, reason, until: until, change)
    case .banLifted(let id): return try removeBan(id, change, .banLifted)
    case .banExpired(let id): return try removeBan(id, change, .banExpired)
    case .banChanged(let id, let terms): return try changeBan(id, terms, change)
    default: preconditionFailure("no change of bans")
    }
  }

  private func addBan(
    _ range: String?, _ name: String?, _ reason: String, until: String?, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    let bans = try bans()
    let keys = name.map { Nickname.keys(of: $0) } ?? []
    let same = bans.first { ban in
      ban.name.map { !Nickname.keys(of: $0).isDisjoint(with: keys) } ?? (ban.range == range)
    }
    if let same { return .failure(.alreadyBanned(same)) }
    guard bans.count < Limits.bansMax else { return .failure(.tooManyBans) }
    let event = try append(
      change, .banAdded, target: name ?? range ?? "", new: Self.terms(until: until, reason))
    try db.run(
      "INSERT INTO bans (\(Self.banColumns)) VALUES (?, ?, ?, ?, ?, ?, ?)",
      .integer(event.seq), .text(orNull: range), .text(orNull: name), .text(reason),
      .text(orNull: until), .text(change.time), .text(change.actor.name))
    try mark(.bans, event)
    return .success(event)
  }

  private func removeBan(
    _ id: Int, _ change: Change, _ action: EventAction
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    let removed = try db.rows(
      "DELETE FROM bans WHERE id = ? RETURNING \(Self.banColumns)", .integer(id), read: Self.ban)
    guard let ban = removed.first else { return .failure(.noSuchBan(id: id)) }
    let event = try append(
      change, action, target: ban.target, old: Self.terms(until: ban.until, ban.reason))
    try keepEnded(ban, change)
    try mark(.bans, event)
    return .success(event)
  }

  /// No event when it was so already.
  private func changeBan(
    _ id: Int, _ new: Change.NewTerms, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    guard let ban = try bans().first(where: { $0.id == id }) else {
      return .failure(.noSuchBan(id: id))
    }
    let reason = new.reason ?? ban.reason
    let until = new.end.map(\.until) ?? ban.until
    guard reason != ban.reason || until != ban.until else { return .success(nil) }
    let event = try append(
      change, .banChanged, target: ban.target, old: Self.terms(until: ban.until, ban.reason),
      new: Self.terms(until: until, reason))
    try db.run(
      "UPDATE bans SET reason = ?, until = ? WHERE id = ?", .text(reason), .text(orNull: until),
      .integer(id))
    try mark(.bans, event)
    return .success(event)
  }
}
