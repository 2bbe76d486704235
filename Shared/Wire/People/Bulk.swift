/// The body of `POST /bulk`: one thing to be done about many people.
package struct NewBulk: Codable, Sendable, Equatable {
  package enum Action: String, Codable, Sendable, CaseIterable {
    case kick, mute, unmute
    /// Nobody may go by their names; they are put out.
    case ban
  }

  package var action: Action
  package var reason: String?
  /// How long mutes and bans hold; nil means until they are lifted.
  package var minutes: Int?
  /// At most `Limits.bulkMax`.
  package var people: [MemberAction]

  package init(
    _ action: Action, reason: String? = nil, minutes: Int? = nil, people: [MemberAction]
  ) {
    self.action = action
    self.reason = reason
    self.minutes = minutes
    self.people = people
  }
}
