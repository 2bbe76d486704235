import Testing
import Wire

/// Patterns and lines, without a room.
@Suite struct `Word filters` {
  static func filters(_ patterns: String..., action: WordFilter.Action = .refuse) -> WordFilters {
    WordFilters(
      patterns.enumerated().map { index, pattern in
        WordFilter(
          id: index + 1, pattern: pattern, action: action, reason: "", since: "", actor: "")
      })
  }

  static func filter(_ id: Int, _ pattern: String, _ action: WordFilter.Action) -> WordFilter {
    WordFilter(id: id, pattern: pattern, action: action, reason: "", since: "", actor: "")
  }

  @Test(arguments: [
    ("spam", "spam", true), ("spam", "SPAM!", true), ("spam", "no (spam), please", true),
    ("spam", "spammers", false), ("spam", "antispam", false), ("spam", "spa m", false),
    ("spam", "", false), ("spam", "spa", false), ("spam", "sspam spamm", false),
    ("Spam", "sPaM", true), ("spam", "spam_bot", true), ("spam", "spam1", false),
    ("a", "b a", true), ("a", "ab", false), ("x1", "X1", true),
  ])
  func `a word is a whole one in any case`(pattern: String, line: String, isFound: Bool) {
    #expect((Self.filters(pattern).match(line) != nil) == isFound)
  }

  @Test(arguments: [
    ("spam*", "spam", true), ("spam*", "spammers here", true), ("spam*", "antispam", false),
    ("*spam", "antispam", true), ("*spam", "spam", true), ("*spam", "antispams", false),
    ("*spam*", "xxspamxx", true), ("*spam*", "xx spa m", false), ("*spam*", "s p spam", true),
    ("s*m", "sm", true), ("s*m", "spam", true), ("s*m", "sam sung", true), ("s*m", "s m", false),
    ("s*p*m", "sxxpxxm", true), ("s*p*m", "smp", false), ("s**m", "spam", true),
    ("a*a", "a", false), ("a*a", "aa", true), ("a*b*a", "aba", true), ("*a*a*", "xaxax", true),
    ("*aab*", "aaaab", true), ("*abab", "abaabab", true), ("a*ab", "aabxab", true),
  ])
  func `a star stands for letters of its word`(pattern: String, line: String, isFound: Bool) {
    #expect((Self.filters(pattern).match(line) != nil) == isFound)
  }

  @Test(arguments: [
    ("buy now", "Buy, now!", true), ("buy now", "buy  -- now", true), ("buy now", "buynow", false),
    ("buy now", "buy it now", false), ("buy now", "buy buy now", true),
    ("buy now", "now buy", false), ("buy * now", "buy it now", true),
    ("buy * now", "buy now", false), ("buy * now", "buy it right now", false),
    ("buy * * now", "buy it right now", true), ("* now", "now", false), ("* now", "x now", true),
    ("buy* *now", "buying knownow", true), ("b a d", "b.a.d", true), ("b a d", "b-a-d", true),
    ("b.a.d", "b a d", true), ("b a d", "bad", false),
    ("example.com", "http://example.com/x", true),
    ("don't", "don't", true), ("a b a c", "a b a b a c", true), ("a * c", "a b b c", false),
    ("a * c", "a a c", true),
  ])
  func `words stand in a row, whatever is between them`(
    pattern: String, line: String, isFound: Bool
  ) {
    #expect((Self.filters(pattern).match(line) != nil) == isFound)
  }

