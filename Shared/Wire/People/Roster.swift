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
  /// Why, where a mute says so that the API keeps; nil for all others, and from an older server.
  package var mute: MuteInForce?
  /// True when their connection is gone but lines of theirs are still being said; nil for all
  /// others.
  package var gone: Bool?
  /// When they joined, and when they last said something or gave a command: RFC 3339, UTC, to the
  /// second. The same each time they are told, as `since` and `idle` are not; nil from an older server.
  package var joined: String?
  package var active: String?

  package init(
    id: Int, name: String, address: String, since: Int, idle: Int?, lines: Int, muted: Bool,
    voiced: Bool? = nil, mute: MuteInForce? = nil, gone: Bool? = nil, joined: String? = nil,
    active: String? = nil
  ) {
    self.id = id
    self.name = name
    self.address = address
    self.since = since
    self.idle = idle
    self.lines = lines
    self.muted = muted
    self.voiced = voiced
    self.mute = mute
    self.gone = gone
    self.joined = joined
    self.active = active
  }
}

/// `GET /servers/{id}/users?after=&limit=&q=`, and a chat server's own `GET /roster` with the same
/// query: sorted by id, those after `after` whose name or address contains `q`. The latter also takes the
/// filters of `GET /people`, and sorts: `sort` as there, and `past`, the cursor of a `PeoplePlace`.
package struct Roster: Codable, Sendable, Equatable {
  /// The process that they are on; nil in a chat server's own answer, and from an older server.
  package var instance: String?
  package var users: [RosterEntry]
  /// How many match in all.
  package var total: Int
  /// The last one's id, if there are more: the `after` of the next page; nil on the last one.
  package var next: Int?

  package init(users: [RosterEntry], total: Int, next: Int?, instance: String? = nil) {
    self.instance = instance
    self.users = users
    self.total = total
    self.next = next
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
  /// How long a mute holds; nil means until it is lifted.
  package var minutes: Int?

  package init(
    server: String, instance: String? = nil, member: Int, name: String, reason: String? = nil,
    minutes: Int? = nil
  ) {
    self.server = server
    self.instance = instance
    self.member = member
    self.name = name
    self.reason = reason
    self.minutes = minutes
  }
}
