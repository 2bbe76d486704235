/// The grammar of endpoint strings: `kind:argument:name=value`, where a backslash escapes the
/// colon, equals sign or backslash after it (Twisted's endpoints._parse). Colons between brackets,
/// as in `interface=[::1]`, need no escape.
struct EndpointText {
  private(set) var kind: String
  private(set) var arguments: [String]
  private(set) var options: [String: String]
  private let text: String

  init(_ text: String) throws(EndpointError) {
    self.text = text
    var words: [(name: String?, value: String)] = []
    for word in try EndpointText.split(text) {
      if let name = word.name, words.contains(where: { $0.name == name }) {
        throw EndpointError(text, "'\(name)' is given twice")
      }
      words.append(word)
    }
    guard let kind = words.first, kind.name == nil, !kind.value.isEmpty else {
      throw EndpointError(text, "no kind of endpoint")
    }
    self.kind = kind.value
    arguments = words.dropFirst().filter { $0.name == nil }.map(\.value)
    options = [:]
    for case (let name?, let value) in words { options[name] = value }
  }

  /// Takes the next positional argument, which must be there.
  mutating func take(_ what: String) throws(EndpointError) -> String {
    guard let value = arguments.first, !value.isEmpty else {
      throw EndpointError(text, "the \(what) is missing")
    }
    arguments.removeFirst()
    return value
  }

  /// Continues with the wrapped endpoint: `haproxy:tcp:1400` becomes `tcp:1400`.
  mutating func unwrap() throws(EndpointError) { kind = try take("endpoint behind '\(kind)'") }

  /// Takes an option, if it is there.
  mutating func option(_ name: String) -> String? { options.removeValue(forKey: name) }

  mutating func port() throws(EndpointError) -> UInt16 {
    let word = try take("port")
    guard let port = UInt16(word), word.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }) else {
      throw EndpointError(text, "the port must be a number from 0 to 65535, not '\(word)'")
    }
    return port
  }

  /// Throws when anything is left over: it would be a setting without effect.
  func finish() throws(EndpointError) {
    if let extra = arguments.first { throw EndpointError(text, "'\(extra)' is one too many") }
    if let name = options.keys.min() {
      throw EndpointError(text, "'\(kind)' takes no '\(name)'")
    }
  }

  /// The one option whose value may bracket its colons, as in a URL: Twisted knows only the
  /// backslash, which nobody would guess.
  private static let bracketedName = "interface"

  private static func split(_ text: String) throws(EndpointError) -> [(
    name: String?, value: String
  )] {
    var words: [(name: String?, value: String)] = []
    var name: String?
    var word = ""
    var isBracketed = false
    var characters = text.unicodeScalars.makeIterator()
    while let character = characters.next() {
      switch character {
      case "\\":
        guard let escaped = characters.next() else {
          throw EndpointError(text, "nothing follows the last backslash")
        }
        word.unicodeScalars.append(escaped)
      case "[" where name == bracketedName && word.isEmpty:
        isBracketed = true
        word.unicodeScalars.append(character)
      case "]" where isBracketed:
        isBracketed = false
        word.unicodeScalars.append(character)
      case ":" where !isBracketed:
        words.append((name, word))
        (name, word) = (nil, "")
      case "=" where name == nil:
        (name, word) = (word, "")
      default:
        word.unicodeScalars.append(character)
      }
    }
    if isBracketed { throw EndpointError(text, "nothing closes the bracket") }
    words.append((name, word))
    return words
  }
}

/// An endpoint string that cannot be used, and why.
package struct EndpointError: Error, Equatable, Sendable, CustomStringConvertible {
  package let description: String
  /// The reason alone, for callers that show the string themselves.
  package let reason: String

  init(_ text: String, _ reason: String) {
    self.reason = reason
    description = "\(text.isEmpty ? "an empty string" : text): \(reason)"
  }
}
