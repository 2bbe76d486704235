import Testing
import Wire

/// Sequences of ECMA-48 and ISO 2022, written with `␛` for ESC.
struct EscapeSequenceTests {
  @Test(arguments: [
    ("colours", "␛[31mred␛[0m and ␛[1;38;2;255;0;10mmore", "red and more"),
    ("a colour in colons", "␛[38:2::255:0:10mx", "x"),
    ("a cleared screen", "␛[2J␛[Hx", "x"),
    ("a private mode", "␛[?2004hx␛[?25l", "x"),
    ("intermediate bytes", "␛[0 qx␛[!py", "xy"),
    ("a window title", "␛]0;owned\u{7}x", "x"),
    ("a title that ends with ST", "␛]2;owned␛\\x", "x"),
    ("a title that ends with ST in C1", "␛]2;owned\u{9C}x", "x"),
    ("a link", "see ␛]8;;https://example.org/?q=ü␛\\here␛]8;;␛\\.", "see here."),
    ("a string without an end", "␛]0;owned", "0;owned"),
    ("a string cut off by another sequence", "␛]0;owned␛[31mx", "x"),
    ("a string cut off by CAN", "␛]0;owned\u{18}x", "x"),
    ("a device control string", "␛P1$r0m␛\\x", "x"),
    ("SOS, PM, APC", "␛Xa␛\\␛^b␛\\␛_c␛\\x", "x"),
    ("a title of screen", "␛ktitle␛\\x", "x"),
    ("two bytes", "␛7a␛8b␛=c␛>d␛cx", "abcdx"),
    ("another character set", "␛(0a␛)Bb␛%Gc␛#8d", "abcd"),
    ("the keys of a terminal", "a␛OAb␛[Dc␛[3~d␛[[Ae", "abcde"),
    ("an ESC alone", "a␛", "a"),
    ("an ESC before a letter of another script", "␛é␛你", "é你"),
    ("an ESC before a control", "␛\u{7}a␛␛[0mb", "ab"),
    ("a CSI without an end", "a␛[31", "a"),
    ("a CSI that is broken", "a␛[31é␛[\u{7}b", "aéb"),
    ("C1 as code points", "a\u{9B}31mb\u{9D}0;x\u{9C}c\u{90}y␛\\d\u{85}e", "abcde"),
    ("brackets of people", "[31m ]0; [2J", "[31m ]0; [2J"),
    ("letters whose bytes hold those of C1", "Лучше, ЛЛ 盛", "Лучше, ЛЛ 盛"),
  ])
  func `whole sequences go, and nothing beside them`(what: String, raw: String, clean: String) {
    let raw = raw.replacing("␛", with: "\u{1B}")
    #expect(CleanText(raw).bytes == Array(clean.utf8), "\(what)")
  }

  @Test(
    arguments: [
      ("a CSI", [0x61, 0x9B, 0x33, 0x31, 0x6D, 0x62], "ab"),
      ("at the start", [0x9B, 0x6D, 0x62], "b"),
      ("one without an end is a broken byte", [0x61, 0x9B, 0x33, 0x31], "a�31"),
      ("a letter of a code page", [0x61, 0x9E, 0x62, 0x9C, 0x63], "a�b�c"),
    ] as [(String, [UInt8], String)])
  func `of controls as bytes only a whole CSI is one`(what: String, raw: [UInt8], clean: String) {
    #expect(CleanText(raw).bytes == Array(clean.utf8), "\(what)")
  }

  @Test func `what is broken takes little with it`() {
    let digits = String(repeating: "1", count: 1_000)
    #expect(CleanText("\u{1B}[\(digits)x").bytes.count == 1_001 - 64)
    let text = String(repeating: "t", count: 5_000)
    #expect(CleanText("\u{1B}]\(text)\u{7}").text == text, "too long to be one")
    let link = String(repeating: "t", count: 4_000)
    #expect(CleanText("\u{1B}]8;;\(link)\u{7}x").text == "x")
  }

  /// Each beginning looks for its end; none may look over the others.
  @Test(arguments: ["\u{1B}]", "\u{1B}[", "\u{1B}P", "\u{9D}", "\u{1B}]x", "\u{1B}", "\u{1B}[1"])
  func `beginnings without an end are nothing`(beginning: String) {
    let text = String(repeating: beginning, count: 100_000)
    #expect(CleanText(text).bytes.allSatisfy { $0 == 0x78 })
  }
}
