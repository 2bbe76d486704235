import API
import Testing

@Suite struct `Rules of a zone` {
  @Test(arguments: [
    // Rule, instant, offset, abbreviation; as `TZ=RULE date -d @INSTANT` says with glibc 2.36.
    ("UTC0", 0, 0, "UTC"), ("<+03>-3", 0, 10_800, "+03"), ("<-00>0", 0, 0, "-00"),
    ("IST-5:30", 0, 19_800, "IST"), ("LMT0:44:30", 0, -2_670, "LMT"),
    ("CET-1CEST,M3.5.0,M10.5.0/3", 1_774_745_999, 3_600, "CET"),
    ("CET-1CEST,M3.5.0,M10.5.0/3", 1_774_746_000, 7_200, "CEST"),
    ("CET-1CEST,M3.5.0,M10.5.0/3", 1_792_889_999, 7_200, "CEST"),
    ("CET-1CEST,M3.5.0,M10.5.0/3", 1_792_890_000, 3_600, "CET"),
    // The south, where summer holds the new year.
    ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_767_225_600, 39_600, "AEDT"),
    ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_782_864_000, 36_000, "AEST"),
    // Summer that is winter.
    ("IST-1GMT0,M10.5.0,M3.5.0/1", 1_767_225_600, 0, "GMT"),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", 1_782_864_000, 3_600, "IST"),
    // Before midnight, and days after.
    ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1_774_745_999, -7_200, "-02"),
    ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1_774_746_000, -3_600, "-01"),
    ("IST-2IDT,M3.4.4/26,M10.5.0", 1_774_569_599, 7_200, "IST"),
    ("IST-2IDT,M3.4.4/26,M10.5.0", 1_774_569_600, 10_800, "IDT"),
    ("EET-2EEST,M3.4.4/50,M10.4.4/50", 1_774_655_999, 7_200, "EET"),
    ("EET-2EEST,M3.4.4/50,M10.4.4/50", 1_774_656_000, 10_800, "EEST"),
    // Summer all the year (RFC 9636 §3.3.1); glibc 2.36 is wrong about New Year's Eve.
    ("XXX3EDT4,0/0,J365/23", 1_767_225_600, -14_400, "EDT"),
    ("EST5EDT,0/0,J365/25", 1_767_243_599, -14_400, "EDT"),
    ("EST5EDT,0/0,J365/25", 1_767_243_600, -14_400, "EDT"),
    // Days by number: the 1st of March without and with the 29th of February.
    ("AAA0BBB,J60/0,J300/0", 1_709_251_199, 0, "AAA"),
    ("AAA0BBB,J60/0,J300/0", 1_709_251_200, 3_600, "BBB"),
    ("AAA0BBB,59/0,300/0", 1_709_164_799, 0, "AAA"),
    ("AAA0BBB,59/0,300/0", 1_709_164_800, 3_600, "BBB"),
  ])
  func `say the same as elsewhere`(
    text: String, instant: Int, seconds: Int, abbreviation: String
  ) throws {
    let rule = try #require(ZoneRule(text.utf8))
    let span = rule.span(at: instant)
    #expect(span.offset.seconds == seconds)
    #expect(span.offset.abbreviation == abbreviation)
    #expect(span.contains(instant))
  }

  /// Nobody changes clocks in such years; what is asked must be answered all the same.
  @Test(arguments: [-1 << 50, 1 << 50])
  func `stop at an instant far away, and leave no gap there`(end: Int) throws {
    let rule = try #require(ZoneRule("AEST-10AEDT,M10.1.0,M4.1.0/3".utf8))
    #expect(rule.span(at: end - 1).until == end)
    #expect(rule.span(at: end).from == end)
    #expect(rule.span(at: end < 0 ? .min : .max - 1).offset.abbreviation == "AEST")
  }

  @Test(arguments: [
    "", "CET", "CE-1", "-1", "<>0", "<+03-3", "<+0 3>-3", "CET-25", "CET-1:60", "CET-1 ",
    "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,M10.5.0/3,", "CET-1CEST,M13.5.0,M10.5.0",
    "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
    "CET-1CEST,J0,J365", "CET-1CEST,0,366", "CET-1CEST,M3.5.0/168,M10.5.0", "CET--1",
    "CET-1CEST,M3.5.0/,M10.5.0", "CÉT-1", "ABCDEFGHIJKLMNOPQ0", "CET-99999999999999999999",
  ])
  func `are refused unless they are whole`(text: String) {
    #expect(ZoneRule(text.utf8) == nil)
  }
}
