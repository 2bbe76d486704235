/// What a person looks for in the transcript, as an expression for FTS5's MATCH
/// (https://sqlite.org/fts5.html#full_text_query_syntax) over lines of `FoldedText`.
///
/// All terms must occur in a line. A term is one of these:
///
/// - a word: the beginning of one, or all of it if it has one or two characters. All that begins with
///   so few is a good part of the index, and takes a hundred times as long to read;
/// - a word of several tokens (`foo-bar`, 吾輩): a phrase whose last token is taken in the same way;
/// - a phrase in quotation marks, of whole words; marks without a partner count for nothing;
/// - `@name`: who says it, by the whole name.
///
/// Everything else is data: FTS5's operators and signs separate words, as they do in a line. Each
/// string of the expression has only folded tokens in it, so there is nothing to escape.
package struct SearchTerms: Equatable {
  /// The rest is ignored. More words than anybody remembers of a line.
  package static let termsMax = 16
  /// Scalars of a query that are read; the longest line that people search for is far shorter.
  package static let scalarsMax = 1_024

  /// Characters from which on a word is the beginning of one.
  package static let beginningScalarsMin = 3

  /// Nil when nothing is left to search for.
  package let expression: String?

  /// `name` is required besides what `query` says; all of it is the name, and an empty one requires
  /// nothing.
  package init(query: String?, name: String? = nil) {
    var reader = QueryReader()
    if let name { reader.addSpeaker(name) }
    if let query { reader.add(query.unicodeScalars.prefix(Self.scalarsMax)) }
    expression = reader.terms.isEmpty ? nil : reader.terms.joined(separator: " ")
  }
}

private struct QueryReader {
  typealias Scalars = Substring.UnicodeScalarView

  private(set) var terms: [String] = []
  private var folded = FoldedText()

  /// Adds what stands in quotation marks as phrases, and what stands between them as words.
  mutating func add(_ query: Scalars) {
    var words = query.startIndex
    var next = query.startIndex
    while let open = query[next...].firstIndex(where: { Quote($0) != nil }) {
      next = query.index(after: open)
      let quote = Quote(query[open])
      guard let close = query[next...].firstIndex(where: { Quote($0) == quote }) else { continue }
      addWords(query[words..<open])
      addPhrase(query[next..<close], isExact: true)
      next = query.index(after: close)
      words = next
    }
    addWords(query[words...])
  }

  mutating func addSpeaker(_ name: String) {
    folded.removeAll()
    folded.append(name: name)
    addTerm(isExact: true)
  }

  private mutating func addWords(_ text: Scalars) {
    for word in text.split(whereSeparator: \.properties.isWhitespace) {
      if word.first == "@" || word.first == "\u{FF20}" {
        // As people write it: "@ann:", "(@ann)".
        let name = word.drop { !Self.mayBeInName($0) }
        let end = name.lastIndex(where: Self.mayBeInName).map(name.index(after:)) ?? name.startIndex
        addSpeaker(String(name[..<end]))
      } else {
        addPhrase(word, isExact: false)
      }
    }
  }

  private mutating func addPhrase(_ text: Scalars, isExact: Bool) {
    folded.removeAll()
    folded.append(String(text))
    addTerm(isExact: isExact)
  }

  private mutating func addTerm(isExact: Bool) {
    if folded.bytes.isEmpty || terms.count == SearchTerms.termsMax { return }
    let tokens = folded.text
    let last = tokens.split(separator: " ").last ?? ""
    let isExact = isExact || last.unicodeScalars.count < SearchTerms.beginningScalarsMin
    terms.append(isExact ? "\"\(tokens)\"" : "\"\(tokens)\"*")
  }
}

extension QueryReader {
  private static func mayBeInName(_ scalar: Unicode.Scalar) -> Bool {
    switch Fold.of(scalar) {
    case .separator, .apostrophe, .symbol: scalar == "-" || scalar == "_"
    default: true
    }
  }

  /// Marks that can stand at both ends of one phrase, in whatever order a language has them.
  private enum Quote {
    case marks, angles

    init?(_ scalar: Unicode.Scalar) {
      switch scalar {
      case "\"", "“", "”", "„", "‟", "\u{FF02}": self = .marks
      case "«", "»": self = .angles
      default: return nil
      }
    }
  }
}
