/// Somebody whom nobody hears: an entry of `GET /mutes`. It is of a person who was there when it was made, of
/// a name or of addresses.
package struct Mute: Codable, Sendable, Equatable {
  /// The seq of the event that made it.
  package var id: Int
  /// Where the person was: their chat server, its process, and their id there. Nil for a mute of a name
  /// or of addresses.
  package var server: String?
  package var instance: String?
  package var member: Int?
  /// The name that is muted, or the person's then: whoever comes by a chosen one is taken for them.
  package var name: String?
  /// An address or a CIDR range that is muted; or where the person came from, if that tells people
  /// apart.
  package var range: String?
  package var reason: String
  /// RFC 3339, UTC; nil means until it is lifted.
  package var until: String?
  /// RFC 3339, UTC.
  package var since: String
  /// Who made it.
  package var actor: String

  package init(
    id: Int, server: String? = nil, instance: String? = nil, member: Int? = nil,
    name: String? = nil, range: String? = nil, reason: String, until: String?, since: String,
    actor: String
  ) {
    self.id = id
    self.server = server
    self.instance = instance
    self.member = member
    self.name = name
    self.range = range
    self.reason = reason
    self.until = until
    self.since = since
    self.actor = actor
  }

  /// `ann (7 on a)`, `ann`, `192.0.2.0/24`.
  package var target: String {
    guard let member, let server else { return name ?? range ?? "" }
    return "\(name ?? "") (\(member) on \(server))"
  }
}

/// `GET /mutes`, oldest first.
package struct MuteList: Codable, Sendable, Equatable {
  package var mutes: [Mute]
  package init(mutes: [Mute]) { self.mutes = mutes }
}

/// The body of `POST /mutes` for a name or for addresses: one of the two. For a person it is a
/// `MemberAction`.
package struct NewMute: Codable, Sendable, Equatable {
  package var name: String?
  package var range: String?
  package var reason: String?
  /// How long it holds; nil means until it is lifted.
  package var minutes: Int?

  package init(
    name: String? = nil, range: String? = nil, reason: String? = nil, minutes: Int? = nil
  ) {
    self.name = name
    self.range = range
    self.reason = reason
    self.minutes = minutes
  }
}

/// Why somebody is muted, and how sure it is that they are meant.
package struct MuteInForce: Codable, Sendable, Equatable {
  package enum Match: String, Codable, Sendable, CaseIterable {
    /// It is the very connection that was muted.
    case connection
    /// They go by the name, or by one that looks like it: others may have taken it.
    case name
    /// They come from that one address.
    case address
    /// They come from somewhere in a range.
    case range
  }

  /// The mute's.
  package var id: Int
  package var by: Match
  /// RFC 3339, UTC; nil means until it is lifted.
  package var until: String?

  package init(id: Int, by: Match, until: String?) {
    self.id = id
    self.by = by
    self.until = until
  }
}
