package import Wire

/// Hears of events after which somebody's session may be over.
package struct IdentityNews {
  /// The last event that was heard; nil before the first time.
  private var lastSeq: Int?

  package init() {}

  /// Whether there is one among the new ones; `events` are the last ones, newest first.
  package mutating func hear(_ events: [Event]) -> Bool {
    let known = lastSeq ?? events.first?.seq ?? 0
    lastSeq = events.first?.seq ?? known
    return events.prefix { $0.seq > known }.contains { event in
      switch EventAction(rawValue: event.action) {
      case .adminMade, .adminChanged, .adminRemoved, .passwordChanged, .loggedOut: true
      default: false
      }
    }
  }
}
