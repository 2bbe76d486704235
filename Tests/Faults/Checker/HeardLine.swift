/// A line that a talker numbered: `r7 t3 000123`. It is said once in all rounds.
struct Numbered: Hashable, CustomStringConvertible {
  /// One for each connection of a talker.
  let talker: Int
  let number: Int
  let round: Int

  init(round: Int, talker: Int, number: Int) {
    (self.round, self.talker, self.number) = (round, talker, number)
  }

  /// Nil for any other text.
  init?(_ text: some StringProtocol) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[0].first == "r", words[1].first == "t", words[2].count == 6,
      let round = Int(words[0].dropFirst()), let talker = Int(words[1].dropFirst()),
      let number = Int(words[2])
    else { return nil }
    self.init(round: round, talker: talker, number: number)
  }

  var description: String {
    let digits = String(number)
    return
      "r\(round) t\(talker) \(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)"
  }
}

/// A line as a listener reads it.
struct HeardLine: Equatable {
  enum Form: Equatable {
    /// `<ann> hello`
    case live(String)
    /// `[13:20] <ann> hello`, or with the day before the time.
    case past(String)
    /// `-- ann joined`, without the mark.
    case notice(String)
    case other
  }

  let form: Form

  init(_ text: String) {
    if let words = Self.words(in: text[...]) {
      form = .live(String(words))
    } else if text.hasPrefix("-- ") {
      form = .notice(String(text.dropFirst(3)))
    } else if text.hasPrefix("["), let end = text.firstRange(of: "] "),
      let words = Self.words(in: text[end.upperBound...])
    {
      form = .past(String(words))
    } else {
      form = .other
    }
  }

  /// What `<ann> hello` says.
  private static func words(in text: Substring) -> Substring? {
    guard text.hasPrefix("<"), let end = text.firstRange(of: "> ") else { return nil }
    return text[end.upperBound...]
  }

  /// Lines that a notice says are not shown: `412 more: /last`, `about 37 lines … were not shown here`.
  var linesLeftOut: Int {
    guard case .notice(let text) = form else { return 0 }
    let words = text.split(separator: " ")
    guard let number = words.prefix(2).lazy.compactMap({ Int($0) }).first else { return 0 }
    return text.contains(" more: /last") || text.contains("not shown") ? number : 0
  }
}
