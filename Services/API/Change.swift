package import Wire

/// Something to be put on disk: what, by whom, when.
package struct Change: Sendable, Equatable {
  /// Setting what is already there is no change and leaves no event.
  package enum What: Sendable, Equatable {
    case banner(String)
    case serverJoined(id: String)
    case serverLeft(id: String, why: String)
    /// `rival` is where the second one can be asked, if it said so.
    case serverDisputed(id: String, rival: String?)
    /// `until` is RFC 3339; nil is for ever.
    case banAdded(range: String, reason: String, until: String?)
    case banLifted(id: Int)
    case banExpired(id: Int)
    /// Nil means everybody, everywhere.
    case ordered(Order.Action, to: Addressee?, text: String?)
    case doors(open: Bool)
    case history(lines: Int)
    case loginFailed(peer: String)
    case loginSucceeded(peer: String)
  }

  /// Whom an order is about.
  package struct Addressee: Sendable, Equatable {
    package var server: String
    package var member: Int
    /// As the admin saw it.
    package var name: String

    package init(server: String, member: Int, name: String) {
      self.server = server
      self.member = member
      self.name = name
    }
  }

  package var what: What
  /// Who did it: `api` for a direct call, or what the caller named in `X-Actor`.
  package var actor: String
  /// RFC 3339, UTC.
  package var time: String

  package init(_ what: What, actor: String, time: String) {
    self.what = what
    self.actor = actor
    self.time = time
  }
}

/// Why a change cannot be made, though nothing is broken. The changes beside it are.
package enum ChangeRefusal: Error, Sendable, Equatable {
  case alreadyBanned(Ban)
  /// There are `Limits.bansMax`.
  case tooManyBans
  case noSuchBan(id: Int)
}
