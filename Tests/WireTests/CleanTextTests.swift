import Support
import Testing
import Wire

struct CleanTextTests {
  private static let eight = String(repeating: "\u{301}", count: 8)

  @Test(arguments: [
    // ("what it is", raw, clean)
    ("plain text", "hello, world!", "hello, world!"),
    ("spaces at the end", "hello  ", "hello"),
    ("spaces at the start stay", "  * art", "  * art"),
    ("nothing but spaces", "   ", ""),
    ("wide spaces at the end", "hé\u{3000}\u{A0}", "hé"),
    ("a bell and a backspace", "a\u{7}b\u{8}c", "abc"),
    ("a NUL", "a\u{0}b", "ab"),
    ("a carriage return that would overwrite", "me: hi\rroot: hi", "me: hiroot: hi"),
    ("DEL", "a\u{7F}b", "ab"),
    ("bidi override", "abc\u{202E}fed", "abcfed"),
    ("bidi isolates", "\u{2066}a\u{2069}", "a"),
    ("direction marks", "a\u{200E}b\u{200F}c\u{61C}d", "abcd"),
    ("zero-width space and non-joiner", "a\u{200B}b\u{200C}c", "abc"),
    ("word joiner and byte order mark", "\u{FEFF}a\u{2060}b", "ab"),
    ("a soft hyphen", "a\u{AD}b", "ab"),
    ("a Hangul filler", "a\u{3164}b", "ab"),
    ("line and paragraph separators", "a\u{2028}b\u{2029}c", "a b c"),
    ("tag characters", "a\u{E0001}\u{E0061}b", "ab"),
    ("variation selectors of the supplement", "a\u{E0100}b", "ab"),
    ("a joiner between letters", "a\u{200D}b", "ab"),
    ("a family stays one", "👩\u{200D}👩\u{200D}👧", "👩\u{200D}👩\u{200D}👧"),
    ("a flag with a selector", "🏳\u{FE0F}\u{200D}🌈", "🏳\u{FE0F}\u{200D}🌈"),
    ("a joiner after an emoji alone", "👩\u{200D}", "👩"),
    ("a joiner between an emoji and a letter", "👩\u{200D}क", "👩क"),
    ("a non-joiner between emoji", "👩\u{200C}👩", "👩👩"),
    ("a joiner after a letter that joins, and none follows", "ك\u{200D} x", "ك x"),
    ("a joiner between letters of which one joins", "x\u{200D}ك\u{200C}x", "xكx"),
    ("a joiner after a digit", "٣\u{200C}ك", "٣ك"),
    ("a row of joiners", "ك\u{200D}\u{200C}\u{200D}\u{200C}ك", "ك\u{200C}ك"),
    ("a row of joiners after a virama", "क्\u{200D}\u{200D}\u{200D}ष", "क्\u{200D}ष"),
    ("Mongolian's selectors elsewhere", "a\u{180B}b\u{180E}c", "abc"),
    ("eight marks", "e\(eight)", "e\(eight)"),
    ("a tower of marks", "e\(eight)\u{302}\u{303}x", "e\(eight)x"),
    ("a mark without a base", "\u{301}x", "x"),
    ("other scripts", "Ünïcödé Привет 你好 مرحبا 🎉", "Ünïcödé Привет 你好 مرحبا 🎉"),
  ])
  func `what a terminal must not see is gone`(what: String, raw: String, clean: String) {
    // Compared as bytes: strings compare by canonical equivalence.
    #expect(CleanText(raw).bytes == Array(clean.utf8), "\(what)")
  }

  @Test(arguments: [
    ("one", "a\tb", "a       b"),
    ("before a stop", "1234567\tb", "1234567 b"),
    ("at a stop", "12345678\tb", "12345678        b"),
    ("leading", "\t\tx", "                x"),
    ("after blanks", "  \tx", "        x"),
    ("trailing", "x\t\t", "x"),
    ("columns of a table", "id\tname\n", "id      name"),
    ("after wide letters", "你好\tb", "你好    b"),
    ("after wide Kana and Hangul", "ア한\tb", "ア한    b"),
    ("after an emoji", "🎉\tb", "🎉      b"),
    ("after a flag", "🇩🇪\tb", "🇩🇪      b"),
    ("after marks", "e\u{301}\u{302}\tb", "e\u{301}\u{302}       b"),
    ("after what goes anyway", "\u{1B}[31ma\u{200B}\tb", "a       b"),
    ("after an umlaut", "ü\tb", "ü       b"),
  ])
  func `a tab goes to the next stop by columns`(what: String, raw: String, clean: String) {
    #expect(CleanText(raw).bytes == Array(clean.utf8), "\(what)")
  }

