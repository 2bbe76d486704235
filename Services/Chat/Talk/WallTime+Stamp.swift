import ServiceKit
package import TinyReactor

/// How people see a time: in UTC, to the minute.
extension WallTime {
  /// `2026-11-24 13:20 UTC`
  package var words: String {
    let text = rfc3339
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
  }

  /// Appends the time of day: `13:20`.
  func encodeTimeOfDay(into bytes: inout [UInt8]) {
    let (hour, minute) = (seconds / 3_600 % 24, seconds / 60 % 60)
    bytes += [digit(hour / 10), digit(hour % 10), UInt8(ascii: ":")]
    bytes += [digit(minute / 10), digit(minute % 10)]
  }

  /// Appends the day and the time of day: `2026-11-24 13:20`; on the same day as `now`, the time of
  /// day alone.
  func encodeMoment(seenAt now: WallTime, into bytes: inout [UInt8]) {
    if seconds / 86_400 != now.seconds / 86_400 {
      bytes += rfc3339.utf8.prefix(10)
      bytes.append(UInt8(ascii: " "))
    }
    encodeTimeOfDay(into: &bytes)
  }

  /// Appends what stands before a line for those who want to see the time: `13:20 `.
  func encodeStamp(into bytes: inout [UInt8]) {
    encodeTimeOfDay(into: &bytes)
    bytes.append(UInt8(ascii: " "))
  }

  private func digit(_ number: Int) -> UInt8 { UInt8(ascii: "0") + UInt8(number) }
}
