import Chat
import Testing
import Wire

struct PaddingTests {
  private static let sixteen = String(repeating: " ", count: 16)
  private static let wide = String(repeating: "\u{3000}", count: 8)

  @Test(arguments: [
    ("words", "a bc  def", "a bc  def"),
    ("a table", "a\(sixteen)b\(sixteen)c", "a\(sixteen)b\(sixteen)c"),
    ("one blank more", "a\(sixteen) b", "a\(sixteen)b"),
    ("a row filled up", "hi\(sixteen)\(sixteen)\(sixteen)-- root left", "hi\(sixteen)-- root left"),
    ("at the start", "\(sixteen)\(sixteen)x", "\(sixteen)x"),
    ("two kinds of blanks", "a\(sixteen)\u{A0}\u{2003} b", "a\(sixteen)b"),
    ("blanks two columns wide", "a\(wide)\u{3000}b", "a\(wide)b"),
    ("dots without a dot", "a\(sixteen)\u{2800}\u{2800}b", "a\(sixteen)b"),
    ("marks between", "a\(sixteen)\u{FE0F} \u{FE0F} \u{301}b", "a\(sixteen)\u{FE0F}b"),
    ("what goes anyway between", "a\(sixteen)\u{200B} \u{200B} b", "a\(sixteen)b"),
    ("other letters", "п\(sixteen)\(sixteen)ривет", "п\(sixteen)ривет"),
  ])
  func `a row that goes on below ends in words, not in blanks`(
    what: String, line: String, said: String
  ) {
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
