/// Something that a chat server is to do once: the body of its `POST /orders`, and what
/// `GET /config` holds for a server that could not be reached.
package struct Order: Codable, Sendable, Equatable {
  package enum Action: String, Codable, Sendable, CaseIterable {
    case kick, mute, unmute, voice, unvoice, announce
    /// A line of theirs that was held is said, as it was typed: as a line, or with `/me`.
    case say, act
  }

  /// Unique, whichever way it arrives. In the form of a `ServerID`; nil from an older API.
  package var id: String?
  /// The event since which it has waited; 0 when it is delivered directly.
  package var seq: Int
  package var action: Action
  /// The chat server that it is for; nil means every one that follows `GET /config`.
  package var server: String?
  /// The process there that it is for; nil when it does not matter, and from an older API.
  package var instance: String?
  /// The member it is about, and their name; nil in an announcement.
  package var member: Int?
  package var name: String?
  /// The reason, or what is announced or said.
  package var text: String?
  /// When a mute ends: RFC 3339, UTC. Nil means when it is lifted.
  package var until: String?

  package init(
    id: String? = nil, seq: Int = 0, action: Action, server: String? = nil,
    instance: String? = nil, member: Int? = nil, name: String? = nil, text: String? = nil,
    until: String? = nil
  ) {
    self.id = id
    self.seq = seq
    self.action = action
    self.server = server
    self.instance = instance
    self.member = member
    self.name = name
    self.text = text
    self.until = until
  }
}

/// The result of an order: a chat server's answer to `POST /orders`, and its report to the API on
/// one that had waited (`POST /outcomes`).
package struct OrderResult: Codable, Sendable, Equatable {
  package enum Outcome: String, Codable, Sendable {
    case done
    /// The member is not there.
    case absent
    /// The member goes by another name now.
    case renamed
    /// Too many orders were carried out lately; this one was not.
    case busy
    /// The member is muted by their name or address, and cannot be unmuted alone.
    case held
    /// The member is muted: nobody would hear what they were to say.
    case muted
  }

  /// The order's id.
  package var order: String
  /// The chat server.
  package var server: String
  package var outcome: Outcome
  /// The member's current name, if renamed.
  package var name: String?
  /// Where a member who was muted comes from, if that tells people apart.
  package var range: String?
  /// The mutes that a member was unmuted from, or is held by.
  package var mutes: [Int]?

  package init(
    order: String, server: String, outcome: Outcome, name: String? = nil, range: String? = nil,
    mutes: [Int]? = nil
  ) {
    self.order = order
    self.server = server
    self.outcome = outcome
    self.name = name
    self.range = range
    self.mutes = mutes
  }
}
