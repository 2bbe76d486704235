/// Addresses that may not join, or a name that nobody may go by: an entry of `GET /bans`.
package struct Ban: Codable, Sendable, Equatable {
  package var id: Int
  /// An address or a CIDR range: `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`. Empty in a ban of a
  /// name: older chat servers need one, and ban nobody by it.
  package var range: String
  /// Nobody may go by it, nor by one that looks like it; nil in a ban of addresses.
  package var name: String?
  package var reason: String
  /// RFC 3339, UTC; nil means for ever.
  package var until: String?
  /// RFC 3339, UTC.
  package var since: String
  /// Who banned it.
  package var actor: String

  package init(
    id: Int, range: String = "", name: String? = nil, reason: String, until: String?,
    since: String, actor: String
  ) {
    self.id = id
    self.range = range
    self.name = name
    self.reason = reason
    self.until = until
    self.since = since
    self.actor = actor
  }

  /// What is banned.
  package var target: String { name ?? range }
}

package struct BanList: Codable, Sendable, Equatable {
  package var bans: [Ban]
  package init(bans: [Ban]) { self.bans = bans }
}

/// The body of `POST /bans`: of a range or of a name.
package struct NewBan: Codable, Sendable, Equatable {
  package var range: String?
  package var name: String?
  package var reason: String
  /// How long it holds; nil means for ever.
  package var minutes: Int?

  package init(range: String? = nil, name: String? = nil, reason: String, minutes: Int?) {
    self.range = range
    self.name = name
    self.reason = reason
    self.minutes = minutes
  }

  /// What is to be banned.
  package var target: String { name ?? range ?? "" }
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
