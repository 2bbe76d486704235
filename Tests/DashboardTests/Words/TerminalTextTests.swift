import Dashboard
import Testing

@Suite struct TerminalTextTests {
  @Test(arguments: [
    ("plain ASCII ~", "plain ASCII ~"),
    ("Grüße, 日本, ❤\u{FE0F}", "Grüße, 日本, ❤\u{FE0F}"),
    ("tab\tand\nline", "tab\tand\nline"),
    ("\r\n\r\r\n\n", "\n\n\n\n"),
    ("\u{1B}[2J\u{7}\u{0}\u{7F}", "␛[2J␇␀␡"),
    ("\u{9B}31m", "\u{FFFD}31m"),
    ("abc\u{202E}def\u{2066}", "abc\u{FFFD}def\u{FFFD}"),
    ("a\u{200B}b\u{200D}c\u{FEFF}d\u{AD}e", "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e"),
    ("a\u{2028}b\u{2029}c\u{85}", "a\u{FFFD}b\u{FFFD}c\u{FFFD}"),
    ("\u{E0041}\u{3164}\u{180E}", "\u{FFFD}\u{FFFD}\u{FFFD}"),
    ("", ""),
  ])
  func `what a terminal would obey or hide becomes visible`(text: String, shown: String) {
    #expect(TerminalText.visible(text) == shown)
  }
}
