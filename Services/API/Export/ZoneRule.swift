/// When clocks change year by year: the last line of a zone file, `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// The form is that of POSIX's TZ variable (POSIX.1-2024, Base Definitions 8.3) with the extension
/// of RFC 9636 §3.3.2: hours from -167 to 167, so that a change may lie days away from its day. A
/// rule with summer time but without its days is refused: POSIX leaves open what it means.
package struct ZoneRule: Equatable, Sendable {
  let standard: ZoneOffset
  let summer: Summer?

  /// Summer time; "summer" may be the winter, as in Dublin, or the whole year.
  struct Summer: Equatable, Sendable {
    let offset: ZoneOffset
    let start: Changeover
    let end: Changeover
  }

  /// A day of each year, and the seconds from its midnight on.
  struct Changeover: Equatable, Sendable {
    let day: Day
    let time: Int

    /// As if the clock's time were UTC.
    func local(in year: Int) -> Int { day.daysSince1970(in: year) * CivilDate.secondsOfDay + time }
  }

  enum Day: Equatable, Sendable {
    /// From 1 to 365; never the 29th of February.
    case julian(Int)
    /// From 0 to 365.
    case ordinal(Int)
    /// Week 5 is the last one; Sunday is weekday 0.
    case weekday(Int, week: Int, month: Int)

    func daysSince1970(in year: Int) -> Int {
      let newYear = CivilDate.daysSince1970(year: year, month: 1, day: 1)
      switch self {
      case .julian(let day): return newYear + day - (day >= 60 && CivilDate.isLeap(year) ? 0 : 1)
      case .ordinal(let day): return newYear + day
      case .weekday(let weekday, let week, let month):
        let first = CivilDate.daysSince1970(year: year, month: month, day: 1)
        let ahead = (weekday - CivilDate.weekday(daysSince1970: first) + 7) % 7
        let day = ahead + 7 * (week - 1)
        return first + (day < CivilDate.days(inMonth: month, of: year) ? day : day - 7)
      }
    }
  }

  /// Far beyond year 9999, and far from overflow; outside of it nobody changes clocks.
  private static let instants = -(1 << 50)..<(1 << 50)

  package func span(at instant: Int) -> ZoneSpan {
    guard let summer else { return ZoneSpan(from: .min, until: .max, offset: standard) }
    guard instant >= Self.instants.lowerBound else {
      return ZoneSpan(from: .min, until: Self.instants.lowerBound, offset: standard)
    }
    guard instant < Self.instants.upperBound else {
      return ZoneSpan(from: Self.instants.upperBound, until: .max, offset: standard)
    }
    let today = instant.dividedDown(by: CivilDate.secondsOfDay).quotient
    let year = CivilDate(daysSince1970: today).year
    var (from, until) = (Self.instants.lowerBound, Self.instants.upperBound)
    var isSummer = false
    // Offset and time move a change into the next year at most; a summer may begin in the one before.
    for year in year - 2...year + 2 {
      let start = start(of: summer, in: year)
      // In the south, summer ends in the next year.
      let end = end(of: summer, in: year, after: start)
      for change in [start, end] {
        if change <= instant { from = max(from, change) } else { until = min(until, change) }
      }
      if start <= instant && instant < end { isSummer = true }
    }
    return ZoneSpan(from: from, until: until, offset: isSummer ? summer.offset : standard)
  }

  private func start(of summer: Summer, in year: Int) -> Int {
    summer.start.local(in: year) - standard.seconds
  }

  private func end(of summer: Summer, in year: Int, after start: Int) -> Int {
    let end = summer.end.local(in: year) - summer.offset.seconds
    return end > start ? end : summer.end.local(in: year + 1) - summer.offset.seconds
  }
}

extension ZoneRule {
  /// Nil for what is not exactly such a rule.
  package init?(_ text: some Sequence<UInt8>) {
    var reader = RuleReader(text)
    guard let name = reader.name(), let offset = reader.offset() else { return nil }
    standard = ZoneOffset(seconds: -offset, abbreviation: name)
    if reader.isAtEnd {
      summer = nil
      return
    }
    guard let name = reader.name() else { return nil }
    // An hour ahead of standard time unless it says otherwise.
    var seconds = standard.seconds + 3_600
    if !reader.isAt(",") {
      guard let offset = reader.offset() else { return nil }
      seconds = -offset
    }
    guard let start = reader.change(), let end = reader.change(), reader.isAtEnd else { return nil }
    summer = Summer(
      offset: ZoneOffset(seconds: seconds, abbreviation: name), start: start, end: end)
  }
}

private struct RuleReader {
  private var rest: ArraySlice<UInt8>

  init(_ text: some Sequence<UInt8>) { rest = Array(text)[...] }

  var isAtEnd: Bool { rest.isEmpty }

  func isAt(_ character: Unicode.Scalar) -> Bool { rest.first == UInt8(ascii: character) }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard isAt(character) else { return false }
    rest.removeFirst()
    return true
  }

  /// `CET`, or `<+03>`.
  mutating func name() -> String? {
    let isQuoted = skip("<")
    let bytes = rest.prefix { isQuoted ? $0 != UInt8(ascii: ">") : $0.isLetter }
    rest = rest[bytes.endIndex...]
    guard ZoneOffset.isAbbreviation(bytes), !isQuoted || skip(">") else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Seconds west of UTC, which is POSIX's sign.
  mutating func offset() -> Int? { time(hoursMax: 24) }

  /// `,M3.5.0/2`: without a time it is two o'clock.
  mutating func change() -> ZoneRule.Changeover? {
    guard skip(","), let day = day() else { return nil }
    guard skip("/") else { return ZoneRule.Changeover(day: day, time: 7_200) }
    return time(hoursMax: 167).map { ZoneRule.Changeover(day: day, time: $0) }
  }

  private mutating func day() -> ZoneRule.Day? {
    if skip("M") {
      guard let month = number(in: 1...12), skip("."), let week = number(in: 1...5), skip("."),
        let weekday = number(in: 0...6)
      else { return nil }
      return .weekday(weekday, week: week, month: month)
    }
    if skip("J") { return number(in: 1...365).map { .julian($0) } }
    return number(in: 0...365).map { .ordinal($0) }
  }

  /// `[+-]h[hh][:mm[:ss]]` in seconds.
  private mutating func time(hoursMax: Int) -> Int? {
    let isNegative = skip("-")
    if !isNegative { _ = skip("+") }
    guard let hours = number(in: 0...hoursMax) else { return nil }
    var seconds = hours * 3_600
    for unit in [60, 1] {
      guard skip(":") else { break }
      guard let part = number(in: 0...59) else { return nil }
      seconds += part * unit
    }
    return isNegative ? -seconds : seconds
  }

  private mutating func number(in allowed: ClosedRange<Int>) -> Int? {
    let digits = rest.prefix(while: \.isDigit)
    guard (1...3).contains(digits.count) else { return nil }
    rest = rest[digits.endIndex...]
    let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return allowed.contains(number) ? number : nil
  }
}
