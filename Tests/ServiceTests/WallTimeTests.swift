import ServiceKit
import Testing
import TinyReactor

@Suite struct WallTimeTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"),
      (951_782_399_999, "2000-02-28T23:59:59.999Z"),
      (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (951_868_800_000, "2000-03-01T00:00:00.000Z"),
      (1_735_689_599_001, "2024-12-31T23:59:59.001Z"),
      (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
      (4_107_456_000_000, "2100-02-28T00:00:00.000Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ] as [(Int, String)])
  func `a time is written as RFC 3339 does`(milliseconds: Int, text: String) {
    #expect(WallTime(sinceEpoch: .milliseconds(milliseconds)).rfc3339 == text)
  }

  @Test(arguments: [
    ("2026-11-24T12:00:00Z", 1_795_521_600_000), ("2026-11-24T12:00:00.999Z", 1_795_521_600_999),
    ("1970-01-01T00:00:00.000Z", 0), ("2024-02-29T23:59:59Z", 1_709_251_199_000),
    ("2026-11-24 12:00", nil), ("2026-11-24", nil), ("tomorrow", nil), ("t", nil), ("", nil),
  ])
  func `RFC 3339 is read, with or without a fraction`(text: String, milliseconds: Int?) {
    #expect(WallTime(rfc3339: text)?.sinceEpoch == milliseconds.map { .milliseconds($0) })
  }

  @Test(arguments: [0, 1, 999, 951_782_399_999, 1_795_521_600_123, 253_402_300_799_999])
  func `what was written is read back`(milliseconds: Int) {
    let time = WallTime(sinceEpoch: .milliseconds(milliseconds))
    #expect(WallTime(rfc3339: time.rfc3339) == time)
  }

  @Test func `each day follows the one before`() {
    let days = (0..<150_000).map { WallTime(seconds: $0 * 86_400).rfc3339 }
    #expect(days == days.sorted())
    #expect(Set(days).count == days.count)
  }
}
