import ServiceKit
import Testing

@Suite struct SuggestionTests {
  static let words = ["who", "nick", "last", "minutes", "range", "reason"]

  @Test(arguments: [
    ("minute", "minutes"), ("minuts", "minutes"), ("mniutes", "minutes"), ("munites", "minutes"),
    ("Range", "range"), ("raneg", "range"), ("rage", "range"), ("resaon", "reason"),
    ("nik", "nick"),
    ("nicks", "nick"), ("woh", "who"), ("lsat", "last"), ("list", "last"),
  ])
  func `a slip of the finger is understood`(word: String, meant: String) {
    #expect(Suggestion.nearest(to: word, among: Self.words) == meant)
  }

  @Test(arguments: ["", "x", "ww", "quit", "until", "minutesss!", "why?", "nail"])
  func `what is nothing like it is not guessed at`(word: String) {
    #expect(Suggestion.nearest(to: word, among: Self.words) == nil)
  }

  @Test func `nothing is near where there is nothing`() {
    #expect(Suggestion.nearest(to: "who", among: []) == nil)
  }
}
