import Testing
import Wire

/// Lines of a log are our first use: they are long, and nothing of them may be lost.
struct PartsTests {
  private static let words = (1...900).map { "word\($0)" }.joined(separator: " ")
  private static let json =
    "{" + (1...400).map { #""k\#($0)":"v\#($0)""# }.joined(separator: ",") + "}"

  @Test func `what fits is one line, and one byte more is two`() {
    let full = CleanText(String(repeating: "x", count: Limits.lineBytesMax))
    #expect(full.parts == [full])
    #expect(CleanText(full.text + "y").parts.count == 2)
    #expect(CleanText("").parts == [CleanText("")])
  }

  @Test(arguments: [
    ("words", words),
    ("JSON, all one word", json),
    ("one word among many", "key \(String(repeating: "v", count: 3_000)) value"),
    ("no ASCII", String(repeating: "日本語のログ", count: 200)),
    ("letters with marks", String(repeating: "e\u{301}\u{302}", count: 700)),
    ("families", String(repeating: "👩\u{200D}👩\u{200D}👧", count: 200)),
    ("flags", String(repeating: "🇩🇪", count: 500)),
  ])
  func `parts fit, hold everything, and break neither word nor character`(
    what: String, text: String
  ) {
    let parts = CleanText(text).parts
    #expect(parts.count > 1)
    #expect(parts.allSatisfy { $0.bytes.count <= Limits.lineBytesMax })
    // Each is as long as it can be, but for a word that goes on below.
    #expect(parts.dropLast().allSatisfy { $0.bytes.count > Limits.lineBytesMax / 2 })
    var whole = ""
    for (index, part) in parts.enumerated() {
      var piece = part.text[...]
      if index > 0 {
        #expect(piece.hasPrefix("…"), "\(what)")
        piece = piece.dropFirst()
      }
      if index < parts.count - 1 {
        #expect(piece.hasSuffix("…"), "\(what)")
        piece = piece.dropLast()
        if piece.hasSuffix(" ") { piece = piece.dropLast() }
      }
      whole += piece
    }
    #expect(Array(whole.utf8) == Array(text.utf8), "\(what)")
  }

  @Test func `between words there is a blank at both marks, within a word none`() {
    let words = CleanText(Self.words).parts
    #expect(words[0].text.hasSuffix(" …"))
    #expect(words[1].text.hasPrefix("… word"))
    let json = CleanText(Self.json).parts
    #expect(!json[0].text.hasSuffix(" …"))
    #expect(!json[1].text.hasPrefix("… "))
  }

  @Test func `a grapheme stays whole at every place of the border`() {
    for shift in 0..<12 {
      let text = String(repeating: "x", count: shift) + String(repeating: "🇩🇪", count: 200)
      for part in CleanText(text).parts {
        let flags = part.text.filter { $0 != "…" && $0 != "x" }
        #expect(flags.allSatisfy { $0 == "🇩🇪" }, "\(shift)")
      }
    }
  }

  @Test func `a grapheme that fills a line and more is cut amid it`() {
    let parts = CleanText("👩" + String(repeating: "\u{200D}👩", count: 700)).parts
    #expect(parts.count == 6)
    #expect(parts.allSatisfy { $0.bytes.count <= Limits.lineBytesMax })
    let women = parts.map { $0.text.unicodeScalars.count { $0 == "👩" } }
    #expect(women.reduce(0, +) == 701)
  }

  @Test func `the beginning of a text is cut at a character, and the rest is counted`() {
    let (all, none) = CleanText("hello").split(at: 5)
    #expect(all == CleanText("hello") && none == 0)
    let (beginning, rest) = CleanText("ab🎉c").split(at: 5)
    #expect(beginning == CleanText("ab") && rest == 5)
  }
}