  @Test(
    arguments: [
      // The table of Unicode 3.9, and the edges of what is valid.
      (
        [0x61, 0xF1, 0x80, 0x80, 0xE1, 0x80, 0xC2, 0x62, 0x80, 0x63, 0x80, 0xBF, 0x64], "a���b�c��d"
      ),
      ([0xC0, 0xAF, 0xE0, 0x80, 0xBF, 0xF0, 0x81, 0x82, 0x41], "��������A"),
      ([0xED, 0xA0, 0x80, 0xED, 0xBF, 0xBF, 0xED, 0xAF, 0x41], "��������A"),
      ([0xF4, 0x91, 0x92, 0x93, 0xFF, 0x41, 0x80, 0xBF, 0x42], "�����A��B"),
      ([0xE1, 0x80, 0xE2, 0xF0, 0x91, 0x92, 0xF1, 0xBF, 0x41], "����A"),
      ([0x9C, 0x33, 0x31, 0x6D], "�31m"),
      ([0xF4, 0x8F, 0xBF, 0xBD], "\u{10FFFD}"),
      ([0xE2, 0x82], "�"),
      ([0x61, 0xEF, 0xBF, 0xBE, 0xEF, 0xB7, 0x90, 0x62], "a��b"),  // noncharacters
    ] as [([UInt8], String)])
  func `invalid UTF-8 is replaced by maximal subparts`(raw: [UInt8], clean: String) {
    #expect(CleanText(raw).bytes == Array(clean.utf8))
  }

  @Test func `spaces and noncharacters are what Unicode says they are`() {
    for value in UInt32(0x80)...0xFFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let clean = CleanText("x\(String(scalar))")
      if scalar.properties.generalCategory == .spaceSeparator {
        #expect(clean == CleanText("x"), "U+\(String(value, radix: 16))")
      }
      #expect(
        (clean.text == "x\u{FFFD}")
          == (scalar.properties.isNoncharacterCodePoint || value == 0xFFFD))
    }
  }

  @Test func `cleaning what is clean changes nothing, whatever the bytes`() {
    var random = SplitMix(seed: 2)
    for _ in 0..<5_000 {
      let raw = (0..<Int.random(in: 0...40, using: &random)).flatMap { _ in piece(using: &random) }
      let clean = CleanText(raw)
      #expect(CleanText(clean.bytes) == clean, "\(raw)")
      #expect(clean.bytes.count <= CleanText.tabColumns * raw.count)
      #expect(String(validating: clean.bytes, as: UTF8.self) != nil, "\(raw)")
      for scalar in clean.text.unicodeScalars {
        let category = scalar.properties.generalCategory
        #expect(category != .control && category != .lineSeparator, "\(raw)")
        #expect(category != .format || "\u{200C}\u{200D}\u{180E}".unicodeScalars.contains(scalar))
      }
    }
  }

  /// A random byte, or a whole scalar from where the traps are.
  private func piece(using random: inout SplitMix) -> [UInt8] {
    let traps: [ClosedRange<UInt32>] = [
      0...0xFF, 0x80...0x9F, 0x1B...0x1B, 0x300...0x370, 0x620...0x640, 0x900...0x950,
      0x1800...0x1820, 0x200B...0x2070, 0xFE00...0xFE10, 0xFFF0...0xFFFF,
      0x1F300...0x1F3FF, 0xE0000...0xE0200, 0...0x10FFFF,
    ]
    guard Bool.random(using: &random), let trap = traps.randomElement(using: &random),
      let scalar = Unicode.Scalar(UInt32.random(in: trap, using: &random))
    else { return [UInt8.random(in: 0...255, using: &random)] }
    return Array(scalar.utf8)
  }
}
