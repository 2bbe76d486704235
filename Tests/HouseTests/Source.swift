import FoundationEssentials

/// A file of Swift, as far as the plan of the house needs to know it.
struct Source {
  /// Names of the types that other files may use.
  let declared: Set<String>
  /// Words of its code that begin like a type, but for members (`.Kind`).
  let used: Set<String>
  let lines: Int

  init(_ text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    let declaration =
      #/(?:(?:package|public|final|indirect|nonisolated) )*(?:struct|class|enum|protocol|actor|typealias) (\w+).*/#
    declared = Set(
      text.split(separator: "\n").compactMap { $0.wholeMatch(of: declaration).map { String($0.1) } }
    )
    var reader = CodeReader(text)
    used = reader.words().filter { $0.first?.isUppercase == true }
  }
}

/// Tells code from comments and from what strings say; what stands in `\(…)` is code.
private struct CodeReader {
  private var rest: Substring
  private var last: Character = "\n"
  private var found: Set<String> = []

  init(_ text: String) { rest = text[...] }

  /// To the end, or to the bracket that closes an interpolation.
  mutating func words() -> Set<String> {
    var depth = 0
    while let character = rest.first {
      if character == ")", depth == 0, !isOutermost { break }
      if rest.hasPrefix("//") {
        rest = rest.drop { !$0.isNewline }
      } else if character == "\"" || character == "#", let quote = quote() {
        skipString(endingIn: quote)
      } else if character.isLetter || character == "_" {
        takeWord()
      } else {
        depth += character == "(" ? 1 : character == ")" ? -1 : 0
        last = rest.removeFirst()
      }
    }
    return found
  }

  private var isOutermost: Bool { interpolations == 0 }
  private var interpolations = 0

  private mutating func takeWord() {
    let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    rest = rest[word.endIndex...]
    if last != "." { found.insert(String(word)) }
    last = word.last ?? last
  }

  /// The end of the string that begins here; nil where none does.
  private func quote() -> String? {
    let hashes = rest.prefix { $0 == "#" }
    let quotes = rest[hashes.endIndex...].prefix { $0 == "\"" }
    guard !quotes.isEmpty else { return nil }
    return (quotes.count >= 3 ? "\"\"\"" : "\"") + hashes
  }

  private mutating func skipString(endingIn quote: String) {
    let hashes = quote.drop { $0 == "\"" }
    rest = rest.dropFirst(quote.count)
    while !rest.isEmpty, !rest.hasPrefix(quote) {
      guard rest.hasPrefix("\\" + hashes) else {
        rest.removeFirst()
        continue
      }
      rest = rest.dropFirst(1 + hashes.count)
      let escaped = rest.popFirst()
      guard escaped == "(" else { continue }
      interpolations += 1
      _ = words()
      interpolations -= 1
      rest = rest.dropFirst()
    }
    rest = rest.dropFirst(quote.count)
    last = "\""
  }
}
