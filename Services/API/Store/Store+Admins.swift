package import Wire

/// Who may log in, and what each change does to them.
extension Store {
  /// An admin, and what the password is recognized by.
  package struct KnownAdmin: Sendable, Equatable {
    package var admin: Admin
    /// As crypt(3) made it.
    package var passwordHash: String

    package init(admin: Admin, passwordHash: String) {
      self.admin = admin
      self.passwordHash = passwordHash
    }
  }

  /// Oldest first.
  func admins() throws(SQLiteError) -> [KnownAdmin] {
    try db.rows(
      """
      SELECT id, name, role, since, actor, password_since, last_login, password_hash FROM admins
      ORDER BY id
      """
    ) { row in
      KnownAdmin(
        admin: Admin(
          id: row.integer(0), name: row.text(1), role: Self.role(row.text(2)), since: row.text(3),
          actor: row.text(4), passwordSince: row.text(5), lastLogin: row.text(orNil: 6)),
        passwordHash: row.text(7))
    }
  }

  /// One that only a newer version knows may do as little as can be.
  static func role(_ text: String) -> Role { Role(rawValue: text) ?? .viewer }

  func applyToAdmins(_ change: Change) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    // They are in the snapshot, but chat servers know nothing of them.
    forgetSnapshot()
    switch change.what {
    case .adminMade(let name, let role, let passwordHash):
      return try addAdmin(name, role, passwordHash, change)
    case .roleChanged(let id, let role):
      return try setRole(of: id, to: role, change)
    case .passwordChanged(let id, let passwordHash, let session):
      return try setPassword(of: id, passwordHash, sparing: session, change)
    case .adminRemoved(let id):
      return try removeAdmin(id, change)
    default: preconditionFailure("no change of admins")
    }
  }

  private func addAdmin(
    _ name: String, _ role: Role, _ passwordHash: String, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    let names = try admins().map(\.admin.name)
    if let other = AdminRules.namesake(of: name, among: names) {
      return .failure(.adminNameTaken(by: other))
    }
    guard names.count < Limits.adminsMax else { return .failure(.tooManyAdmins) }
    // Who cannot make another would lock everybody out.
    guard !names.isEmpty || role == .owner else { return .failure(.firstNotOwner) }
    let event = try append(change, .adminMade, target: name, new: role.rawValue)
    try db.run(
      """
      INSERT INTO admins (id, name, role, password_hash, since, actor, password_since)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      .integer(event.seq), .text(name), .text(role.rawValue), .text(passwordHash),
      .text(change.time), .text(change.actor.name), .text(change.time))
    try db.run("DELETE FROM sessions WHERE admin IS NULL")
    return .success(event)
  }

  private func setRole(
    of id: Int, to role: Role, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    let all = try admins().map(\.admin)
    guard let admin = all.first(where: { $0.id == id }) else {
      return .failure(.noSuchAdmin(id: id))
    }
    if admin.role == role { return .success(nil) }
    if Self.isLastOwner(admin, of: all) { return .failure(.lastOwner(name: admin.name)) }
    let event = try append(
      change, .adminChanged, target: admin.name, old: admin.role.rawValue, new: role.rawValue)
    try db.run("UPDATE admins SET role = ? WHERE id = ?", .text(role.rawValue), .integer(id))
    try db.run("DELETE FROM sessions WHERE admin = ?", .integer(id))
    return .success(event)
  }

  private func setPassword(
    of id: Int, _ passwordHash: String, sparing session: String?, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    let names = try db.rows(
      "UPDATE admins SET password_hash = ?, password_since = ? WHERE id = ? RETURNING name",
      .text(passwordHash), .text(change.time), .integer(id)
    ) { $0.text(0) }
    guard let name = names.first else { return .failure(.noSuchAdmin(id: id)) }
    try db.run(
      "DELETE FROM sessions WHERE admin = ? AND token_hash <> ?", .integer(id),
      .text(session ?? ""))
    return .success(try append(change, .passwordChanged, target: name))
  }

  private func removeAdmin(
    _ id: Int, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    let all = try admins().map(\.admin)
    guard let admin = all.first(where: { $0.id == id }) else {
      return .failure(.noSuchAdmin(id: id))
    }
    if Self.isLastOwner(admin, of: all) { return .failure(.lastOwner(name: admin.name)) }
    try db.run("DELETE FROM admins WHERE id = ?", .integer(id))
    try db.run("DELETE FROM sessions WHERE admin = ?", .integer(id))
    try db.run("DELETE FROM api_tokens WHERE admin = ?", .integer(id))
    return .success(
      try append(change, .adminRemoved, target: admin.name, old: admin.role.rawValue))
  }

  private static func isLastOwner(_ admin: Admin, of all: [Admin]) -> Bool {
    admin.role == .owner && !all.contains { $0.role == .owner && $0.id != admin.id }
  }
}
