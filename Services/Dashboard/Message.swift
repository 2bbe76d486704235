/// What became of what the admin asked for.
package enum Message: Equatable {
  case stored
  case unchanged
  /// The text typed before the session ended came through the login.
  case draftKept
  /// The API's own reason.
  case refused(String)
  case apiAway
  /// The change was sent, and no answer came back.
  case outcomeUnknown

  /// Said in the address after a redirect: `/?said=stored`. Anything else says nothing.
  package init?(said code: String?) {
    switch code {
    case "stored": self = .stored
    case "unchanged": self = .unchanged
    default: return nil
    }
  }

  package var isError: Bool {
    switch self {
    case .stored, .unchanged: false
    case .draftKept, .refused, .apiAway, .outcomeUnknown: true
    }
  }

  package var text: String {
    switch self {
    case .stored: "The banner is stored. Whoever connects from now on sees it."
    case .unchanged: "That is the banner already: nothing was changed."
    case .draftKept: "You were logged out meanwhile. Your text is kept below, and not stored yet."
    case .refused(let reason): "The API refused the banner: \(reason)"
    case .apiAway: "The API cannot be reached, so nothing was changed. Your text is kept below."
    case .outcomeUnknown:
      "The API did not confirm the change: it may or may not be stored. Your text is kept below."
    }
  }
}
