import TinyHTTP
package import Wire

/// What a caller has to be for something. `to` says what that is, after "may not": `ban anybody`.
package enum Need: Equatable {
  /// A service of ours: what chat servers and the dashboard say among themselves.
  case service
  /// An admin of that role or a higher one, or a service.
  case role(Role, to: String)
  /// Logged in as an admin: no script, and no service.
  case login(to: String)
  /// In a session, whoever it is.
  case session(to: String)
  /// A bot, by its token.
  case bot

  /// Everybody who is let in.
  static let viewer = Need.role(.viewer, to: "see this")

  static func moderator(to act: String) -> Need { .role(.moderator, to: act) }
  static func owner(to act: String) -> Need { .role(.owner, to: act) }

  /// Nil when `principal` is what is needed; else what to tell them.
  package func problem(of principal: Principal) -> String? {
    switch self {
    case .bot: return nil
    case .service where principal == .service: return nil
    case .service:
      return
        "this is for chat servers and the dashboard, with API_TOKEN; no session and no token of an "
        + "admin's is good for it"
    case .role(let role, let act):
      guard principal.role < role else { return nil }
      let refusal = "\(principal.role.rawValue)s may not \(act); \(Self.those(from: role)) may"
      if case .script(let token, _) = principal {
        return
          "with the token \(token.name) you are as a \(principal.role.rawValue), and \(refusal)"
      }
      return refusal
    case .login(let act):
      guard case .admin = principal else { return "only an admin who is logged in may \(act)" }
      return nil
    case .session(let act):
      return principal.session == nil ? "only who is logged in may \(act)" : nil
    }
  }

  /// `moderators and owners`
  private static func those(from role: Role) -> String {
    Role.allCases.filter { $0 >= role }.map { $0.rawValue + "s" }.joined(separator: " and ")
  }

  /// For the description of a route.
  package var words: String {
    switch self {
    case .service: "For chat servers and the dashboard, with API_TOKEN."
    case .role(.viewer, _): "For every admin."
    case .role(let role, _): "For \(Self.those(from: role))."
    case .login: "For an admin who is logged in, with the session's token."
    case .session: "For whoever is logged in, with the session's token."
    case .bot: "For bots."
    }
  }
}
