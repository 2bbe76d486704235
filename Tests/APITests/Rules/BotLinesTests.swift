import API
import Testing
import Wire

struct BotLinesTests {
  @Test(arguments: [
    ("", []), ("x", ["x"]), ("x\n", ["x"]), ("a\nb", ["a", "b"]), ("a\r\nb\rc", ["a", "b", "c"]),
    ("\n\na\n \n\t\n\u{200B}\nb\n", ["a", "b"]), ("a\tb  ", ["a       b"]),
    ("\u{1B}[31mred\u{1B}[0m", ["red"]), ("\u{202E}x\u{0}\u{7}", ["x"]), ("a\u{2028}b", ["a b"]),
    ("{x} y", ["{x} y"]), ("/quit", ["/quit"]), ("-- forged", ["-- forged"]),
  ])
  func `a text is said line by line, each cleaned as what people say`(
    text: String, lines: [String]
  ) throws {
    #expect(try BotLines(text).all() == lines)
    #expect(BotLines(text).shortened == lines)
    #expect(BotLines(text).isEmpty == lines.isEmpty)
  }

  @Test func `a long line counts for several, and nothing of it is lost`() throws {
    let word = String(repeating: "x", count: Limits.lineBytesMax)
    #expect(try BotLines(word).all() == [word])
    let lines = try BotLines(word + word).all()
    #expect(lines.count == 3)  // the marks that join them need room
    #expect(lines.allSatisfy { $0.utf8.count <= Limits.lineBytesMax })
    #expect(lines.joined().replacing("…", with: "") == word + word)
  }

  @Test func `twenty lines are said, and of more a sender who can mend it is told`() throws {
    let most = (1...Limits.botLinesMax).map { "line \($0)" }
    #expect(try BotLines(most.joined(separator: "\n")).all() == most)
    let text = (most + ["", "one more"]).joined(separator: "\n")
    #expect(throws: TooManyLines(count: 21)) { try BotLines(text).all() }
    #expect("\(TooManyLines(count: 21))".contains("21 lines"))
    #expect(BotLines(text).shortened == most.dropLast() + ["… 2 more lines were left out"])
  }
}
