import Testing
import Wire

struct LineFeedTests {
  @Test(arguments: [
    ("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("\r\n\r\na", "\n\na"), ("a\n\rb", "a\n\nb"),
    ("\u{1B}", "\u{1B}"),
  ])
  func `every line end becomes a line feed and nothing else changes`(text: String, lines: String) {
    #expect(text.withLineFeeds == lines)
  }
}
