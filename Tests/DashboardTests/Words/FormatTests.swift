import Dashboard
import Testing

@Suite struct FormatTests {
  @Test(arguments: [
    ("there is nothing at /x", "There is nothing at /x."), ("Done.", "Done."), ("", ""),
    ("why?", "Why?"), ("ähnlich", "Ähnlich."),
  ])
  func `what programs say becomes a sentence`(text: String, sentence: String) {
    #expect(Format.sentence(text) == sentence)
  }

  @Test(arguments: [
    (-5, "0 s"), (0, "0 s"), (42, "42 s"), (59, "59 s"), (60, "1 min"), (185, "3 min 5 s"),
    (3_599, "59 min 59 s"), (3_600, "1 h"), (7_500, "2 h 5 min"), (86_399, "23 h 59 min"),
    (86_400, "1 d"), (356_400, "4 d 3 h"), (31_622_400, "366 d"),
  ])
  func `a span is said in its two largest units`(seconds: Int, words: String) {
    #expect(Format.span(.seconds(seconds)) == words)
  }

  @Test(arguments: [
    (0, "0"), (7, "7"), (999, "999"), (1_000, "1,000"), (12_345, "12,345"),
    (1_234_567, "1,234,567"), (-1_234, "-1,234"), (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func `large numbers are grouped`(number: Int, words: String) {
    #expect(Format.grouped(number) == words)
  }

  @Test func `one is one, and everything else is many`() {
    #expect(Format.count(1, "line", "lines") == "1 line")
    #expect(Format.count(0, "line", "lines") == "0 lines")
    #expect(Format.count(2_000, "line", "lines") == "2,000 lines")
  }

  @Test(arguments: [
    ("2026-11-24T12:03:10.123Z", "12:03:10"),
    ("2026-11-23T23:59:59.999Z", "23 Nov 23:59:59"),
    ("2025-01-02T03:04:05Z", "2 Jan 2025 03:04:05"),
    ("2026-13-01T00:00:00Z", "2026-13-01T00:00:00Z"),
    ("2026-11-24T12:03", "2026-11-24T12:03"),
    ("", ""), ("T", "T"), ("yesterday", "yesterday"), ("<b>T12:03:10", "<b>T12:03:10"),
  ])
  func `a moment is said with its day unless that is today`(time: String, words: String) {
    #expect(Format.moment(time, today: "2026-11-24T15:00:00.000Z") == words)
  }

  @Test(arguments: [
    (0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (1_234_567, "1.2 MB"), (9_949, "9.9 kB"),
    (9_960, "10 kB"), (34_400_000, "34 MB"), (999_499, "999 kB"), (999_500, "1.0 MB"),
    (76_354_195_456, "76 GB"), (.max, "9.2 EB"), (-1, "0 B"),
  ])
  func `bytes have two digits at least`(bytes: Int, words: String) {
    #expect(Format.bytes(bytes) == words)
  }
}
