/// What somebody who is logged in may do. Each may do what those before it may.
package enum Role: String, Codable, Sendable, CaseIterable, Comparable {
  /// Sees everything.
  case viewer
  /// Decides about people: kicks, mutes, bans, hides, announces, doors.
  case moderator
  /// Decides about the rest: settings, admins, bots, backups.
  case owner

  package static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .viewer: 0
    case .moderator: 1
    case .owner: 2
    }
  }
}

/// Somebody who may log in: an entry of `GET /admins`.
package struct Admin: Codable, Sendable, Equatable {
  /// The seq of the event that made them.
  package var id: Int
  package var name: String
  package var role: Role
  /// RFC 3339, UTC, as are the others.
  package var since: String
  /// Who made them.
  package var actor: String
  /// Since when they have their password.
  package var passwordSince: String
  /// Nil: never.
  package var lastLogin: String?

  package init(
    id: Int, name: String, role: Role, since: String, actor: String, passwordSince: String,
    lastLogin: String? = nil
  ) {
    self.id = id
    self.name = name
    self.role = role
    self.since = since
    self.actor = actor
    self.passwordSince = passwordSince
    self.lastLogin = lastLogin
  }

  enum CodingKeys: String, CodingKey {
    case id, name, role, since, actor
    case passwordSince = "password_since"
    case lastLogin = "last_login"
  }
}

/// `GET /admins`, oldest first.
package struct AdminList: Codable, Sendable, Equatable {
  package var admins: [Admin]
  package init(admins: [Admin]) { self.admins = admins }
}

/// The body of `POST /admins`.
package struct NewAdmin: Codable, Sendable, Equatable {
  package var name: String
  package var role: Role
  package var password: String

  package init(name: String, role: Role, password: String) {
    self.name = name
    self.role = role
    self.password = password
  }
}

/// The body of `PUT /admins/{id}`: what is nil stays as it is.
package struct AdminChange: Codable, Sendable, Equatable {
  package var role: Role?
  package var password: String?

  package init(role: Role? = nil, password: String? = nil) {
    self.role = role
    self.password = password
  }
}

/// The body of `POST /password`: of whoever is logged in.
package struct PasswordChange: Codable, Sendable, Equatable {
  package var old: String
  package var new: String

  package init(old: String, new: String) {
    self.old = old
    self.new = new
  }
}

/// The body of `POST /sessions`: logs in, with a password or a code. Without name and password it asks
/// for the session of whoever comes, which there is as long as there are no admins.
package struct NewSession: Codable, Sendable, Equatable {
  package var name: String?
  package var password: String?
  /// As in a `LoginCode`, in place of the password.
  package var code: String?

  package init(name: String? = nil, password: String? = nil, code: String? = nil) {
    self.name = name
    self.password = password
    self.code = code
  }
}

/// Its answer. The token stands in no other.
package struct SessionCredentials: Codable, Sendable, Equatable {
  /// Sent as a bearer token, until the session ends.
  package var token: String
  /// Nil in the session of whoever comes.
  package var name: String?
  package var role: Role

  package init(token: String, name: String?, role: Role) {
    self.token = token
    self.name = name
    self.role = role
  }
}

/// `GET /session`: whom the API takes the caller for.
package struct Caller: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable {
    /// Logged in.
    case admin
    /// A script with a token of its own.
    case token
    /// Whoever comes, while there are no admins.
    case anyone
    /// With API_TOKEN, or without any where none is required.
    case service
  }

  package var kind: Kind
  package var role: Role
  /// The admin's name.
  package var name: String?
  /// There are admins: a browser has to log in.
  package var hasAdmins: Bool

  package init(kind: Kind, role: Role, name: String?, hasAdmins: Bool) {
    self.kind = kind
    self.role = role
    self.name = name
    self.hasAdmins = hasAdmins
  }

  enum CodingKeys: String, CodingKey {
    case kind, role, name
    case hasAdmins = "has_admins"
  }
}

/// A token with which an admin's scripts call the API: an entry of `GET /tokens`.
package struct APIToken: Codable, Sendable, Equatable {
  /// The seq of the event that made it.
  package var id: Int
  package var name: String
  /// Whose it is.
  package var admin: String
  /// What it may do, and no more than the admin may.
  package var role: Role
  package var since: String
  package var lastUsed: String?

  package init(
    id: Int, name: String, admin: String, role: Role, since: String, lastUsed: String? = nil
  ) {
    self.id = id
    self.name = name
    self.admin = admin
    self.role = role
    self.since = since
    self.lastUsed = lastUsed
  }

  enum CodingKeys: String, CodingKey {
    case id, name, admin, role, since
    case lastUsed = "last_used"
  }
}

/// `GET /tokens`: the caller's own; an owner sees all. Oldest first.
package struct APITokenList: Codable, Sendable, Equatable {
  package var tokens: [APIToken]
  package init(tokens: [APIToken]) { self.tokens = tokens }
}

/// The body of `POST /tokens`.
package struct NewAPIToken: Codable, Sendable, Equatable {
  package var name: String
  package var role: Role

  package init(name: String, role: Role) {
    self.name = name
    self.role = role
  }
}

/// Its answer. The token stands in no other.
package struct APITokenCredentials: Codable, Sendable, Equatable {
  package var id: Int
  package var name: String
  package var token: String

  package init(id: Int, name: String, token: String) {
    self.id = id
    self.name = name
    self.token = token
  }
}
