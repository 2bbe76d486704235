/// Decides when the next frame leaves.
///
/// A quiet room sends at once. In a busy one frames are `intervalMin` apart, so that the many lines
/// of that time cost each member one write; in a large one further apart, so that fan-out takes no
/// more than one part in `costShare` of the loop's time. A handful of members is always sent to at
/// once: gathering would save less than it delays.
package struct FramePacer {
  /// Each millisecond more saves a sixth of the CPU of a busy room, and is one more to wait.
  package static let intervalMin = Duration.milliseconds(6)
  package static let intervalMax = Duration.milliseconds(50)
  /// Flushes get one part in so many of the time.
  package static let costShare: Int64 = 4
  /// Members up to which nothing is gathered beyond the turn.
  package static let handful = 16

  private var lastFlush: Duration?
  /// Of a flush, in nanoseconds: `Duration`'s own division costs as much as encoding a line.
  private var cost: Int64 = 0
  package private(set) var interval = intervalMin

  package init() {}

  /// How long the first line of a frame waits.
  package func delay(at now: Duration, members: Int) -> Duration {
    guard members > Self.handful, let lastFlush else { return .zero }
    return max(.zero, lastFlush + interval - now)
  }

  /// A flush began at `began` and has ended. One costly flush moves the interval by a quarter.
  package mutating func flushed(from began: Duration, to ended: Duration) {
    lastFlush = began
    let (seconds, attoseconds) = (ended - began).components
    let spent = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    cost = (cost * 3 + spent) / 4
    interval = min(max(.nanoseconds(cost * Self.costShare), Self.intervalMin), Self.intervalMax)
  }
}
