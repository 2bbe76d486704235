import TinyHTTP
import Wire

/// What the admin reads before and after a change of what holds for the whole room.
extension RoomChange {
  var question: HTML {
    switch self {
    case .slow(0): "End slow mode?"
    case .slow: "Begin slow mode?"
    case .voicedOnly(true): "Let only those with voice talk?"
    case .voicedOnly(false): "Let everybody talk?"
    case .word: "Close the doors to all who do not know a word?"
    case .limits: "Change the limits?"
    }
  }

  var consequence: String {
    switch self {
    case .slow(0): "Everybody may talk again as fast as the limits let them."
    case .slow:
      "Whoever has said a line waits so many seconds for the next. Everybody is told, and what comes too "
        + "early is not said."
    case .voicedOnly(true):
      "All others can read, and are not heard until you give them voice or let everybody talk. Everybody "
        + "is told."
    case .voicedOnly(false): "Everybody is told, and heard again."
    case .word:
      "Newcomers get in with /key and the word, as their first line. Those who are in the chat stay."
    case .limits:
      "They hold at once, on every chat server. Those who are in the chat stay, also beyond a limit."
    }
  }

  var button: String {
    switch self {
    case .slow(0): "End slow mode"
    case .slow: "Begin slow mode"
    case .voicedOnly(true): "Only those with voice"
    case .voicedOnly(false): "Let everybody talk"
    case .word: "Close the doors"
    case .limits: "Save"
    }
  }

  /// Whether it takes something from somebody.
  var isHarsh: Bool {
    switch self {
    case .voicedOnly(true), .word: true
    case .slow, .voicedOnly(false), .limits: false
    }
  }

  var done: String {
    switch self {
    case .slow(0): "Done: slow mode is off."
    case .slow(let seconds): "Done: slow mode, one line in \(Format.span(.seconds(seconds))) each."
    case .voicedOnly(true): "Done: only those with voice may talk."
    case .voicedOnly(false): "Done: everybody may talk."
    case .word: "Done: the doors ask for the word."
    case .limits: "Done: the limits are changed."
    }
  }

  /// What a change of limits comes to, beside those that hold at present.
  func change(from present: RoomLimits) -> HTML? {
    guard case .limits(let limits) = self else { return nil }
    let changes = LimitField.allCases.compactMap { field -> HTML? in
      let (old, new) = (present[keyPath: field.path], limits[keyPath: field.path])
      guard old != new else { return nil }
      return "<li>\(RuleWords.title(field)): \(RuleWords.limit(old)) → \(RuleWords.limit(new))</li>"
    }
    return changes.isEmpty
      ? "<p>So they are already.</p>" : "<ul class=\"facts\">\(HTML.join(changes))</ul>"
  }
}