  @Test(arguments: [
    ("café", "CAFE", true), ("cafe", "cafe\u{301}", true), ("naïve", "nai\u{308}ve", true),
    ("straße", "STRASSE", true), ("STRASSE", "straße", true), ("ßß", "ssss", true),
    ("øl", "ol", true), ("œuf", "oeuf", true), ("istanbul", "İstanbul ISTANBUL", true),
    ("σοφος", "ΣΟΦΟΣ", true), ("σοφός", "σοφος", true),
    ("вор", "ВОР", true), ("йод", "ИОД", true), ("ёлка", "елка", true),
    ("paypal", "раураl", true), ("paypal", "ｐａｙｐａｌ", true), ("paypal", "𝐩𝐚𝐲𝐩𝐚𝐥", true),
    ("paypal", "ⓟⓐⓨⓟⓐⓛ", true), ("раураl", "PayPal", true), ("bad", "ВАD", true),
    ("bum", "burn", false), ("lol", "101", false), ("ail", "all", false), ("new", "nevv", false),
    ("сыр", "сир", false), ("か", "が", false), ("词", "词", true), ("词", "脏词", false),
    ("*词*", "说脏词了", true), ("한국", "한국", true), ("한국", "한국".decomposed, true),
    ("שלום", "שָׁלוֹם", true), ("हिन्दी", "हिन्दी", true), ("कु", "क", false), ("ไทย", "ไทย", true),
    ("123", "１２３", true), ("a", "\u{301}", false), ("bad", "b🙂ad", false), ("bad", "🙂bad🙂", true),
  ])
  func `letters are the same in any case, with accents, and in disguise`(
    pattern: String, line: String, isFound: Bool
  ) {
    #expect((Self.filters(pattern).match(line) != nil) == isFound, "\(pattern) in \(line)")
  }

  @Test(arguments: ["", " ", "*", "* *", "**", "!?", "🙂", "\u{301}", "-*-"])
  func `a pattern without a letter is none`(pattern: String) {
    #expect(throws: FilterProblem.self) { try FilterPattern(pattern) }
    #expect(Self.filters(pattern).isEmpty)
  }

  @Test func `a pattern is bounded by its letters in their plain forms`() throws {
    #expect(try FilterPattern(String(repeating: "ß", count: 63)).places.count == 128)
    #expect(throws: FilterProblem.self) { try FilterPattern(String(repeating: "ß", count: 64)) }
    #expect(try FilterPattern("Bad,  WÖRD") == FilterPattern("bad word"))
    #expect(try FilterPattern("bad**") == FilterPattern("bad*"))
  }

  @Test func `the first that refuses decides, or else the first that holds`() {
    let filters = WordFilters([
      Self.filter(1, "one", .hold), Self.filter(2, "two", .hold), Self.filter(3, "three", .refuse),
      Self.filter(4, "four", .refuse), Self.filter(5, "**", .refuse),
    ])
    #expect(filters.match("two one")?.id == 1)
    #expect(filters.match("two")?.id == 2)
    #expect(filters.match("one four three")?.id == 3)
    #expect(filters.match("five") == nil)
    #expect(filters.matches("four one, one three").map(\.id) == [3, 4, 1])
    #expect(filters.matches("five").isEmpty && WordFilters().matches("one").isEmpty)
  }

