/// Something that a chat server is to do once: the body of its `POST /orders`, and what
/// `GET /config` has for one that could not be asked.
package struct Order: Codable, Sendable, Equatable {
  package enum Action: String, Codable, Sendable { case kick, mute, unmute, announce }

  /// Tells it from all others, by whichever way it comes. As a `ServerID`; nil of an older API.
  package var id: String?
  /// The event since which it waits; 0 for one that is given directly.
  package var seq: Int
  package var action: Action
  /// The chat server that it is for; nil is every one that follows.
  package var server: String?
  /// The process there that it is for; nil where that does not matter, and of an older API.
  package var instance: String?
  /// Whom it is about, and the name that they go by; nil in an announcement.
  package var member: Int?
  package var name: String?
  /// The reason, or what is announced.
  package var text: String?

  package init(
    id: String? = nil, seq: Int = 0, action: Action, server: String? = nil,
    instance: String? = nil, member: Int? = nil, name: String? = nil, text: String? = nil
  ) {
    self.id = id
    self.seq = seq
    self.action = action
    self.server = server
    self.instance = instance
    self.member = member
    self.name = name
    self.text = text
  }
}

/// What came of an order: a chat server's answer to `POST /orders`, and what it tells the API of one
/// that had waited (`POST /outcomes`).
package struct OrderResult: Codable, Sendable, Equatable {
  package enum Outcome: String, Codable, Sendable {
    case done
    /// Nobody is there whom it could be about.
    case absent
    /// Who it is about goes by another name now.
    case renamed
    /// So many orders have been carried out lately that this one was not.
    case busy
  }

  /// The order's id.
  package var order: String
  /// The chat server.
  package var server: String
  package var outcome: Outcome
  /// Whom the member is now, if renamed.
  package var name: String?

  package init(order: String, server: String, outcome: Outcome, name: String? = nil) {
    self.order = order
    self.server = server
    self.outcome = outcome
    self.name = name
  }
}
