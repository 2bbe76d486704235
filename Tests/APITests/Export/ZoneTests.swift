import API
import Support
import Testing

@Suite struct `Time zones` {
  @Test(arguments: ZoneFixture.names)
  func `show what Python shows, from 1900 to 2200`(name: String) throws {
    let zone = try ZoneFixture.zone(name)
    let table = ZoneExpectation.table1 + ZoneExpectation.table2
    let expected = try #require(table.first { $0.name == name })
    try #require(expected.at.count == 400 && expected.onClocks.count == 400)
    for (instant, letter) in zip(ZoneExpectation.instants, expected.at) {
      let (seconds, abbreviation) = try expected.offset(letter)
      let span = zone.span(at: instant)
      #expect(span.offset.seconds == seconds, "\(instant)")
      #expect(span.offset.abbreviation == abbreviation, "\(instant)")
      #expect(span.contains(instant))
    }
    for (local, letter) in zip(ZoneExpectation.instants, expected.onClocks) {
      let seconds = try expected.offset(letter).seconds
      #expect(Self.instant(of: local, in: zone) == local - seconds, "\(local)")
    }
  }

  @Test(arguments: ZoneFixture.names)
  func `are read back from their own clocks, and the earlier of two`(name: String) throws {
    let zone = try ZoneFixture.zone(name)
    for instant in ZoneExpectation.instants {
      let local = instant + zone.span(at: instant).offset.seconds
      let back = try #require(Self.instant(of: local, in: zone))
      #expect(back <= instant)
      #expect(back + zone.span(at: back).offset.seconds == local)
    }
  }

  @Test(arguments: ZoneFixture.names)
  func `have spans that meet, and each holds to its last second`(name: String) throws {
    let zone = try ZoneFixture.zone(name)
    var span = zone.span(at: -3_000_000_000)
    while span.until < 5_000_000_000 {
      let next = zone.span(at: span.until)
      #expect(next.from == span.until)
      #expect(zone.span(at: span.until - 1) == span)
      span = next
    }
  }

  @Test(arguments: [
    // The hour that is skipped, by Python's fold=0.
    ("Europe/Berlin", [2026, 3, 29, 1, 59, 59], 1_774_745_999),
    ("Europe/Berlin", [2026, 3, 29, 2, 0, 0], 1_774_746_000),
    ("Europe/Berlin", [2026, 3, 29, 2, 30, 0], 1_774_747_800),
    ("Europe/Berlin", [2026, 3, 29, 3, 0, 0], 1_774_746_000),
    ("Europe/Berlin", [2100, 3, 28, 2, 30, 0], 4_109_880_600),
    ("America/New_York", [2026, 3, 8, 2, 30, 0], 1_772_955_000),
    ("America/Sao_Paulo", [2018, 11, 4, 0, 30, 0], 1_541_302_200),
    ("America/Nuuk", [2026, 3, 28, 23, 30, 0], 1_774_747_800),
    ("Europe/Dublin", [2026, 3, 29, 1, 30, 0], 1_774_747_800),
    ("Pacific/Chatham", [2026, 9, 27, 2, 50, 0], 1_790_431_500),
    ("Africa/Casablanca", [2026, 3, 22, 2, 30, 0], 1_774_146_600),
    // Half an hour, two hours, 44 minutes and a half, and a day.
    ("Australia/Lord_Howe", [2026, 10, 4, 2, 15, 0], 1_791_042_300),
    ("Antarctica/Troll", [2026, 3, 29, 2, 0, 0], 1_774_749_600),
    ("Africa/Monrovia", [1972, 1, 7, 0, 20, 0], 63_594_270),
    ("Pacific/Apia", [2011, 12, 30, 12, 0, 0], 1_325_282_400),
    ("Pacific/Apia", [2011, 12, 31, 0, 0, 0], 1_325_239_200),
    // The hour that comes twice.
    ("Europe/Berlin", [2026, 10, 25, 2, 0, 0], 1_792_886_400),
    ("Europe/Berlin", [2026, 10, 25, 2, 30, 0], 1_792_888_200),
    ("Europe/Berlin", [2026, 10, 25, 3, 0, 0], 1_792_893_600),
    ("America/New_York", [2026, 11, 1, 1, 30, 0], 1_793_511_000),
    ("America/Nuuk", [2026, 10, 24, 23, 30, 0], 1_792_888_200),
    ("Europe/Dublin", [2026, 10, 25, 1, 30, 0], 1_792_888_200),
    ("Australia/Lord_Howe", [2026, 4, 5, 1, 45, 0], 1_775_313_900),
    ("Antarctica/Troll", [2026, 10, 25, 2, 59, 59], 1_792_889_999),
    ("Africa/Casablanca", [2026, 2, 15, 2, 30, 0], 1_771_119_000),
    ("Asia/Kolkata", [2026, 11, 28, 13, 20, 5], 1_795_852_205),
  ])
  func `have one rule for the hour that is skipped and the hour that comes twice`(
    name: String, local: [Int], instant: Int
  ) throws {
    let zone = try ZoneFixture.zone(name)
    let found = zone.instant(
      year: local[0], month: local[1], day: local[2], hour: local[3], minute: local[4],
      second: local[5])
    #expect(found == instant)
  }

