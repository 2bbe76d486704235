import Wire

/// Whom nobody hears, and what each change does to them.
extension Store {
  private static let muteColumns =
    "id, server, instance, member, name, range, reason, until, since, actor"

  /// Oldest first.
  func mutes() throws(SQLiteError) -> [Mute] {
    try db.rows("SELECT \(Self.muteColumns) FROM mutes ORDER BY id", read: Self.mute)
  }

  /// Columns: `muteColumns`.
  private static func mute(_ row: borrowing Row) -> Mute {
    Mute(
      id: row.integer(0), server: row.text(orNil: 1), instance: row.text(orNil: 2),
      member: row.integer(orNil: 3), name: row.text(orNil: 4), range: row.text(orNil: 5),
      reason: row.text(6), until: row.text(orNil: 7), since: row.text(8), actor: row.text(9))
  }

  func applyToMutes(_ change: Change) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    switch change.what {
    case .muteAdded(let name, let range, let reason, let until):
      return try addMute(name, range, reason, until: until, change)
    case .muteLifted(let id): return try removeMute(id, change, .muteLifted)
    case .muteExpired(let id): return try removeMute(id, change, .muteExpired)
    case .muteChanged(let id, let terms): return try changeMute(id, terms, change)
    default: preconditionFailure("no change of mutes")
    }
  }

  private func addMute(
    _ name: String?, _ range: String?, _ reason: String, until: String?, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    let keys = name.map { Nickname.keys(of: $0) } ?? []
    let same = try mutes().first { mute in
      guard mute.member == nil else { return false }
      if let range { return mute.range == range }
      return mute.name.map { !Nickname.keys(of: $0).isDisjoint(with: keys) } ?? false
    }
    if let same { return .failure(.alreadyMuted(same)) }
    if let refusal = try refusalOfMute() { return .failure(refusal) }
    let event = try append(
      change, .muteAdded, target: name ?? range ?? "", new: Self.terms(until: until, reason))
    try insert(
      Mute(
        id: event.seq, name: name, range: range, reason: reason, until: until, since: change.time,
        actor: change.actor.name))
    try mark(.mutes, event)
    return .success(event)
  }

  /// Nil while there is room for one more.
  func refusalOfMute() throws(SQLiteError) -> ChangeRefusal? {
    try number("SELECT count(*) FROM mutes") < Limits.mutesMax ? nil : .tooManyMutes
  }

  private func removeMute(
    _ id: Int, _ change: Change, _ action: EventAction
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    guard let mute = try deleteMute(id) else { return .failure(.noSuchMute(id: id)) }
    let event = try append(
      change, action, target: mute.target, old: Self.terms(until: mute.until, mute.reason))
    try keepEnded(mute, change, by: change.actor)
    try mark(.mutes, event)
    return .success(event)
  }

  /// No event when it was so already.
  private func changeMute(
    _ id: Int, _ new: Change.NewTerms, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    guard let mute = try mutes().first(where: { $0.id == id }) else {
      return .failure(.noSuchMute(id: id))
    }
    let reason = new.reason ?? mute.reason
    let until = new.end.map(\.until) ?? mute.until
    guard reason != mute.reason || until != mute.until else { return .success(nil) }
    let event = try append(
      change, .muteChanged, target: mute.target, old: Self.terms(until: mute.until, mute.reason),
      new: Self.terms(until: until, reason))
    try db.run(
      "UPDATE mutes SET reason = ?, until = ? WHERE id = ?", .text(reason), .text(orNull: until),
      .integer(id))
    try mark(.mutes, event)
    return .success(event)
  }

  // MARK: - Of a person, by an order

  /// A chat server has muted somebody: from now on the mute is kept, in place of an earlier one.
  func keepMute(
    of order: OpenOrder, _ finding: Change.Finding, _ change: Change, _ event: Event
  ) throws(SQLiteError) {
    _ = try endMutes(of: order, [], change)
    try insert(
      Mute(
        id: event.seq, server: order.server, instance: order.instance, member: order.member,
        name: order.name, range: finding.range, reason: order.text ?? "", until: order.until,
        since: change.time, actor: order.actor.name))
    try mark(.mutes, event)
  }

  /// A chat server has unmuted somebody, who was muted by `mutes`. Those of names and of addresses
  /// stay.
  func endMutes(
    of order: OpenOrder, _ mutes: [Int], _ change: Change, _ event: Event
  ) throws(SQLiteError) {
    if try endMutes(of: order, mutes, change) { try mark(.mutes, event) }
  }

  /// Whether there were any.
  private func endMutes(
    of order: OpenOrder, _ ids: [Int], _ change: Change
  ) throws(SQLiteError) -> Bool {
    let ended = try mutes().filter { mute in
      guard let member = mute.member else { return false }
      return ids.contains(mute.id) || (member == order.member && mute.server == order.server)
    }
    for mute in ended {
      _ = try deleteMute(mute.id)
      try keepEnded(mute, change, by: order.actor)
    }
    return !ended.isEmpty
  }

  // MARK: - Rows

  private func insert(_ mute: Mute) throws(SQLiteError) {
    try db.run(
      "INSERT INTO mutes (\(Self.muteColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      .integer(mute.id), .text(orNull: mute.server), .text(orNull: mute.instance),
      .integer(orNull: mute.member), .text(orNull: mute.name), .text(orNull: mute.range),
      .text(mute.reason), .text(orNull: mute.until), .text(mute.since), .text(mute.actor))
  }

  private func deleteMute(_ id: Int) throws(SQLiteError) -> Mute? {
    try db.rows(
      "DELETE FROM mutes WHERE id = ? RETURNING \(Self.muteColumns)", .integer(id),
      read: Self.mute
    ).first
  }
}
