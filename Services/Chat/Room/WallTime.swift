import FoundationEssentials
import Service

/// A moment on everybody's clock: whole seconds since 1970, UTC.
///
/// The loop's own time says how long something takes, and never jumps; this one says when it was.
package struct WallTime: Comparable, CustomStringConvertible {
  package let seconds: Int

  package init(seconds: Int) { self.seconds = seconds }

  package static func now() -> WallTime { WallTime(seconds: System.secondsSinceEpoch) }

  /// Reads RFC 3339 with or without a fraction of a second, which is dropped; nil for anything else.
  package init?(rfc3339 text: String) {
    let formats = [true, false].map { Date.ISO8601FormatStyle(includingFractionalSeconds: $0) }
    guard let date = formats.lazy.compactMap({ try? $0.parse(text) }).first else { return nil }
    self.init(seconds: Int(date.timeIntervalSince1970.rounded(.down)))
  }

  package static func < (one: WallTime, other: WallTime) -> Bool { one.seconds < other.seconds }

  /// `2026-11-24 13:20 UTC`
  package var description: String {
    let text = Timestamp.rfc3339(sinceEpoch: .seconds(seconds))
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
  }

  /// Appends the time of day, UTC: `13:20`.
  func encodeTimeOfDay(into bytes: inout [UInt8]) {
    let (hour, minute) = (seconds / 3_600 % 24, seconds / 60 % 60)
    bytes += [digit(hour / 10), digit(hour % 10), UInt8(ascii: ":")]
    bytes += [digit(minute / 10), digit(minute % 10)]
  }

  /// Appends what stands before a line for those who want to see the time: `13:20 `.
  func encodeStamp(into bytes: inout [UInt8]) {
    encodeTimeOfDay(into: &bytes)
    bytes.append(UInt8(ascii: " "))
  }

  private func digit(_ number: Int) -> UInt8 { UInt8(ascii: "0") + UInt8(number) }
}
