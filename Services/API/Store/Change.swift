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
    /// Written down before any chat server is asked. It leaves no event; what comes of it does.
    case ordered(NewOrder)
    /// It was carried out on these servers, or on all that it was for.
    case orderDone(id: String, on: [String]?)
    /// It was not, and will not be.
    case orderFailed(id: String, on: [String]?, why: String)
    /// They could not be asked: from now on it waits for them.
    case orderWaiting(id: String, on: [String]?, why: String)
    /// It no longer waits for whoever follows; there is no more to say of it.
    case orderOver(id: String)
    case doors(open: Bool)
    case history(lines: Int)
    case loginFailed(peer: String)
    case loginSucceeded(peer: String)
  }

  /// An order and whom it is for.
  package struct NewOrder: Sendable, Equatable {
    package var id: String
    package var action: Order.Action
    package var recipients: [Recipient]
    /// Whom it is about; nil in an announcement.
    package var member: Int?
    package var name: String?
    /// The reason, or what is announced.
    package var text: String?

    package init(
      id: String, action: Order.Action, recipients: [Recipient], member: Int? = nil,
      name: String? = nil, text: String?
    ) {
      self.id = id
      self.action = action
      self.recipients = recipients
      self.member = member
      self.name = name
      self.text = text
    }
  }

  /// A process that is to carry out an order.
  package struct Recipient: Sendable, Equatable {
    /// Empty is every server that follows.
    package var server: String
    package var instance: String?

    package init(server: String, instance: String?) {
      self.server = server
      self.instance = instance
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
package enum ChangeRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  case alreadyBanned(Ban)
  /// There are `Limits.bansMax`.
  case tooManyBans
  case noSuchBan(id: Int)
  /// So many wait already.
  case noRoomForOrders(max: Int, areAnnouncements: Bool)

  package var description: String {
    switch self {
    case .alreadyBanned(let ban):
      "\(ban.range) is banned already \(ban.until.map { "until \($0)" } ?? "for ever"), by ban "
        + "\(ban.id); lift that one to change it"
    case .tooManyBans:
      "there are \(Limits.bansMax) bans, and no room for more; lift some, or ban ranges in place of "
        + "addresses"
    case .noSuchBan(let id): "there is no ban \(id)"
    case .noRoomForOrders(let max, let areAnnouncements):
      "\(max) \(areAnnouncements ? "announcements" : "orders") wait already for chat servers that "
        + "cannot be asked"
    }
  }
}
