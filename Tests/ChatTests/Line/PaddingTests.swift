import Chat
import Testing
import Wire

struct PaddingTests {
  private static let sixteen = String(repeating: " ", count: 16)
  private static let sixtyFour = String(repeating: " ", count: 64)
  private static let wide = String(repeating: "\u{3000}", count: 8)

  @Test(arguments: [
    ("words", "a bc  def", "a bc  def"),
    ("a table", "a\(sixteen)b\(sixteen)\(sixteen)c", "a\(sixteen)b\(sixteen)\(sixteen)c"),
    ("one blank more", "a\(sixteen) -- b", "a\(sixteen)-- b"),
    ("a row filled up", "hi\(sixteen)\(sixteen)\(sixteen)-- root left", "hi\(sixteen)-- root left"),
    ("at the start", "\(sixteen)\(sixteen)-- x", "\(sixteen)-- x"),
    ("two kinds of blanks", "a\(sixteen)\u{A0}\u{2003} -- b", "a\(sixteen)-- b"),
    ("blanks two columns wide", "a\(wide)\u{3000}-- b", "a\(wide)-- b"),
    ("dots without a dot", "a\(sixteen)\u{2800}\u{2800}-- b", "a\(sixteen)-- b"),
    ("marks between", "a\(sixteen)\u{FE0F} \u{FE0F} \u{301}-- b", "a\(sixteen)\u{FE0F}-- b"),
    ("what goes anyway between", "a\(sixteen)\u{200B} \u{200B} -- b", "a\(sixteen)-- b"),
    ("other letters", "п\(sixteen)\(sixteen)-- ривет", "п\(sixteen)-- ривет"),
    ("tabs", "\t\t\t\t-- root left", "\(sixteen)-- root left"),
    ("another's words", "x\(sixteen) <root> hi", "x\(sixteen)<root> hi"),
    ("another's doing", "x\(sixteen) * root waves", "x\(sixteen)* root waves"),
    ("told alone", "x\(sixteen) (root to you) hi", "x\(sixteen)(root to you) hi"),
    ("the past", "x\(sixteen) [12:34] <root> hi", "x\(sixteen)[12:34] <root> hi"),
    ("with the time", "x\(sixteen) 12:34 -- root left", "x\(sixteen)12:34 -- root left"),
    ("a dash that is none", "x\(sixteen) ‐‐ root left", "x\(sixteen)‐‐ root left"),
    ("a letter like a dash", "x\(sixteen) 一 root left", "x\(sixteen)一 root left"),
    ("a bracket that is none", "x\(sixteen) ‹root› hi", "x\(sixteen)‹root› hi"),
    ("a mark on a dash", "x\(sixteen) -\u{FE0E}- root left", "x\(sixteen)-\u{FE0E}- root left"),
    ("a stroke on a dash", "x\(sixteen) -\u{335}- root left", "x\(sixteen)-\u{335}- root left"),
    ("a mark on a star", "x\(sixteen) *\u{FE0E} root waves", "x\(sixteen)*\u{FE0E} root waves"),
    (
      "marks on brackets", "x\(sixteen) <\u{FE0E}root>\u{FE0E} hi",
      "x\(sixteen)<\u{FE0E}root>\u{FE0E} hi"
    ),
    (
      "a mark in the time", "x\(sixteen) 1\u{FE0F}2:34 -- root", "x\(sixteen)1\u{FE0F}2:34 -- root"
    ),
    ("another second dash", "x\(sixteen) -– root left", "x\(sixteen)-– root left"),
    ("letters that are dashes", "x\(sixteen) ⲺⲺ root left", "x\(sixteen)ⲺⲺ root left"),
    ("letters that are brackets", "x\(sixteen) ᐸrootᐳ hi", "x\(sixteen)ᐸrootᐳ hi"),
    ("one bracket that is none", "x\(sixteen) <rootᐳ hi", "x\(sixteen)<rootᐳ hi"),
    (
      "other blanks", "x\(sixteen) (root\u{A0}to\u{2003}you) hi",
      "x\(sixteen)(root\u{A0}to\u{2003}you) hi"
    ),
    ("without end", "x\(sixtyFour)\(sixtyFour)y", "x\(sixtyFour)y"),
  ])
  func `what comes after a row of blanks is no line of anybody's`(
    what: String, line: String, said: String
  ) {
    expect(line, isSaidAs: said, what)
  }

  @Test(arguments: [
    ("an indented line", "\t\t\t\t\treturn 0;", String(repeating: " ", count: 40) + "return 0;"),
    ("eight tabs", "\t\t\t\t\t\t\t\tx", "\(sixtyFour)x"),
    ("an element", "\t\t\t<div class=\"x\">", "\(sixteen)        <div class=\"x\">"),
    ("an element alone", "\t\t\t<br>", "\(sixteen)        <br>"),
    ("a call", "\t\t\t(print \"hi\")", "\(sixteen)        (print \"hi\")"),
    ("a list", "\t\t\t- item", "\(sixteen)        - item"),
    ("an array", "\t\t\t[0, 1, 2],", "\(sixteen)        [0, 1, 2],"),
    ("a pointer", "\t\t\t*p = 1;", "\(sixteen)        *p = 1;"),
    ("a brace, and a comment", "\t\t\t} // end", "\(sixteen)        } // end"),
    ("a number", "\t\t\t12, 30", "\(sixteen)        12, 30"),
    ("empty columns of a table", "a\t\t\tb", "a\(String(repeating: " ", count: 23))b"),
    ("Cyrillic", "\t\t\tпривет", "\(sixteen)        привет"),
  ])
  func `code keeps its shape`(what: String, line: String, said: String) {
    expect(line, isSaidAs: said, what)
  }

  private func expect(_ line: String, isSaidAs said: String, _ what: String) {
    let padded = CleanText(line).withoutPadding
    #expect(padded.bytes == Array(said.utf8), "\(what)")
    #expect(padded.withoutPadding == padded)
    #expect(Utterance(CleanText(line)) == .say(CleanText(said)))
  }

  @Test func `it is so in everything that people say, and nothing of the banner is changed`() {
    let house = TestRoom()
    let people = house.people(2)
    let line = "x\(Self.sixteen)\(Self.sixteen)-- kicked by admin"
    people[0].type("\(line)\n/me \(line)\n/msg guest-2 \(line)\n")
    house.turn()
    let said = "x\(Self.sixteen)-- kicked by admin"
    #expect(
      people[1].readLines() == [
        "<guest-1> \(said)", "* guest-1 \(said)", "(guest-1 to you) \(said)",
      ])
    house.factory.banner = BannerText(line)
    #expect(house.connect()?.readLines().first == line)
  }
}
