/// Something that happened, in the order of `seq`: an entry of `GET /events`.
package struct Event: Codable, Sendable, Equatable {
  package var seq: Int
  /// RFC 3339, UTC.
  package var time: String
  /// Who did it: the admin who is logged in, or whose token it is; `api` for a call with API_TOKEN, or
  /// without any; `dashboard` for a page that is open to everybody.
  package var actor: String
  /// An `EventAction`, or one that only a newer API knows.
  package var action: String
  package var target: String
  package var old: String?
  package var new: String?
  /// What the caller added in `X-Actor`, such as the address of the browser: nobody has proved it.
  package var note: String?

  package init(
    seq: Int, time: String, actor: String, action: String, target: String,
    old: String? = nil, new: String? = nil, note: String? = nil
  ) {
    self.seq = seq
    self.time = time
    self.actor = actor
    self.action = action
    self.target = target
    self.old = old
    self.new = new
    self.note = note
  }
}

/// `GET /events`: newest first, or with `?after=` in the order they happened.
package struct EventList: Codable, Sendable, Equatable {
  package var events: [Event]
  /// Where more of them may be: as the next `before`, or `after`; nil when there is none.
  package var next: Int?

  package init(events: [Event], next: Int? = nil) {
    self.events = events
    self.next = next
  }
}

/// What can happen, as `Event.action` names it.
package enum EventAction: String, CaseIterable, Sendable {
  case bannerChanged = "banner.changed"
  case serverJoined = "server.joined"
  /// `new` says why.
  case serverLeft = "server.left"
  /// A second process uses the id of a server that is there, and is refused; `new` is its URL.
  case serverDisputed = "server.disputed"
  /// The target of these three is the range or the name; `new`, or `old` for an end, is its duration and
  /// reason: `until 2026-11-24T14:00:00.000Z: spam`, `for ever`.
  case banAdded = "ban.added"
  case banLifted = "ban.lifted"
  case banExpired = "ban.expired"
  /// The target is as with bans and mutes; `old` and `new` are the terms.
  case banChanged = "ban.changed"
  case muteChanged = "mute.changed"
  /// The target of these is `NAME (MEMBER on SERVER)`; `new` is the reason, and of a mute that
  /// ends before it the end: `until 2026-11-24T14:00:00.000Z: spam`.
  case memberKicked = "member.kicked"
  case memberMuted = "member.muted"
  case memberUnmuted = "member.unmuted"
  case memberVoiced = "member.voiced"
  case memberUnvoiced = "member.unvoiced"
  /// The target of these three is a name, a range, or `NAME (MEMBER on SERVER)`; `new`, or `old` for an
  /// end, is as with bans.
  case muteAdded = "mute.added"
  case muteLifted = "mute.lifted"
  case muteExpired = "mute.expired"
  /// The target of both is the name or the range; `new` or `old` is the text.
  case noteAdded = "note.added"
  case noteRemoved = "note.removed"
  /// The target is `everyone`, or `everyone on SERVER`; `new` is the text.
  case announcementMade = "announcement.made"
  /// The target of these two is that of the order. `old` is the order, with its text: `kick: spam`;
  /// `new` says what keeps it waiting, or why it was not done.
  case orderWaiting = "order.waiting"
  case orderFailed = "order.failed"
  case doorsOpened = "doors.opened"
  case doorsClosed = "doors.closed"
  /// The doors ask for a word, or for another one, which no event tells.
  case doorsKeyed = "doors.keyed"
  /// `old` and `new` of these two have what changed: `slow_seconds=10 voiced_only=true`. A limit that is
  /// `own` is the chat server's own.
  case rulesChanged = "rules.changed"
  case limitsChanged = "limits.changed"
  /// The target of both is the pattern; `new` or `old` is the action and the reason: `refuse: not here`.
  case filterAdded = "filter.added"
  case filterRemoved = "filter.removed"
  /// The target of these two is `NAME (MEMBER on SERVER)`. Of what they wrote no event tells: it was not
  /// said, or can still be hidden.
  case heldReleased = "held.released"
  case heldDropped = "held.dropped"
  /// Lines that waited for too long; the target is their number.
  case heldExpired = "held.expired"
  /// `old` and `new` are numbers of lines.
  case historyChanged = "history.changed"
  /// `old` and `new` are numbers of days; 0: what is said is not kept.
  case retentionChanged = "retention.changed"
  /// The target of these two is the id of the line.
  case messageHidden = "message.hidden"
  case messageShown = "message.shown"
  /// The target of both is the bot's name. `new` is `may read` where it may read what is said.
  case botMade = "bot.made"
  case botRevoked = "bot.revoked"
  /// The target of these three is the admin's name, or what was tried as one.
  case loginFailed = "login.failed"
  case loginSucceeded = "login.succeeded"
  case loggedOut = "logout"
  /// A code for the prompt of a chat; the target is the admin's name.
  case codeMade = "code.made"
  /// The target of these is the admin's name; `old` and `new` are roles.
  case adminMade = "admin.made"
  case adminChanged = "admin.changed"
  case adminRemoved = "admin.removed"
  case passwordChanged = "password.changed"
  /// The target of both is the token's name; `new` or `old` is whose it is, and its role:
  /// `ann, moderator`.
  case tokenMade = "token.made"
  case tokenRevoked = "token.revoked"
}
