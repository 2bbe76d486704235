package import Wire

/// Whom the API takes a caller for. It goes by the token that they send, and by nothing else they say.
package enum Principal: Equatable {
  /// One of our services, by API_TOKEN; or anybody, where none is required.
  case service
  /// Whoever came while there are no admins, in a session.
  case anyone(session: String)
  /// Logged in; the session goes by its token's hash.
  case admin(Admin, session: String)
  /// An admin's script.
  case script(APIToken, of: Admin)

  /// What they may do at most.
  package var role: Role {
    switch self {
    case .service, .anyone: .owner
    case .admin(let admin, _): admin.role
    case .script(let token, let admin): min(token.role, admin.role)
    }
  }

  /// Nil for those who have proved to be no admin.
  package var admin: Admin? {
    switch self {
    case .service, .anyone: nil
    case .admin(let admin, _), .script(_, let admin): admin
    }
  }

  /// The hash of the session's token; nil without one.
  package var session: String? {
    switch self {
    case .service, .script: nil
    case .anyone(let session), .admin(_, let session): session
    }
  }

  /// Whom the audit log names, beside what they add themselves.
  package func author(note: String?) -> Author {
    switch self {
    case .service: Author("api", note: note)
    case .anyone: Author("dashboard", note: note)
    case .admin(let admin, _): Author(admin.name, note: note)
    case .script(let token, let admin):
      Author(admin.name, note: "token \(token.name)" + (note.map { " · \($0)" } ?? ""))
    }
  }

  /// As `GET /session` tells it.
  package func caller(hasAdmins: Bool) -> Caller {
    let kind: Caller.Kind =
      switch self {
      case .service: .service
      case .anyone: .anyone
      case .admin: .admin
      case .script: .token
      }
    return Caller(kind: kind, role: role, name: admin?.name, hasAdmins: hasAdmins)
  }
}
