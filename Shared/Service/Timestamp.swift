/// Times as RFC 3339 writes them, in UTC: `2026-11-24T13:20:00.123Z`.
package enum Timestamp {
  package static func now() -> String {
    rfc3339(sinceEpoch: System.wallClock())
  }

  /// `sinceEpoch` counts from 1970 without leap seconds, as POSIX does; years 1970 to 9999.
  package static func rfc3339(sinceEpoch time: Duration) -> String {
    let milliseconds = time.components.attoseconds / 1_000_000_000_000_000
    let (days, second) = Int(time.components.seconds).quotientAndRemainder(dividingBy: 86_400)
    let (year, month, day) = date(daysSinceEpoch: days)
    let clock = [second / 3_600, second / 60 % 60, second % 60].map { padded($0, 2) }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
      + "T\(clock.joined(separator: ":")).\(padded(Int(milliseconds), 3))Z"
  }

  /// Counts years from March, so that the leap day is a year's last, in cycles of 400 years.
  private static func date(daysSinceEpoch days: Int) -> (year: Int, month: Int, day: Int) {
    let daysInCycle = 146_097
    let (cycle, day) = (days + 719_468).quotientAndRemainder(dividingBy: daysInCycle)
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153  // 0 is March
    let isNextYear = month >= 10
    return (
      cycle * 400 + year + (isNextYear ? 1 : 0), isNextYear ? month - 9 : month + 3,
      dayOfYear - (153 * month + 2) / 5 + 1
    )
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