  @Test(arguments: [
    [2026, 2, 29, 0, 0, 0], [2100, 2, 29, 0, 0, 0], [2026, 4, 31, 0, 0, 0], [2026, 0, 1, 0, 0, 0],
    [2026, 13, 1, 0, 0, 0], [2026, 1, 0, 0, 0, 0], [2026, 1, 1, 24, 0, 0], [2026, 1, 1, 0, 60, 0],
    [2026, 1, 1, 0, 0, 60], [0, 1, 1, 0, 0, 0], [10_000, 1, 1, 0, 0, 0], [2026, 1, 1, -1, 0, 0],
    [.max, 1, 1, 0, 0, 0], [.min, 1, 1, 0, 0, 0],
  ])
  func `have no instant for what the calendar does not have`(local: [Int]) {
    let found = Zone.utc.instant(
      year: local[0], month: local[1], day: local[2], hour: local[3], minute: local[4],
      second: local[5])
    #expect(found == nil)
  }

  @Test(arguments: [
    ([1970, 1, 1], 0), ([2000, 2, 29], 951_782_400), ([1, 1, 1], -62_135_596_800),
    ([9999, 12, 31], 253_402_214_400), ([1900, 3, 1], -2_203_891_200),
  ])
  func `count days as everybody does`(date: [Int], instant: Int) {
    #expect(Zone.utc.instant(year: date[0], month: date[1], day: date[2]) == instant)
  }

  @Test(arguments: [Int.min, Int.min + 1, -1 << 55, 1 << 55, Int.max - 1, Int.max])
  func `answer for any number`(instant: Int) throws {
    for name in ZoneFixture.names {
      let span = try ZoneFixture.zone(name).span(at: instant)
      #expect(span.contains(instant) || (instant == .max && span.until == .max), "\(name)")
    }
  }

  /// `local` is a time on a clock, counted as if it were UTC.
  private static func instant(of local: Int, in zone: Zone) -> Int? {
    var day = (year: 1_970, month: 1, day: 1)
    var days = Int((Double(local) / 86_400).rounded(.down))
    let time = local - days * 86_400
    while days < 0 {
      day.year -= 1
      days += daysInYear(day.year)
    }
    while days >= daysInYear(day.year) {
      days -= daysInYear(day.year)
      day.year += 1
    }
    while days >= daysInMonth(day.month, day.year) {
      days -= daysInMonth(day.month, day.year)
      day.month += 1
    }
    return zone.instant(
      year: day.year, month: day.month, day: days + 1, hour: time / 3_600, minute: time / 60 % 60,
      second: time % 60)
  }

  private static func daysInYear(_ year: Int) -> Int { 337 + daysInMonth(2, year) }

  private static func daysInMonth(_ month: Int, _ year: Int) -> Int {
    let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }
}
