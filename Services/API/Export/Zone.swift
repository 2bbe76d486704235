/// What clocks of a zone show for a while: a local time type of RFC 9636 §3.2.
package struct ZoneOffset: Equatable, Sendable {
  /// Seconds east of UTC.
  package let seconds: Int
  /// `CET`, or `+03` where people have no name for it.
  package let abbreviation: String

  /// More than a day either way is no clock of this planet: the bounds of RFC 9636 §3.2, "utoff".
  static let secondsAllowed = -89_999...93_599
  /// RFC 9636 §3.2 asks for 3 to 6; a little room for those to come.
  static let abbreviationBytes = 3...16

  static func isAbbreviation(_ bytes: some Collection<UInt8>) -> Bool {
    abbreviationBytes.contains(bytes.count)
      && bytes.allSatisfy {
        $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
      }
  }
}

/// A time without a change of the clock.
package struct ZoneSpan: Equatable, Sendable {
  /// The first instant of it, in seconds since 1970; `Int.min` for always.
  package let from: Int
  /// The first instant after it; `Int.max` for never.
  package let until: Int
  package let offset: ZoneOffset

  package func contains(_ instant: Int) -> Bool { from <= instant && instant < until }
}

/// A time zone: when its clocks change, from its file (RFC 9636), and after that by its rule.
///
/// A value without a cache: whoever asks for a sorted sequence of instants keeps the `ZoneSpan` as
/// long as it `contains` them. Instants are seconds since 1970 as POSIX counts them.
package struct Zone: Equatable, Sendable {
  package let name: String
  /// In ascending order.
  let transitions: [Int]
  /// What begins with each transition.
  let offsets: [ZoneOffset]
  /// What was before the first one, and always where there is none.
  let first: ZoneOffset
  /// What follows the last one; nil: it stays as it is.
  let rule: ZoneRule?

  /// Needs no file.
  package static let utc = Zone(
    name: "UTC", transitions: [], offsets: [], first: ZoneOffset(seconds: 0, abbreviation: "UTC"),
    rule: nil)

  /// The span that holds `instant`.
  package func span(at instant: Int) -> ZoneSpan {
    let next = transitions.partitioningIndex { $0 > instant }
    let from = next > 0 ? transitions[next - 1] : .min
    if next == transitions.count, let rule {
      let span = rule.span(at: instant)
      return ZoneSpan(from: max(from, span.from), until: span.until, offset: span.offset)
    }
    return ZoneSpan(
      from: from, until: next < transitions.count ? transitions[next] : .max,
      offset: next > 0 ? offsets[next - 1] : first)
  }

  /// The instant at which clocks of this zone show that time; nil when the calendar has no such
  /// day, or the day no such time. Years 1 to 9999.
  ///
  /// What clocks show twice is the earlier one. What they skip is taken as if they had not been put
  /// forward yet: 02:30 is 03:30 where 02:00 became 03:00. Both as in RFC 5545 §3.3.5, and as with
  /// `fold=0` in Python (PEP 495).
  package func instant(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0
  ) -> Int? {
    guard (1...9_999).contains(year), (1...12).contains(month),
      (1...CivilDate.days(inMonth: month, of: year)).contains(day), (0...23).contains(hour),
      (0...59).contains(minute), (0...59).contains(second)
    else { return nil }
    let days = CivilDate.daysSince1970(year: year, month: month, day: day)
    return instant(ofLocal: days * CivilDate.secondsOfDay + (hour * 60 + minute) * 60 + second)
  }

  /// `local` is the time on the clock, counted as if it were UTC.
  private func instant(ofLocal local: Int) -> Int {
    var span = span(at: local - ZoneOffset.secondsAllowed.upperBound)
    while true {
      let instant = local - span.offset.seconds
      if instant < span.until { return instant }
      // No later than `instant`, so this ends.
      let next = self.span(at: span.until)
      if local < span.until + next.offset.seconds { return instant }
      span = next
    }
  }
}

extension [Int] {
  /// The index of the first element that `isAfter`, in an array sorted by that.
  fileprivate func partitioningIndex(where isAfter: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension UInt8 {
  @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }
  @inline(__always) var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
}
