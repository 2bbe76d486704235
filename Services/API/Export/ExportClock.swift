/// The time of one line after the other, as digits.
///
/// Lines come in order, so most are of the same minute as the one before: what is written of a
/// minute is kept, and so is the zone's span. Any order is right, only slower.
///
/// Offsets are of whole minutes, as RFC 3339 §5.6 wants them. Where a zone's is not (Monrovia until
/// 1972), times are told in the whole minute next to it towards UTC: the instant stays exact.
struct ExportClock {
  private let zone: Zone
  private var span: ZoneSpan
  /// The instants for which the digits below hold, in seconds.
  private var minute = 0..<0
  private var offsetSeconds = 0
  private var second = 0
  private var millisecond = 0

  /// The local day, counted from 1970.
  private(set) var day = Int.min
  /// `2026-11-28`.
  private(set) var date: [UInt8] = []
  /// `2026-11-28T13:20:`.
  private var stamp: [UInt8] = []
  /// `+01:00`, or `Z` where the zone is UTC.
  private(set) var offset: [UInt8] = []
  /// With the T after it.
  private static let dateBytes = 11

  var abbreviation: String { span.offset.abbreviation }

  /// Years 1 to 9999, the four digits of RFC 3339, in every zone.
  private static let instants = -62_135_500_000...253_402_200_000

  init(_ zone: Zone) {
    self.zone = zone
    span = zone.span(at: 0)
    turn(to: 0)
  }

  /// `time` is in milliseconds since 1970. True when the day or the zone's offset is another one
  /// than before.
  @discardableResult
  mutating func move(to time: Int) -> Bool {
    var (seconds, rest) = time.dividedDown(by: 1_000)
    seconds = min(max(seconds, Self.instants.lowerBound), Self.instants.upperBound)
    millisecond = rest
    if minute.contains(seconds) {
      second = (seconds + offsetSeconds).dividedDown(by: 60).remainder
      return false
    }
    let (dayBefore, offsetBefore) = (day, span.offset)
    turn(to: seconds)
    return day != dayBefore || span.offset != offsetBefore
  }

  private mutating func turn(to instant: Int) {
    if !span.contains(instant) || offset.isEmpty {
      span = zone.span(at: instant)
      offsetSeconds = span.offset.seconds / 60 * 60
      offset = Self.text(ofOffset: offsetSeconds, span.offset.abbreviation)
    }
    let local = instant + offsetSeconds
    second = local.dividedDown(by: 60).remainder
    let start = instant - second
    // A zone may have changed its clocks in the middle of a minute, a hundred years ago.
    minute = max(start, span.from)..<min(start + 60, span.until)
    let (day, time) = local.dividedDown(by: CivilDate.secondsOfDay)
    if day != self.day {
      self.day = day
      date = Self.text(of: CivilDate(daysSince1970: day))
    }
    stamp.removeAll(keepingCapacity: true)
    stamp += date
    stamp.append(UInt8(ascii: "T"))
    stamp.append(twoDigits: time / 3_600)
    stamp.append(UInt8(ascii: ":"))
    stamp.append(twoDigits: time / 60 % 60)
    stamp.append(UInt8(ascii: ":"))
  }

  private static func text(of date: CivilDate) -> [UInt8] {
    var text: [UInt8] = []
    text.append(twoDigits: date.year / 100)
    text.append(twoDigits: date.year % 100)
    text.append(UInt8(ascii: "-"))
    text.append(twoDigits: date.month)
    text.append(UInt8(ascii: "-"))
    text.append(twoDigits: date.day)
    return text
  }

  private static func text(ofOffset seconds: Int, _ abbreviation: String) -> [UInt8] {
    if seconds == 0, abbreviation == Zone.utc.name { return [UInt8(ascii: "Z")] }
    var text = [UInt8(ascii: seconds < 0 ? "-" : "+")]
    text.append(twoDigits: abs(seconds) / 3_600)
    text.append(UInt8(ascii: ":"))
    text.append(twoDigits: abs(seconds) / 60 % 60)
    return text
  }

  // MARK: - What it shows

  /// `13:20:05`.
  func appendTime(to out: inout [UInt8]) {
    out.append(stamp.span.extracting(droppingFirst: Self.dateBytes))
    out.append(twoDigits: second)
  }

  /// `2026-11-28T13:20:05.123+01:00`.
  func appendRFC3339(to out: inout [UInt8]) {
    out += stamp
    out.append(twoDigits: second)
    out.append(UInt8(ascii: "."))
    out.append(0x30 + UInt8(truncatingIfNeeded: millisecond / 100))
    out.append(twoDigits: millisecond % 100)
    out += offset
  }

  /// `Saturday 2026-11-28 (CET, +01:00)`: it is said anew when clocks are put back, so that the
  /// hour which comes twice can be told apart.
  var heading: String {
    let weekday = Self.weekdays[CivilDate.weekday(daysSince1970: day)]
    let date = String(decoding: date, as: UTF8.self)
    let offset = String(decoding: offset, as: UTF8.self)
    let zone =
      if offset == "Z" {
        "UTC"
      } else if abbreviation.utf8.contains(where: \.isLetter) {
        "\(abbreviation), \(offset)"
      } else {
        offset
      }
    return "\(weekday) \(date) (\(zone))"
  }

  private static let weekdays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]
}
