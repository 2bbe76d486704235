package import Wire

/// Who may talk in the room, and how often.
///
/// Where anybody may talk at any time, a line costs one look at `isRestricting`.
package struct TalkRules: Equatable {
  /// Slow mode: from one line of somebody to their next; zero: off.
  package let slowPause: Duration
  package let isVoicedOnly: Bool
  package let isRestricting: Bool

  /// Nil has no rules. What is out of range is not taken: it comes over the network.
  package init(_ rules: RoomRules? = nil) {
    let seconds = max(0, min(rules?.slowSeconds ?? 0, Limits.slowSecondsMax))
    slowPause = .seconds(seconds)
    isVoicedOnly = rules?.voicedOnly ?? false
    isRestricting = seconds > 0 || isVoicedOnly
  }

  /// What newcomers read, and whoever asks with `/who`; nothing where there are no rules.
  package var words: [String] {
    (isVoicedOnly ? [Self.voicedOnlyWords] : []) + (slowPause > .zero ? [slowWords] : [])
  }

  /// What those who are here read when these take the place of `old`.
  package func news(after old: TalkRules) -> [String] {
    var news: [String] = []
    if isVoicedOnly != old.isVoicedOnly {
      news.append(isVoicedOnly ? Self.voicedOnlyWords : "everybody may talk again")
    }
    if slowPause != old.slowPause {
      news.append(slowPause > .zero ? slowWords : "slow mode is off")
    }
    return news
  }

  private static let voicedOnlyWords = "only those with voice may talk; the others can read"

  /// `slow mode: one line in 10 seconds each`
  package var slowWords: String {
    let seconds = slowPause.components.seconds
    return "slow mode: one line in \(seconds == 1 ? "1 second" : "\(seconds) seconds") each"
  }
}
