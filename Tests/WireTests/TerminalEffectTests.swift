import Testing
import Wire

struct TerminalEffectTests {
  @Test(
    arguments: [
      ("a", TerminalEffect.none), ("é", .none), ("日", .none), ("🐈", .none), ("\u{301}", .none),
      ("\u{1B}", .control), ("\u{7F}", .control), ("\u{9B}", .control), ("\t", .control),
      ("\u{2028}", .lineEnd), ("\u{2029}", .lineEnd), ("\u{202E}", .direction),
      ("\u{61C}", .direction), ("\u{2066}", .direction), ("\u{200B}", .hidden),
      ("\u{200D}", .hidden), ("\u{3164}", .hidden), ("\u{E0041}", .hidden), ("\u{FE0F}", .hidden),
    ] as [(Unicode.Scalar, TerminalEffect)])
  func `a scalar shows itself, or does something else`(
    scalar: Unicode.Scalar, effect: TerminalEffect
  ) {
    #expect(TerminalEffect(scalar) == effect)
  }

  @Test func `what people say keeps nothing that has an effect, joiners and selectors aside`() {
    for value in UInt32(0)...0x3FFFF {
      guard let scalar = Unicode.Scalar(value), TerminalEffect(scalar) != .none else { continue }
      let kept = CleanText("a\(scalar)b").text.unicodeScalars.filter { TerminalEffect($0) != .none }
      #expect(kept.allSatisfy { $0 == "\u{FE0E}" || $0 == "\u{FE0F}" }, "U+\(value)")
    }
  }
}
