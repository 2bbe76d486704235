import Support

/// A search of the transcript, in the words of all who can answer it.
struct Search: Equatable {
  enum Kind: CaseIterable {
    case rareWord, commonWord, twoWords, beginning, phrase, name, nameAndWord
  }

  let kind: Kind
  /// As the API takes it.
  let query: String
  /// As FTS5 takes it.
  let match: String
  /// As grep takes it: a line that it finds may have more around the words.
  let pattern: String

  /// Those of all kinds in turn; `samples` are texts that were said.
  static func make(
    _ count: Int, words: [String], names: [String], samples: [String], seed: UInt64 = 1
  ) -> [Search] {
    let phrases = samples.compactMap(phrase)
    // A beginning has to be of letters that are one byte each.
    let plain = words.filter { $0.utf8.count >= 5 && $0.utf8.allSatisfy { $0 < 0x80 } }
    var random = SplitMix(seed: seed)
    return (0..<count).compactMap { number in
      let kind = Kind.allCases[number % Kind.allCases.count]
      switch kind {
      case .rareWord:
        return drawn(words.dropFirst(words.count / 10), &random).map { Search(kind, $0) }
      case .commonWord: return drawn(words.prefix(100), &random).map { Search(kind, $0) }
      case .twoWords:
        guard let first = drawn(words.prefix(1_000), &random),
          let second = drawn(words.prefix(1_000), &random)
        else { return nil }
        return Search(kind, first, second)
      case .beginning: return drawn(plain[...], &random).map { Search(kind, String($0.prefix(3))) }
      case .phrase: return drawn(phrases[...], &random).map { Search(phrase: $0) }
      case .name: return drawn(names[...], &random).map { Search(kind, "@\($0)") }
      case .nameAndWord:
        guard let name = drawn(names.prefix(50), &random),
          let word = drawn(words.prefix(1_000), &random)
        else { return nil }
        return Search(kind, "@\(name)", word)
      }
    }
  }

  private init(_ kind: Kind, _ words: String...) {
    self.kind = kind
    query = words.joined(separator: " ")
    match = words.map(Search.expression).joined(separator: " ")
    let bare = words.map { $0.filter { $0 != "@" } }
    let orders = kind == .twoWords ? [bare, bare.reversed()] : [bare]
    pattern = orders.map { $0.joined(separator: ".*") }.joined(separator: "\\|")
  }

  private init(phrase: String) {
    kind = .phrase
    query = "\"\(phrase)\""
    match = query
    pattern = phrase
  }

  /// The API takes a word for the beginning of one, and a name for the whole of it.
  private static func expression(of word: String) -> String {
    word.hasPrefix("@") ? "\"\(word)\"" : "\"\(folded(word))\"*"
  }

  /// Without what makes letters German, as they are in the index.
  private static func folded(_ word: String) -> String {
    let plain: [Character: String] = ["ä": "a", "ö": "o", "ü": "u", "ß": "ss"]
    return word.map { plain[$0] ?? String($0) }.joined()
  }

  /// The first two words of a text that nothing but a space divides.
  private static func phrase(in text: String) -> String? {
    let words = text.split(separator: " ")
    for (first, second) in zip(words, words.dropFirst())
    where isPlain(first) && isPlain(second) && first != second {
      return "\(first) \(second)"
    }
    return nil
  }

  private static func isPlain(_ word: Substring) -> Bool {
    word.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
  }

  private static func drawn(_ texts: ArraySlice<String>, _ random: inout SplitMix) -> String? {
    texts.isEmpty ? nil : texts[texts.startIndex + random.below(texts.count)]
  }
}
