import FoundationEssentials
import TinyReactor

/// `Date: Sun, 06 Nov 1994 08:49:37 GMT`, written once a second (RFC 9110 §5.6.7).
final class DateField {
  private let clock: any ReactorTime
  private var line: [UInt8] = []
  private var isStaleAt = Duration.zero

  init(on clock: any ReactorTime) { self.clock = clock }

  /// The whole field line with its CR LF.
  var bytes: [UInt8] {
    let now = clock.now
    if line.isEmpty || now >= isStaleAt {
      let seconds = Date().timeIntervalSince1970
      line = Array("Date: \(HTTPDate.format(Int(seconds)))\r\n".utf8)
      isStaleAt = now + .seconds(1 - (seconds - seconds.rounded(.down)))
    }
    return line
  }
}

/// Times as HTTP writes them, always in GMT.
enum HTTPDate {
  /// `time` is in seconds since 1970. The calendar is that of Howard Hinnant's civil_from_days: years
  /// begin in March, so that the leap day comes last.
  static func format(_ time: Int) -> String {
    let (days, second) = (time / 86_400, time % 86_400)
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = (monthFromMarch + 2) % 12
    let year = era * 400 + yearOfEra + (month < 2 ? 1 : 0)

    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][days % 7]
    let monthName = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ][month]
    let clock = [second / 3_600, second / 60 % 60, second % 60].map(twoDigits)
    return "\(weekday), \(twoDigits(day)) \(monthName) \(year) \(clock.joined(separator: ":")) GMT"
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
