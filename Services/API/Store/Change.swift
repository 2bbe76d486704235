package import Wire

/// Something to be put on disk: what, by whom, when.
package struct Change: Sendable, Equatable {
  /// Setting what is already there is no change and leaves no event.
  package enum What: Sendable, Equatable {
    case banner(String)
    case serverJoined(id: String)
    case serverLeft(id: String, why: String)
    /// `rival` is the URL of the second process, if it reported one.
    case serverDisputed(id: String, rival: String?)
    /// `until` is RFC 3339; nil is for ever.
    case banAdded(range: String, reason: String, until: String?)
    case banLifted(id: Int)
    case banExpired(id: Int)
    /// Written before any chat server is asked. It leaves no event; its outcome does.
    case ordered(NewOrder)
    /// The order was carried out on these servers; nil is all that it is for.
    case orderDone(id: String, on: [String]?)
    /// The order was not carried out, and will not be.
    case orderFailed(id: String, on: [String]?, why: String)
    /// These servers could not be asked: from now on the order waits for them.
    case orderWaiting(id: String, on: [String]?, why: String)
    /// An order for all that follow the configuration no longer waits. Leaves no event.
    case orderOver(id: String)
    case doors(open: Bool)
    case history(lines: Int)
    case retention(days: Int)
    /// `key` is the one with which the line's text is mixed from now on.
    case messageHidden(HiddenLine, key: [UInt8])
    /// Written before the line is changed. It leaves no event; `messageShown` does.
    case messageShowing(id: Int)
    case messageShown(id: Int)
    /// `tokenHash` is all that is kept of its token.
    case botMade(name: String, tokenHash: String, mayRead: Bool)
    case botRevoked(id: Int)
    /// When tokens were last used, by the bots' ids: RFC 3339. Leaves no event.
    case botsUsed([Int: String])
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

  /// A line of the transcript.
  package struct HiddenLine: Sendable, Equatable {
    package var id: Int
    package var origin: String
    package var number: Int

    package init(id: Int, origin: String, number: Int) {
      self.id = id
      self.origin = origin
      self.number = number
    }
  }

  /// A process that is to carry out an order.
  package struct Recipient: Sendable, Equatable {
    /// Empty is every server that follows the configuration.
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

/// Why a change is refused, though nothing is broken. The rest of its transaction is committed.
package enum ChangeRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  case alreadyBanned(Ban)
  /// There are `Limits.bansMax` already.
  case tooManyBans
  case noSuchBan(id: Int)
  /// `max` of them wait already.
  case noRoomForOrders(max: Int, areAnnouncements: Bool)
  /// `by` is a bot's name that is the same or looks like it.
  case botNameTaken(by: String)
  /// There are `Limits.botsMax` already.
  case tooManyBots
  case noSuchBot(id: Int)

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
    case .botNameTaken(let other):
      "there is a bot called \(other) already. No token is shown twice: if that one's is lost, revoke "
        + "the bot and make it anew"
    case .tooManyBots: "there are \(Limits.botsMax) bots, and no room for more; revoke some"
    case .noSuchBot(let id): "there is no bot \(id)"
    }
  }
}