  @Test func `patterns that lie next to each other do not run into one another`() {
    let filters = Self.filters("a b", "c d", "e", "*f", "g*")
    for line in ["a b", "c d", "e", "xf", "gx"] { #expect(filters.match(line) != nil, "\(line)") }
    for line in ["a c", "b c", "b d", "d", "fx g", "a", "b", "c", "xg"] {
      #expect((filters.match(line) == nil) == (line != "fx g"), "\(line)")
    }
  }

  @Test func `no filters are none, and there are 200 at most`() {
    #expect(WordFilters().isEmpty && WordFilters().match("anything") == nil)
    let many = WordFilters((1...300).map { Self.filter($0, "w\($0)", .refuse) })
    #expect(many.match("w200")?.id == 200)
    #expect(many.match("w201") == nil)
  }

  /// Against the definition, word by word with backtracking, which is right and slow.
  @Test func `it finds what the definition says`() {
    var random = Numbers()
    func text(_ alphabet: [Character], _ count: Int) -> String {
      String((0..<random.next(count)).map { _ in alphabet[random.next(alphabet.count)] })
    }
    for _ in 0..<3_000 {
      let patterns = (0..<4).map { _ in text(["a", "b", "*", " "], 9) }
        .filter { (try? FilterPattern($0)) != nil }
      let line = text(["a", "b", "b", " "], 24)
      let expected = patterns.firstIndex { Self.isFound($0, in: line) }
      let filters = WordFilters(
        patterns.enumerated().map { Self.filter($0, $1, .refuse) })
      #expect(filters.match(line)?.id == expected, "\(patterns) in \"\(line)\"")
    }
  }

  private static func isFound(_ pattern: String, in line: String) -> Bool {
    let words = pattern.split(separator: " ").map(Array.init)
    let said = line.split(separator: " ").map(Array.init)
    guard words.count <= said.count else { return false }
    return (0...(said.count - words.count)).contains { start in
      words.indices.allSatisfy { fits(words[$0][...], said[start + $0][...]) }
    }
  }

  private static func fits(_ word: ArraySlice<Character>, _ said: ArraySlice<Character>) -> Bool {
    guard let first = word.first else { return said.isEmpty }
    if first == "*" {
      return fits(word.dropFirst(), said) || (!said.isEmpty && fits(word, said.dropFirst()))
    }
    return said.first == first && fits(word.dropFirst(), said.dropFirst())
  }

  /// The same numbers each time (Numerical Recipes' generator).
  private struct Numbers {
    var state: UInt64 = 1
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
  }

  // MARK: - What it costs

  static let hostilePatterns = [
    String(repeating: "a*", count: 50), String(repeating: "*a", count: 50),
    String(repeating: "* ", count: 49) + "b", String(repeating: "a ", count: 50),
    String(repeating: "a", count: 100), "*" + String(repeating: "a", count: 98) + "b",
    String(repeating: "*a*a b", count: 16), String(repeating: "词", count: 100), "a",
  ]

  static let hostileLines = [
    String(repeating: "a", count: 256), String(repeating: "a ", count: 128),
    String(repeating: "a", count: 255) + "b", String(repeating: "aab ", count: 64),
    String(repeating: "词", count: 85), String(repeating: "ß", count: 128),
    String(repeating: " ", count: 256), String(repeating: "e\u{301}", count: 85),
    String(repeating: "x", count: 256),
  ]

  /// Steps, not time: at most three for each 64 places, for each letter and each border.
  @Test(arguments: hostilePatterns, hostileLines)
  func `no pattern and no line costs more than its length`(pattern: String, line: String) throws {
    let filters = WordFilters((1...20).map { Self.filter($0, pattern, .refuse) })
    let places = try FilterPattern(pattern).places.count * 20
    let letters = line.unicodeScalars.reduce(0) { $0 + (FilterFold.letters(of: $1)?.count ?? 1) }
    var steps = 0
    _ = filters.match(line, steps: &steps)
    #expect(steps <= 3 * ((places + 63) / 64) * (letters + 2))
    var twice = 0
    _ = filters.match(line + " " + line, steps: &twice)
    #expect(twice <= 2 * steps + 3 * ((places + 63) / 64) * 2)
  }

  @Test func `the bound is the one that is told`() {
    let words = (FilterPattern.placesMax * Limits.filtersMax + 63) / 64
    #expect(3 * words * Limits.longLineBytesMax <= 10_000_000)
  }
}

extension String {
  fileprivate var decomposed: String { String(self.unicodeScalars.flatMap { Self.parts($0) }) }

  /// Syllables of Hangul in parts (Unicode 3.12).
  private static func parts(_ scalar: Unicode.Scalar) -> [Character] {
    guard (0xAC00...0xD7A3).contains(scalar.value) else { return [Character(scalar)] }
    let index = scalar.value - 0xAC00
    let codes =
      [0x1100 + index / 588, 0x1161 + index % 588 / 28]
      + (index % 28 > 0 ? [0x11A7 + index % 28] : [])
    return codes.compactMap { Unicode.Scalar($0).map { Character($0) } }
  }
}
