import Support

/// Made-up words, the commonest first and short as common words are; some have umlauts.
struct Vocabulary {
  let words: [[UInt8]]

  private static let vowels = Array("eeeaaiiou".utf8)
  private static let consonants = Array("nnrrttssdhlcmbpfgkvwzj".utf8)
  private static let umlauts = ["ä", "ö", "ü", "ß"].map { Array($0.utf8) }
  /// One word in so many has an umlaut; the very commonest have none.
  private static let umlautEvery = 15
  /// A syllable that gave only words that there are already is made longer.
  private static let attemptsMax = 8

  init(count: Int, _ random: inout SplitMix) {
    self.init(count: count, lengths: Vocabulary.lengths, hasUmlauts: true, &random)
  }

  /// Names are words without umlauts, of three to nine letters.
  static func names(count: Int, _ random: inout SplitMix) -> [[UInt8]] {
    Vocabulary(count: count, lengths: { _ in 3...9 }, hasUmlauts: false, &random).words
  }

  private init(
    count: Int, lengths: (Int) -> ClosedRange<Int>, hasUmlauts: Bool, _ random: inout SplitMix
  ) {
    var words: [[UInt8]] = []
    var known: Set<[UInt8]> = []
    while words.count < count {
      let range = lengths(words.count)
      var length = range.lowerBound + random.below(range.count)
      var word = Vocabulary.word(length, &random)
      var attempts = 0
      while known.contains(word) {
        attempts += 1
        if attempts % Vocabulary.attemptsMax == 0 { length += 1 }
        word = Vocabulary.word(length, &random)
      }
      known.insert(word)
      let isPlain = words.count < 20 || random.below(Vocabulary.umlautEvery) > 0
      words.append(hasUmlauts && !isPlain ? Vocabulary.withUmlaut(word, &random) : word)
    }
    self.words = words
  }

  /// Some five letters for the average word of a text.
  private static func lengths(rank: Int) -> ClosedRange<Int> {
    switch rank {
    case ..<20: 2...3
    case ..<200: 3...4
    case ..<2_000: 4...7
    default: 5...11
    }
  }

  private static func word(_ length: Int, _ random: inout SplitMix) -> [UInt8] {
    let begin = random.below(2)
    return (0..<length).map { place in
      let letters = (place + begin) % 2 == 0 ? consonants : vowels
      return letters[random.below(letters.count)]
    }
  }

  /// The second letter gives way: two words can become the same, which does no harm.
  private static func withUmlaut(_ word: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    word[..<1] + umlauts[random.below(umlauts.count)] + word[2...]
  }
}
