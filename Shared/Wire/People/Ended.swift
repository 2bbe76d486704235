/// A ban or a mute that is over: an entry of `GET /bans?state=ended` and of `GET /mutes?state=ended`.
package struct Ended: Codable, Sendable, Equatable {
  /// Grows with each that ends; `?before=` is compared with it.
  package var place: Int
  /// The id that it had.
  package var id: Int
  /// Where the person was, with a mute of one.
  package var server: String?
  package var member: Int?
  package var name: String?
  package var range: String?
  package var reason: String
  /// RFC 3339, UTC, as are the others; nil: it had no end.
  package var until: String?
  package var since: String
  /// Who made it.
  package var actor: String
  /// When it ended.
  package var ended: String
  /// Who ended it; `api` when its time was up.
  package var endedBy: String

  package init(
    place: Int, id: Int, server: String? = nil, member: Int? = nil, name: String? = nil,
    range: String? = nil, reason: String, until: String?, since: String, actor: String,
    ended: String, endedBy: String
  ) {
    self.place = place
    self.id = id
    self.server = server
    self.member = member
    self.name = name
    self.range = range
    self.reason = reason
    self.until = until
    self.since = since
    self.actor = actor
    self.ended = ended
    self.endedBy = endedBy
  }

  enum CodingKeys: String, CodingKey {
    case place, id, server, member, name, range, reason, until, since, actor, ended
    case endedBy = "ended_by"
  }
}

/// `GET /bans?state=ended` and `GET /mutes?state=ended`: the last that ended first.
package struct EndedList: Codable, Sendable, Equatable {
  package var ended: [Ended]
  /// There are older ones.
  package var more: Bool

  package init(ended: [Ended], more: Bool) {
    self.ended = ended
    self.more = more
  }
}

/// The body of `PUT /bans/{id}` and `PUT /mutes/{id}`: what is nil stays as it is.
package struct TermsChange: Codable, Sendable, Equatable {
  package var reason: String?
  /// From now on; 0 means that it has no end.
  package var minutes: Int?

  package init(reason: String? = nil, minutes: Int? = nil) {
    self.reason = reason
    self.minutes = minutes
  }
}
