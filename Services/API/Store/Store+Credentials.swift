package import Wire

/// Sessions and the tokens of scripts: by what admins are recognized after they have logged in.
extension Store {
  /// A session that was opened, and may be over.
  package struct KnownSession: Sendable, Equatable {
    /// SHA-256, in hex.
    package var tokenHash: String
    /// Nil: whoever came while there were no admins.
    package var admin: Int?
    /// RFC 3339, UTC.
    package var opened: String

    package init(tokenHash: String, admin: Int?, opened: String) {
      self.tokenHash = tokenHash
      self.admin = admin
      self.opened = opened
    }
  }

  /// A script's token, and what it is recognized by.
  package struct KnownToken: Sendable, Equatable {
    package var token: APIToken
    package var admin: Int
    /// SHA-256, in hex.
    package var tokenHash: String

    package init(token: APIToken, admin: Int, tokenHash: String) {
      self.token = token
      self.admin = admin
      self.tokenHash = tokenHash
    }
  }

  /// Oldest first.
  func sessions() throws(SQLiteError) -> [KnownSession] {
    try db.rows("SELECT token_hash, admin, opened FROM sessions ORDER BY opened, token_hash") {
      KnownSession(tokenHash: $0.text(0), admin: $0.integer(orNil: 1), opened: $0.text(2))
    }
  }

  /// Oldest first.
  func tokens() throws(SQLiteError) -> [KnownToken] {
    try db.rows(
      """
      SELECT t.id, t.name, a.name, t.role, t.since, t.last_used, t.admin, t.token_hash
      FROM api_tokens AS t JOIN admins AS a ON a.id = t.admin ORDER BY t.id
      """
    ) { row in
      KnownToken(
        token: APIToken(
          id: row.integer(0), name: row.text(1), admin: row.text(2), role: Self.role(row.text(3)),
          since: row.text(4), lastUsed: row.text(orNil: 5)),
        admin: row.integer(6), tokenHash: row.text(7))
    }
  }

  func applyToCredentials(_ change: Change) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    forgetSnapshot()
    switch change.what {
    case .sessionOpened(let session):
      return try open(session, change)
    case .sessionClosed(let tokenHash):
      return .success(try close(tokenHash, change))
    case .sessionsEnded(let tokenHashes):
      for hash in tokenHashes { try end(hash) }
      return .success(nil)
    case .codeMade(let name):
      return .success(try append(change, .codeMade, target: name))
    case .tokenMade(let name, let admin, let role, let tokenHash):
      return try addToken(name, of: admin, role, tokenHash, change)
    case .tokenRevoked(let id):
      return try removeToken(id, change)
    case .tokensUsed(let uses):
      for (id, time) in uses {
        try db.run("UPDATE api_tokens SET last_used = ? WHERE id = ?", .text(time), .integer(id))
      }
      return .success(nil)
    default: preconditionFailure("no change of sessions or tokens")
    }
  }

  // MARK: - Sessions

  /// Refused when the admin has gone meanwhile or has another password, or when there are admins and it is
  /// to be that of whoever comes.
  private func open(
    _ session: Change.NewSession, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    var event: Event?
    if let proof = session.proof {
      let names = try db.rows(
        "UPDATE admins SET last_login = ? WHERE id = ? AND password_hash = ? RETURNING name",
        .text(change.time), .integer(proof.admin), .text(proof.passwordHash)
      ) { $0.text(0) }
      guard let name = names.first else { return .failure(.sessionOutdated) }
      event = try append(change, .loginSucceeded, target: name)
    } else if try number("SELECT count(*) FROM admins") > 0 {
      return .failure(.sessionOutdated)
    }
    if let other = session.ending { try end(other) }
    try db.run(
      "INSERT INTO sessions (token_hash, admin, opened) VALUES (?, ?, ?)",
      .text(session.tokenHash), .integer(orNull: session.proof?.admin), .text(change.time))
    // Of many that begin at once, each makes room for itself alone.
    try db.run(
      """
      DELETE FROM sessions WHERE token_hash IN
        (SELECT token_hash FROM sessions ORDER BY opened DESC LIMIT -1 OFFSET ?)
      """, .integer(APILimits.sessionsMax))
    return .success(event)
  }

  private func close(_ tokenHash: String, _ change: Change) throws(SQLiteError) -> Event? {
    let names = try db.rows(
      """
      SELECT a.name FROM sessions AS s JOIN admins AS a ON a.id = s.admin WHERE s.token_hash = ?
      """, .text(tokenHash)
    ) { $0.text(0) }
    try end(tokenHash)
    guard let name = names.first else { return nil }
    return try append(change, .loggedOut, target: name)
  }

  private func end(_ tokenHash: String) throws(SQLiteError) {
    try db.run("DELETE FROM sessions WHERE token_hash = ?", .text(tokenHash))
  }

  // MARK: - Tokens

  private func addToken(
    _ name: String, of admin: Int, _ role: Role, _ tokenHash: String, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    let owners = try db.rows("SELECT name FROM admins WHERE id = ?", .integer(admin)) {
      $0.text(0)
    }
    guard let owner = owners.first else { return .failure(.noSuchAdmin(id: admin)) }
    let names = try db.rows("SELECT name FROM api_tokens WHERE admin = ?", .integer(admin)) {
      $0.text(0)
    }
    // Compares bytes, as the table does.
    guard !names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else {
      return .failure(.tokenNameTaken(name))
    }
    guard names.count < Limits.tokensPerAdminMax else { return .failure(.tooManyTokens) }
    let event = try append(
      change, .tokenMade, target: name, new: Self.terms(of: owner, role))
    try db.run(
      """
      INSERT INTO api_tokens (id, admin, name, token_hash, role, since) VALUES (?, ?, ?, ?, ?, ?)
      """,
      .integer(event.seq), .integer(admin), .text(name), .text(tokenHash), .text(role.rawValue),
      .text(change.time))
    return .success(event)
  }

  private func removeToken(
    _ id: Int, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    guard let token = try tokens().first(where: { $0.token.id == id })?.token else {
      return .failure(.noSuchToken(id: id))
    }
    try db.run("DELETE FROM api_tokens WHERE id = ?", .integer(id))
    return .success(
      try append(
        change, .tokenRevoked, target: token.name, old: Self.terms(of: token.admin, token.role)))
  }

  /// `ann, moderator`
  private static func terms(of admin: String, _ role: Role) -> String {
    "\(admin), \(role.rawValue)"
  }
}
