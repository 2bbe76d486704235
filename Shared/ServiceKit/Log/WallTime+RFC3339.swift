import FoundationEssentials
package import TinyReactor

/// Times in the form of RFC 3339, in UTC: `2026-11-24T13:20:00.123Z`. Texts of this form sort by
/// time.
extension WallTime {
  /// To the millisecond; years 1970 to 9999.
  package var rfc3339: String {
    let time = calendar
    return String(unsafeUninitializedCapacity: 24) { bytes in
      var index = 0
      func append(_ number: Int, digits: Int, _ end: Unicode.Scalar) {
        var rest = max(0, number)
        for place in (index..<index + digits).reversed() {
          bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
          rest /= 10
        }
        bytes[index + digits] = UInt8(ascii: end)
        index += digits + 1
      }
      append(time.year, digits: 4, "-")
      append(time.month, digits: 2, "-")
      append(time.day, digits: 2, "T")
      append(time.hour, digits: 2, ":")
      append(time.minute, digits: 2, ":")
      append(time.second, digits: 2, ".")
      append(nanoseconds / 1_000_000, digits: 3, "Z")
      return index
    }
  }

  /// Reads it with or without a fraction of a second, to the millisecond; nil for anything else.
  package init?(rfc3339 text: String) {
    guard let date = Self.formats.lazy.compactMap({ try? $0.parse(text) }).first else { return nil }
    self.init(sinceEpoch: .milliseconds(Int((date.timeIntervalSince1970 * 1_000).rounded())))
  }

  /// Making one costs ten times as much as reading a time with it.
  private static let formats = [true, false].map {
    Date.ISO8601FormatStyle(includingFractionalSeconds: $0)
  }
}
