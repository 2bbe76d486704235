/// A moment on the wall clock.
///
/// The loop's own time says how long something takes, and never jumps; this one says when it was.
package struct WallTime: Comparable, Hashable, Sendable {
  /// Since 1970, UTC, without leap seconds, as POSIX counts.
  package let sinceEpoch: Duration

  package init(sinceEpoch: Duration) { self.sinceEpoch = sinceEpoch }

  package init(seconds: Int) { self.init(sinceEpoch: .seconds(seconds)) }

  package init(milliseconds: Int) { self.init(sinceEpoch: .milliseconds(milliseconds)) }

  package static func now() -> WallTime { WallTime(sinceEpoch: System.wallTime) }

  /// Whole seconds since 1970.
  package var seconds: Int { Int(sinceEpoch.components.seconds) }

  /// Whole milliseconds since 1970.
  package var milliseconds: Int { seconds * 1_000 + nanoseconds / 1_000_000 }

  /// Nanoseconds after the whole second.
  package var nanoseconds: Int { Int(sinceEpoch.components.attoseconds / 1_000_000_000) }

  package var calendar: CalendarTime { System.calendarTime(seconds) }

  package static func < (one: WallTime, other: WallTime) -> Bool {
    one.sinceEpoch < other.sinceEpoch
  }

  package static func + (time: WallTime, span: Duration) -> WallTime {
    WallTime(sinceEpoch: time.sinceEpoch + span)
  }

  package static func - (time: WallTime, span: Duration) -> WallTime {
    WallTime(sinceEpoch: time.sinceEpoch - span)
  }

  package static func - (later: WallTime, earlier: WallTime) -> Duration {
    later.sinceEpoch - earlier.sinceEpoch
  }
}
