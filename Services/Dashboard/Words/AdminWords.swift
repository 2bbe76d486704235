package import TinyHTTP
package import Wire

extension Role {
  /// `a viewer`, as the end of a sentence.
  package var words: String { self == .owner ? "an owner" : "a \(rawValue)" }

  /// What it is for, as a part of a sentence for whoever has to choose one.
  package var purpose: String {
    switch self {
    case .viewer: "a viewer reads everything"
    case .moderator: "a moderator decides about people, too"
    case .owner: "an owner about everything"
    }
  }
}

/// What is known of an admin, and of the token of a script of theirs, in words.
package enum AdminWords {
  /// `Last login 12:03:10 UTC. Password since 24 Nov 12:03:10 UTC. Made by ann 20 Nov 9:00:00 UTC.`
  package static func facts(_ admin: Admin, today: String) -> HTML {
    let login: HTML =
      if let time = admin.lastLogin {
        "Last login \(HTML.time(time, today: today)) UTC"
      } else {
        "Never logged in"
      }
    return """
      \(login). Password since \(HTML.time(admin.passwordSince, today: today)) UTC. \
      Made by \(HTML.name(admin.actor)) \(HTML.time(admin.since, today: today)) UTC.
      """
  }

  /// `May do what a viewer may. Made 24 Nov 12:03:10 UTC, last used 12:03:11 UTC.`
  package static func facts(_ token: APIToken, today: String) -> HTML {
    let used: HTML =
      if let time = token.lastUsed {
        "last used \(HTML.time(time, today: today)) UTC"
      } else {
        "never used"
      }
    return """
      May do what \(token.role.words) may. Made \(HTML.time(token.since, today: today)) UTC, \(used).
      """
  }

  /// Why a page or a question is not shown.
  package static func refusal(of kind: AdminCommand.Kind, to visitor: Visitor?) -> String {
    switch kind.need {
    case .login: "This is about an admin's own account, and nobody is logged in."
    case .role(let role):
      "You are logged in as \(visitor?.role.words ?? "nobody"). This takes \(role.words)."
    }
  }
}
