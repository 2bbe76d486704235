import Testing
import Wire

@Suite struct `Texts with nothing to see` {
  @Test(arguments: [
    "", " ", "\u{A0}\u{3000}", "\u{200B}", "\u{2060}\u{FEFF}", "\u{3164}", "\u{2800}",
    " \u{2800}\t",
    "\u{E0041}", "\u{AD}", "\u{115F}",
  ])
  func `blanks and what is taken out are nothing`(text: String) {
    #expect(CleanText(text).isBlank)
  }

  @Test(arguments: ["x", " .", "\u{2800}x", "\u{2801}", "é", "\u{1F600}", "\u{FFFD}"])
  func `anything else can be seen`(text: String) {
    #expect(!CleanText(text).isBlank)
  }
}
