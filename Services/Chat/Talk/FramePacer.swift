/// Decides when the next frame leaves.
///
/// A quiet room sends at once. In a busy one, frames are `intervalMin` apart, so that all the lines
/// of that time cost each member one write. In a large one they are further apart, so that fan-out
/// takes no more than one part in `costShare` of the loop's time. With a handful of members they
/// always leave at once: gathering would save too little for the delay.
package struct FramePacer {
  /// Each further millisecond saves a sixth of the CPU of a busy room, and adds one to the wait.
  package static let intervalMin = Duration.milliseconds(6)
  package static let intervalMax = Duration.milliseconds(50)
  /// Flushes get one part in this many of the time.
  package static let costShare: Int64 = 4
  /// Up to this many members, nothing is gathered beyond the turn.
  package static let handful = 16

  private var lastFlush: Duration?
  /// A flush's cost in nanoseconds: `Duration`'s own division costs as much as encoding a line.
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
