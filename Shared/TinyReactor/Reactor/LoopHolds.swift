/// How long handlers have held the loop, while nobody else was served.
package struct LoopHolds {
  /// Longer is worth a word.
  package static let holdMax = Duration.milliseconds(50)
  private static let window = Duration.seconds(60)

  private var began = Duration.zero
  private var windowEnd = Duration.zero
  private var longest = Duration.zero
  private var longestBefore = Duration.zero

  package init() {}

  package mutating func begin(at now: Duration) { began = now }

  /// A handler has ended, and the next one begins; how long it took, if that is too long.
  package mutating func next(at now: Duration) -> Duration? {
    let hold = now - began
    began = now
    turnWindow(at: now)
    if hold > longest { longest = hold }
    return hold > Self.holdMax ? hold : nil
  }

  /// In this window of a minute and the one before.
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
