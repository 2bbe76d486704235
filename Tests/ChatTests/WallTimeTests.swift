import Chat
import Testing

struct WallTimeTests {
  @Test(arguments: [
    ("2026-11-24T12:00:00Z", 1_795_521_600),
    ("2026-11-24T12:00:00.999Z", 1_795_521_600),
    ("1970-01-01T00:00:00.000Z", 0),
    ("2024-02-29T23:59:59Z", 1_709_251_199),
    ("2026-11-24 12:00", nil),
    ("tomorrow", nil),
    ("", nil),
  ])
  func `RFC 3339 is read, with or without a fraction`(text: String, seconds: Int?) {
    #expect(WallTime(rfc3339: text)?.seconds == seconds)
  }

  @Test func `people read it to the minute`() {
    #expect("\(WallTime(seconds: 1_709_251_199))" == "2024-02-29 23:59 UTC")
  }
}
