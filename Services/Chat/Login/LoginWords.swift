package import Wire

/// What follows `/login`. Names of admins may have spaces: then they stand in quotes.
package enum LoginWords: Equatable {
  case name(String)
  case code(name: String, code: String)
  case nothing
  /// More than a name, and no code at its end: perhaps a password, which is passed on to nobody.
  case noCode

  package init(_ text: String) {
    if text.isEmpty {
      self = .nothing
    } else if let (name, rest) = Self.quoted(text) {
      self.init(name: name, rest: rest)
    } else if let space = text.lastIndex(of: " ") {
      let (name, last) = (text[..<space], String(text[text.index(after: space)...]))
      self.init(name: Self.trimmed(name), rest: last)
    } else {
      self = .name(text)
    }
  }

  private init(name: String, rest: String) {
    if name.isEmpty {
      self = .nothing
    } else if rest.isEmpty {
      self = .name(name)
    } else {
      self = LoginCodeText.canonical(rest).map { .code(name: name, code: $0) } ?? .noCode
    }
  }

  /// The name in quotes, and what is behind it.
  private static func quoted(_ text: String) -> (name: String, rest: String)? {
    guard text.first == "\"", let end = text.dropFirst().firstIndex(of: "\"") else { return nil }
    return (String(text.dropFirst()[..<end]), trimmed(text[text.index(after: end)...]))
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

/// `ben 60 spam`: whom it is about, for how many minutes, and why.
package struct ModerationWords: Equatable {
  package var target: String
  package var minutes: Int?
  package var reason: String?

  package init(target: String, minutes: Int? = nil, reason: String? = nil) {
    (self.target, self.minutes, self.reason) = (target, minutes, reason)
  }

  /// Nil when nobody is named. A second word of digits alone are minutes, if there may be some.
  package init?(_ text: CleanText, takesMinutes: Bool) {
    var (target, rest) = text.splitAtSpace()
    guard !target.isEmpty else { return nil }
    var minutes: Int?
    if takesMinutes {
      let (word, behind) = rest.splitAtSpace()
      if !word.isEmpty, word.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) {
        // What no integer can hold is too much as well.
        (minutes, rest) = (Int(word) ?? .max, behind)
      }
    }
    if target.hasPrefix("@") { target.removeFirst() }
    self.init(
      target: target, minutes: minutes, reason: rest.isEmpty ? nil : rest.text)
  }
}
