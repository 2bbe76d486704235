import FoundationEssentials
package import TinyReactor

/// Times in the form of RFC 3339, in UTC: `2026-11-24T13:20:00.123Z`. Texts of this form sort by
/// time.
extension WallTime {
  /// To the millisecond; years 1970 to 9999.
  package var rfc3339: String {
    let time = calendar
    let day = "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
    let clock = [time.hour, time.minute, time.second].map { padded($0, 2) }.joined(separator: ":")
    return "\(day)T\(clock).\(padded(nanoseconds / 1_000_000, 3))Z"
  }

  /// Reads it with or without a fraction of a second, to the millisecond; nil for anything else.
  package init?(rfc3339 text: String) {
    let formats = [true, false].map { Date.ISO8601FormatStyle(includingFractionalSeconds: $0) }
    guard let date = formats.lazy.compactMap({ try? $0.parse(text) }).first else { return nil }
    self.init(sinceEpoch: .milliseconds(Int((date.timeIntervalSince1970 * 1_000).rounded())))
  }
}

private func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
