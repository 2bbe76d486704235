package import TinyReactor

/// What to add to a moment of the loop's clock to have it on the wall's: the same each time, so that a moment
/// is told in the same words each time, though one of the two clocks is always a bit faster.
package struct WallOffset {
  /// When they are further apart than before, the wall's clock was set, and the offset is a new one.
  package static let driftMax = Duration.seconds(1)

  private var offset: Duration?

  package init() {}

  /// The offset, given what both show now.
  package mutating func renewed(at now: Duration, _ wall: WallTime) -> Duration {
    let present = wall.sinceEpoch - now
    if let offset, max(present - offset, offset - present) <= Self.driftMax { return offset }
    offset = present
    return present
  }
}
