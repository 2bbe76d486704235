/// How long handlers have held the loop, while nothing else was served.
package struct LoopHolds {
  /// A longer hold is reported.
  package static let holdMax = Duration.milliseconds(50)
  /// A shorter one is not worth noting: a turn has many.
  static let notedNanosecondsMin: Int64 = 1_000_000
  private static let window = Duration.seconds(60)

  private var windowEnd = Duration.zero
  private var longest = Duration.zero
  private var longestBefore = Duration.zero

  package init() {}

  /// Notes a hold that has just ended; true when it is to be reported.
  package mutating func note(_ hold: Duration, at now: Duration) -> Bool {
    turnWindow(at: now)
    longest = max(longest, hold)
    return hold > Self.holdMax
  }

  /// The longest hold in the current one-minute window and the previous one.
  package mutating func longest(at now: Duration) -> Duration {
    turnWindow(at: now)
    return max(longest, longestBefore)
  }

  private mutating func turnWindow(at now: Duration) {
    guard now >= windowEnd else { return }
    longestBefore = now < windowEnd + Self.window ? longest : .zero
    longest = .zero
    windowEnd = now + Self.window
  }
}
