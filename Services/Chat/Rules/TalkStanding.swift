/// How one person stands with the rules of the room. A value: it knows no clock.
package struct TalkStanding {
  /// Between two notices that somebody without voice is not heard: what is piped in would fill their
  /// terminal.
  package static let remindersPause = Duration.seconds(10)

  /// What becomes of a line.
  package enum Verdict: Equatable {
    case said
    /// It is not said; the next one can be after `wait`.
    case tooEarly(wait: Duration)
    /// It is not said; `isNews` when they should be told.
    case voiceless(isNews: Bool)
  }

  package var isVoiced = false
  /// When slow mode last let a line of theirs through.
  private var lastLine: Duration?
  private var lastReminder: Duration?

  package init() {}

  /// Judges a line that comes `now`, and remembers it when it is said. A line that is refused moves
  /// nobody's turn.
  package mutating func judge(_ rules: TalkRules, at now: Duration) -> Verdict {
    if rules.isVoicedOnly, !isVoiced {
      let isNews = lastReminder.map { now - $0 >= Self.remindersPause } ?? true
      if isNews { lastReminder = now }
      return .voiceless(isNews: isNews)
    }
    guard rules.slowPause > .zero else { return .said }
    // As the rule is now: a shorter pause holds at once.
    if let lastLine, now - lastLine < rules.slowPause {
      return .tooEarly(wait: rules.slowPause - (now - lastLine))
    }
    lastLine = now
    return .said
  }
}
