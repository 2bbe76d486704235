package import Wire

/// The programs that may talk, and what each change does to them.
extension Store {
  /// A bot, and what its token is recognized by.
  package struct KnownBot: Sendable, Equatable {
    package var bot: Bot
    /// SHA-256, in hex.
    package var tokenHash: String

    package init(bot: Bot, tokenHash: String) {
      self.bot = bot
      self.tokenHash = tokenHash
    }
  }

  /// Oldest first.
  func bots() throws(SQLiteError) -> [KnownBot] {
    try db.rows(
      "SELECT id, name, may_read, since, actor, last_used, token_hash FROM bots ORDER BY id"
    ) { row in
      KnownBot(
        bot: Bot(
          id: row.integer(0), name: row.text(1), mayRead: row.integer(2) != 0, since: row.text(3),
          actor: row.text(4), lastUsed: row.text(orNil: 5)),
        tokenHash: row.text(6))
    }
  }

  func addBot(
    _ name: String, _ tokenHash: String, mayRead: Bool, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    let names = try bots().map(\.bot.name)
    if let other = BotRules.namesake(of: name, among: names) {
      return .failure(.botNameTaken(by: other))
    }
    guard names.count < Limits.botsMax else { return .failure(.tooManyBots) }
    let event = try append(change, .botMade, target: name, new: mayRead ? "may read" : nil)
    try db.run(
      """
      INSERT INTO bots (id, name, token_hash, may_read, since, actor) VALUES (?, ?, ?, ?, ?, ?)
      """,
      .integer(event.seq), .text(name), .text(tokenHash), .integer(mayRead ? 1 : 0),
      .text(change.time), .text(change.actor.name))
    try mark(.bots, event)
    return .success(event)
  }

  func removeBot(
    _ id: Int, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    let names = try db.rows("DELETE FROM bots WHERE id = ? RETURNING name", .integer(id)) {
      $0.text(0)
    }
    guard let name = names.first else { return .failure(.noSuchBot(id: id)) }
    let event = try append(change, .botRevoked, target: name)
    try mark(.bots, event)
    return .success(event)
  }

  /// A bot that is gone meanwhile is skipped.
  func noteUses(_ uses: [Int: String]) throws(SQLiteError) -> Event? {
    for (id, time) in uses {
      try db.run("UPDATE bots SET last_used = ? WHERE id = ?", .text(time), .integer(id))
    }
    forgetSnapshot()
    return nil
  }
}
