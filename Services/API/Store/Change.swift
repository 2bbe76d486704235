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
    /// Of a range or of a name. `until` is RFC 3339; nil is for ever.
    case banAdded(range: String? = nil, name: String? = nil, reason: String, until: String?)
    case banLifted(id: Int)
    case banExpired(id: Int)
    case banChanged(id: Int, NewTerms)
    case muteChanged(id: Int, NewTerms)
    /// Of a name or of addresses; one of a person comes of an order.
    case muteAdded(name: String?, range: String?, reason: String, until: String?)
    case muteLifted(id: Int)
    case muteExpired(id: Int)
    /// About a name or about a range. Chat servers need not know.
    case noteAdded(name: String?, range: String?, text: String)
    case noteRemoved(id: Int)
    /// Written before any chat server is asked. It leaves no event; its outcome does.
    case ordered(NewOrder)
    /// The order was carried out on these servers; nil is all that it is for.
    case orderDone(id: String, on: [String]?, finding: Finding = Finding())
    /// The order was not carried out, and will not be.
    case orderFailed(id: String, on: [String]?, why: String)
    /// These servers could not be asked: from now on the order waits for them.
    case orderWaiting(id: String, on: [String]?, why: String)
    /// An order for all that follow the configuration no longer waits. Leaves no event.
    case orderOver(id: String)
    /// While they are closed, `key` lets in whoever knows it.
    case doors(open: Bool, key: String? = nil)
    case filterAdded(NewFilter)
    case filterRemoved(id: Int)
    /// What a chat server hands over. It leaves no event.
    case lineHeld(NewHeldLine)
    case heldDropped(id: Int)
    /// Those that were there at that time: RFC 3339.
    case heldExpired(since: String)
    /// Nil leaves one as it is.
    case rules(slowSeconds: Int? = nil, voicedOnly: Bool? = nil)
    /// Those that are not in it stay as they are; nil gives one back to the chat servers.
    case limits([RoomLimits.CodingKeys: Int?])
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
    /// What a minute came to. Leaves no event.
    case sampled(Sample)
    case loginFailed(peer: String)
    /// `passwordHash` is all that is kept of the password, and `tokenHash` of a session's or a token's. The
    /// first admin ends the sessions of whoever came before.
    case adminMade(name: String, role: Role, passwordHash: String)
    /// Ends their sessions.
    case roleChanged(admin: Int, role: Role)
    /// Ends their sessions but for the one with that hash.
    case passwordChanged(admin: Int, passwordHash: String, sparing: String?)
    /// With their sessions and tokens.
    case adminRemoved(id: Int)
    case sessionOpened(NewSession)
    /// What a code for a login proves is known in memory alone.
    case codeMade(name: String)
    /// `logout`, where it was an admin's.
    case sessionClosed(tokenHash: String)
    /// Sessions that have lasted long enough. Leaves no event.
    case sessionsEnded(tokenHashes: [String])
    case tokenMade(name: String, admin: Int, role: Role, tokenHash: String)
    case tokenRevoked(id: Int)
    /// When tokens of admins were last used, by their ids. Leaves no event.
    case tokensUsed([Int: String])
  }

  /// A session that begins.
  package struct NewSession: Sendable, Equatable {
    package var tokenHash: String
    /// Nil is whoever comes while there are no admins.
    package var proof: Proof?
    /// Another that makes room for it.
    package var ending: String?

    package init(tokenHash: String, proof: Proof?, ending: String? = nil) {
      self.tokenHash = tokenHash
      self.proof = proof
      self.ending = ending
    }
  }

  /// Somebody knew the password of an admin, when that was its hash.
  package struct Proof: Sendable, Equatable {
    package var admin: Int
    package var passwordHash: String

    package init(admin: Int, passwordHash: String) {
      self.admin = admin
      self.passwordHash = passwordHash
    }
  }

  /// How it was in a minute.
  package struct Sample: Sendable, Equatable {
    /// Since 1970, UTC.
    package var minute: Int
    /// The most at once.
    package var people: Int
    /// Said in it.
    package var lines: Int

    package init(minute: Int, people: Int, lines: Int) {
      self.minute = minute
      self.people = people
      self.lines = lines
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

  package var what: What
  package var actor: Author
  /// RFC 3339, UTC.
  package var time: String

  package init(_ what: What, actor: Author, time: String) {
    self.what = what
    self.actor = actor
    self.time = time
  }
}

/// Who did something, for the audit log.
package struct Author: Sendable, Equatable, ExpressibleByStringLiteral {
  /// Whom the API has recognized: see `Event.actor`.
  package var name: String
  /// What the caller adds, which nobody has proved.
  package var note: String?

  package init(_ name: String, note: String? = nil) {
    self.name = name
    self.note = note
  }

  package init(stringLiteral name: String) { self.init(name) }
}

/// Why a change is refused, though nothing is broken. The rest of its transaction is committed.
package enum ChangeRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  case alreadyBanned(Ban)
  /// There are `Limits.bansMax` already.
  case tooManyBans
  case noSuchBan(id: Int)
  case alreadyMuted(Mute)
  /// There are `Limits.mutesMax` already.
  case tooManyMutes
  case noSuchMute(id: Int)
  /// There are `Limits.notesMax` already.
  case tooManyNotes
  case noSuchNote(id: Int)
  /// `max` of them wait already.
  case noRoomForOrders(max: Int, areAnnouncements: Bool)
  /// `by` is a bot's name that is the same or looks like it.
  case botNameTaken(by: String)
  /// There are `Limits.botsMax` already.
  case tooManyBots
  case noSuchBot(id: Int)
  /// `by` is an admin's name that is the same or looks like it.
  case adminNameTaken(by: String)
  /// There are `Limits.adminsMax` already.
  case tooManyAdmins
  /// It would be an admin who cannot make others.
  case firstNotOwner
  case noSuchAdmin(id: Int)
  /// Nobody could change settings or admins any more.
  case lastOwner(name: String)
  /// What was proved when it began is true no more.
  case sessionOutdated
  case tokenNameTaken(String)
  /// The admin has `Limits.tokensPerAdminMax` already.
  case tooManyTokens
  case noSuchToken(id: Int)
  /// It has the same words.
  case alreadyFiltered(by: WordFilter)
  /// There are `Limits.filtersMax` already.
  case tooManyFilters
  case noSuchFilter(id: Int)
  /// There are `Limits.heldLinesMax` already.
  case tooManyHeld
  case noSuchHeld(id: Int)
  /// A chat server is asked to say it.
  case heldBeingReleased(id: Int)

  package var description: String {
    switch self {
    case .alreadyBanned(let ban):
      "\(ban.target) is banned already \(ban.until.map { "until \($0)" } ?? "for ever"), by ban "
        + "\(ban.id); lift that one to change it"
    case .tooManyBans:
      "there are \(Limits.bansMax) bans, and no room for more; lift some, or ban ranges in place of "
        + "addresses"
    case .noSuchBan(let id): "there is no ban \(id)"
    case .alreadyMuted(let mute):
      "\(mute.target) is muted already \(mute.until.map { "until \($0)" } ?? "for ever"), by mute "
        + "\(mute.id); lift that one to change it"
    case .tooManyMutes:
      "there are \(Limits.mutesMax) mutes, and no room for more; lift some, or mute ranges in place of "
        + "addresses"
    case .noSuchMute(let id): "there is no mute \(id)"
    case .tooManyNotes: "there are \(Limits.notesMax) notes, and no room for more; remove some"
    case .noSuchNote(let id): "there is no note \(id)"
    case .noRoomForOrders(let max, let areAnnouncements):
      "\(max) \(areAnnouncements ? "announcements" : "orders") wait already for chat servers that "
        + "cannot be asked"
    case .botNameTaken(let other):
      "there is a bot called \(other) already. No token is shown twice: if that one's is lost, revoke "
        + "the bot and make it anew"
    case .tooManyBots: "there are \(Limits.botsMax) bots, and no room for more; revoke some"
    case .noSuchBot(let id): "there is no bot \(id)"
    case .adminNameTaken(let other): "there is an admin called \(other) already"
    case .tooManyAdmins:
      "there are \(Limits.adminsMax) admins, and no room for more; remove some"
    case .firstNotOwner: "the first admin has to be an owner, who can make the others"
    case .noSuchAdmin(let id): "there is no admin \(id)"
    case .lastOwner(let name):
      "\(name) is the last owner, without whom nobody could change admins or settings; make another "
        + "owner first"
    case .sessionOutdated: "the admin was changed in this very moment; log in again"
    case .tokenNameTaken(let name):
      "you have a token called \(name) already. No token is shown twice: if that one is lost, revoke "
        + "it and make it anew"
    case .tooManyTokens:
      "you have \(Limits.tokensPerAdminMax) tokens, and no room for more; revoke some"
    case .noSuchToken(let id): "there is no token \(id)"
    case .alreadyFiltered(let filter):
      "filter \(filter.id) looks for the same words; remove that one to change it"
    case .tooManyFilters:
      "there are \(Limits.filtersMax) filters, and no room for more; remove some"
    case .noSuchFilter(let id): "there is no filter \(id)"
    case .tooManyHeld:
      "\(Limits.heldLinesMax) held lines wait for a moderator, and there is no room for more"
    case .noSuchHeld(let id):
      "there is no held line \(id); it was released or dropped, or has waited for more than "
        + "\(Limits.heldSecondsMax / 3_600) hours"
    case .heldBeingReleased(let id): "held line \(id) is being released"
    }
  }
}
