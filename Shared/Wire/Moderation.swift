/// An address or a range of them that may not join: an entry of `GET /bans`.
package struct Ban: Codable, Sendable, Equatable {
  package var id: Int
  /// An address or a CIDR range: `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`.
  package var range: String
  package var reason: String
  /// RFC 3339, UTC; nil means for ever.
  package var until: String?
  /// RFC 3339, UTC.
  package var since: String
  /// Who banned it.
  package var actor: String

  package init(
    id: Int, range: String, reason: String, until: String?, since: String, actor: String
  ) {
    self.id = id
    self.range = range
    self.reason = reason
    self.until = until
    self.since = since
    self.actor = actor
  }
}

package struct BanList: Codable, Sendable, Equatable {
  package var bans: [Ban]
  package init(bans: [Ban]) { self.bans = bans }
}

/// The body of `POST /bans`.
package struct NewBan: Codable, Sendable, Equatable {
  package var range: String
  package var reason: String
  /// How long it holds; nil means for ever.
  package var minutes: Int?

  package init(range: String, reason: String, minutes: Int?) {
    self.range = range
    self.reason = reason
    self.minutes = minutes
  }
}

/// The member that an admin acts on: the body of `POST /kicks`, `POST /mutes`, `POST /voices` and their
/// like.
package struct MemberAction: Codable, Sendable, Equatable {
  /// The chat server they are on.
  package var server: String
  /// The process there, as in the roster; nil means the current one.
  package var instance: String?
  /// Their id there, as in the roster.
  package var member: Int
  /// Their name there, as in the roster.
  package var name: String
  package var reason: String?

  package init(
    server: String, instance: String? = nil, member: Int, name: String, reason: String? = nil
  ) {
    self.server = server
    self.instance = instance
    self.member = member
    self.name = name
    self.reason = reason
  }
}

/// The body of `POST /announcements`.
package struct Announcement: Codable, Sendable, Equatable {
  package var text: String
  package init(text: String) { self.text = text }
}

/// `GET /doors` and the body of `POST /doors`: while closed, no newcomer gets in, but for those who
/// know the word, if there is one.
package struct Doors: Codable, Sendable, Equatable {
  package var open: Bool
  /// True: there is a word that lets in.
  package var keyed: Bool?
  /// The word; nil for those who may not read it.
  package var key: String?

  package init(open: Bool, keyed: Bool? = nil, key: String? = nil) {
    self.open = open
    self.keyed = keyed
    self.key = key
  }
}

/// `GET /history` and the body of `POST /history`: how many lines are replayed to a newcomer.
package struct HistorySetting: Codable, Sendable, Equatable {
  package var lines: Int
  package init(lines: Int) { self.lines = lines }
}

/// A person in a chat: an entry of `GET /servers/{id}/users`.
package struct RosterEntry: Codable, Sendable, Equatable {
  /// Never reused, not even after a restart, and below 2^53.
  package var id: Int
  package var name: String
  package var address: String
  /// Seconds since they joined.
  package var since: Int
  /// Seconds since they last said something or gave a command; nil when they never have.
  package var idle: Int?
  /// Lines they have said.
  package var lines: Int
  package var muted: Bool
  /// True for those who were given voice; nil for all others.
  package var voiced: Bool?
  /// True when their connection is gone but lines of theirs are still being said; nil for all
  /// others.
  package var gone: Bool?

  package init(
    id: Int, name: String, address: String, since: Int, idle: Int?, lines: Int, muted: Bool,
    voiced: Bool? = nil, gone: Bool? = nil
  ) {
    self.id = id
    self.name = name
    self.address = address
    self.since = since
    self.idle = idle
    self.lines = lines
    self.muted = muted
    self.voiced = voiced
    self.gone = gone
  }
}

/// `GET /servers/{id}/users?after=&limit=&q=`, and a chat server's own `GET /roster` with the same
/// query: sorted by id, those after `after` whose name or address contains `q`.
package struct Roster: Codable, Sendable, Equatable {
  /// The process that they are on; nil in a chat server's own answer, and from an older server.
  package var instance: String?
  package var users: [RosterEntry]
  /// How many match in all.
  package var total: Int
  /// The `after` of the next page; nil on the last one.
  package var next: Int?

  package init(users: [RosterEntry], total: Int, next: Int?, instance: String? = nil) {
    self.instance = instance
    self.users = users
    self.total = total
    self.next = next
  }
}
