/// A day of the Gregorian calendar, extended to all times (ISO 8601).
///
/// Pure arithmetic, the same for every `Int` that a clock may hold: `gmtime_r` would be a call into
/// libc for each day of an export. Years are counted from March, so that the leap day is their last
/// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`).
struct CivilDate: Equatable, Sendable {
  let year: Int
  /// From 1, as `day`.
  let month: Int
  let day: Int

  private static let daysOfEra = 146_097  // 400 years
  private static let daysFromYear0To1970 = 719_468  // from the first of March
  static let secondsOfDay = 86_400

  init(daysSince1970 days: Int) {
    let (era, dayOfEra) = (days + Self.daysFromYear0To1970).dividedDown(by: Self.daysOfEra)
    let leapDays = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
    let yearOfEra = (dayOfEra - leapDays) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// `month` is 1 to 12; a `day` beyond the month's end counts on into the next one.
  static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let (era, yearOfEra) = (month <= 2 ? year - 1 : year).dividedDown(by: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * daysOfEra + dayOfEra - daysFromYear0To1970
  }

  /// Sunday is 0.
  static func weekday(daysSince1970 days: Int) -> Int { (days + 4).dividedDown(by: 7).remainder }

  static func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  }

  static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension Int {
  /// The quotient rounded down, so that the remainder is not negative: times before 1970 have a
  /// time of day, too.
  @inline(__always)
  func dividedDown(by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
