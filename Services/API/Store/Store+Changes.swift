import Wire

/// What each change does to the tables, inside the transaction of `commit`.
extension Store {
  /// Makes one change; a refused one leaves nothing behind.
  func apply(_ change: Change) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    switch change.what {
    case .banner(let banner):
      .success(try set(.banner, to: banner, change, .bannerChanged))
    case .doors, .rules, .limits:
      .success(try applyToRoom(change))
    case .filterAdded, .filterRemoved:
      try applyToFilters(change)
    case .lineHeld, .heldDropped, .heldExpired:
      try applyToHeld(change)
    case .history(let lines):
      .success(try set(.history, to: String(lines), change, .historyChanged))
    case .retention(let days):
      .success(try set(.retention, to: String(days), change, .retentionChanged))
    case .messageHidden(let line, let key):
      .success(try hide(line, key, change))
    case .messageShowing(let id):
      .success(try beginShowing(id, change))
    case .messageShown(let id):
      .success(try show(id, change))
    case .serverJoined(let id):
      .success(try append(change, .serverJoined, target: id))
    case .serverLeft(let id, let why):
      .success(try append(change, .serverLeft, target: id, new: why))
    case .serverDisputed(let id, let rival):
      .success(try append(change, .serverDisputed, target: id, new: rival))
    case .botMade(let name, let tokenHash, let mayRead):
      try addBot(name, tokenHash, mayRead: mayRead, change)
    case .botRevoked(let id):
      try removeBot(id, change)
    case .botsUsed(let uses):
      .success(try noteUses(uses))
    case .sampled(let sample):
      .success(try write(sample))
    case .loginFailed(let peer):
      .success(try append(change, .loginFailed, target: peer))
    case .banAdded, .banLifted, .banExpired, .banChanged:
      try applyToBans(change)
    case .muteAdded, .muteLifted, .muteExpired, .muteChanged:
      try applyToMutes(change)
    case .noteAdded(let name, let range, let text):
      try addNote(name, range, text, change)
    case .noteRemoved(let id):
      try removeNote(id, change)
    case .ordered(let order):
      try write(order, change)
    case .orderDone(let id, let servers, let finding):
      .success(try orderDone(id, servers, finding, change))
    case .orderFailed(let id, let servers, let why):
      .success(try orderFailed(id, servers, why, change))
    case .orderWaiting(let id, let servers, let why):
      try orderWaits(id, servers, why, change)
    case .orderOver(let id):
      try forgetOrder(id)
    case .adminMade, .roleChanged, .passwordChanged, .adminRemoved:
      try applyToAdmins(change)
    case .sessionOpened, .sessionClosed, .sessionsEnded, .codeMade, .tokenMade, .tokenRevoked,
      .tokensUsed:
      try applyToCredentials(change)
    }
  }

  private func set(
    _ setting: Setting, to value: String, _ change: Change, _ action: EventAction
  ) throws(SQLiteError) -> Event? {
    let old = try self.value(of: setting)
    // Compares bytes: `==` treats "é" in one scalar and in two as equal.
    if old.utf8.elementsEqual(value.utf8) { return nil }
    let event = try append(change, action, target: setting.rawValue, old: old, new: value)
    try db.run(
      "UPDATE settings SET value = ?, seq = ? WHERE key = ?",
      .text(value), .integer(event.seq), .text(setting.rawValue))
    return event
  }

  /// For a change to the configuration that changes no setting.
  func mark(_ setting: Setting, _ event: Event) throws(SQLiteError) {
    try db.run(
      "UPDATE settings SET seq = ? WHERE key = ?", .integer(event.seq), .text(setting.rawValue))
  }

  /// `until 2026-11-24T14:00:00.000Z: spam`, `for ever`.
  static func terms(until: String?, _ reason: String) -> String {
    (until.map { "until \($0)" } ?? "for ever") + (reason.isEmpty ? "" : ": \(reason)")
  }

  // MARK: - Events

  func append(
    _ change: Change, _ action: EventAction, target: String, old: String? = nil,
    new: String? = nil, actor: Author? = nil
  ) throws(SQLiteError) -> Event {
    let actor = actor ?? change.actor
    let seq = try db.rows(
      """
      INSERT INTO events (time, actor, action, target, old, new, note) VALUES (?, ?, ?, ?, ?, ?, ?)
      RETURNING seq
      """,
      .text(change.time), .text(actor.name), .text(action.rawValue), .text(target),
      .text(orNull: old), .text(orNull: new), .text(orNull: actor.note)
    ) { $0.integer(0) }
    guard let seq = seq.first else { preconditionFailure("RETURNING gives one row") }
    return Event(
      seq: seq, time: change.time, actor: actor.name, action: action.rawValue, target: target,
      old: old, new: new, note: actor.note)
  }
}
