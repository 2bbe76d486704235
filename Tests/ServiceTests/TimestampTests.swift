import Service
import Testing

@Suite struct TimestampTests {
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
    #expect(Timestamp.rfc3339(sinceEpoch: .milliseconds(milliseconds)) == text)
  }

  @Test func `each day follows the one before`() {
    let days = (0..<150_000).map { Timestamp.rfc3339(sinceEpoch: .seconds($0 * 86_400)) }
    #expect(days == days.sorted())
    #expect(Set(days).count == days.count)
  }
}
