import API
import Testing

@Suite struct `Banner rules` {
  @Test(arguments: [
    ("", ""), ("Hi", "Hi"), ("a\r\nb\rc\nd", "a\nb\nc\nd"), ("\r\r\n\nx", "\n\n\nx"),
    ("Grüße, 世界 👋🏽", "Grüße, 世界 👋🏽"), (" ~ \u{A0}", " ~"), ("a  \n b\n\n", "a\n b\n\n"),
    ("zero\u{200B}width\u{FEFF}", "zerowidth"), ("a\u{3164}\n\u{2060}\nb", "a\n\nb"),
  ])
  func `texts pass, with line feeds for line endings`(sent: String, stored: String) throws {
    #expect(try BannerRules.check(sent).utf8.elementsEqual(stored.utf8))
  }

  @Test(arguments: [
    ("\u{0}", "U+0000 (NUL) at line 1, column 1"),
    ("a\u{1B}[2J", "U+001B (escape) at line 1, column 2"),
    ("one\r\ntwo\u{7}", "U+0007 (bell) at line 2, column 4"),
    ("\u{8}", "U+0008 (backspace) at line 1, column 1"),
    ("\u{1}", "U+0001 (a control character) at line 1, column 1"),
    ("\u{7F}", "U+007F (delete) at line 1, column 1"),
    ("\u{80}", "U+0080 (a control character) at line 1, column 1"),
    ("\u{85}", "U+0085 (a control character) at line 1, column 1"),
    ("é\u{9B}31m", "U+009B (a control character) at line 1, column 2"),
    ("\u{9F}", "U+009F (a control character) at line 1, column 1"),
    ("\u{2028}", "U+2028 (a separator of lines) at line 1, column 1"),
    ("\u{2029}", "U+2029 (a separator of lines) at line 1, column 1"),
    ("\u{202E}evil", "U+202E (a control of writing direction) at line 1, column 1"),
    ("\u{2066}", "U+2066 (a control of writing direction) at line 1, column 1"),
    ("\u{200F}", "U+200F (a control of writing direction) at line 1, column 1"),
    ("\u{61C}", "U+061C (a control of writing direction) at line 1, column 1"),
  ])
  func `what could command a terminal is refused by name and place`(text: String, what: String) {
    let problem = #expect(throws: BannerProblem.self) { try BannerRules.check(text) }
    #expect(problem?.description.contains("must not contain \(what); ") == true)
  }

  @Test func `every other C0 and C1 control is refused`() {
    for value in Array(0x00...0x1F) + Array(0x7F...0x9F) where ![0x09, 0x0A, 0x0D].contains(value) {
      guard let scalar = Unicode.Scalar(value) else { preconditionFailure("below the surrogates") }
      #expect(throws: BannerProblem.self) { try BannerRules.check("x\(scalar)") }
    }
  }

  @Test func `the limit counts bytes of UTF-8, after line endings`() throws {
    let full = String(repeating: "é", count: 2_048)
    #expect(try BannerRules.check(full) == full)
    let lines = String(repeating: "\r\n", count: 4_095) + "x"
    #expect(try BannerRules.check(lines).utf8.count == 4_096)
    let problem = #expect(throws: BannerProblem.self) { try BannerRules.check(full + "x") }
    #expect(
      problem?.description == "the banner has 4097 bytes; at most 4096 are allowed")
  }

  @Test(arguments: [" ", "\n\n", "\t", "\u{200B}", "\u{2800} \n\u{3164}", "\u{A0}\r\n"])
  func `one with nothing to see is refused, and none at all is none`(text: String) {
    let problem = #expect(throws: BannerProblem.self) { try BannerRules.check(text) }
    #expect(
      problem?.description
        == "the banner has nothing in it that can be seen; for none, leave it empty")
  }

  @Test func `chat shows a banner as it is kept`() throws {
    let kept = try BannerRules.check("\ta\u{200B}b  \n\u{300}c\n")
    #expect(try BannerRules.check(kept).utf8.elementsEqual(kept.utf8))
    #expect(!kept.contains("\t"), "what a tab is depends on the terminal")
  }

  @Test func `a name of somebody has no line breaks`() {
    #expect(TextRules.forbiddenCharacter(in: "Patrick Cloke", linesAllowed: false) == nil)
    let found = TextRules.forbiddenCharacter(in: "a\nb", linesAllowed: false)
    #expect(found?.description == "U+000A (a line break) at line 1, column 2")
  }
}
