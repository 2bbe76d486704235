package import Wire

/// What somebody meant by a line.
package enum Utterance: Equatable {
  case silence
  case say(CleanText)
  /// `/nick ann`: the name without its slash in lower case, and the rest of the line.
  case command(name: String, argument: CleanText)

  package init(_ line: CleanText) {
    let line = line.withoutPadding
    let bytes = line.bytes
    if bytes.isEmpty {
      self = .silence
    } else if bytes.first != slash {
      self = .say(line)
    } else if bytes.dropFirst().first == slash {
      self = .say(CleanText(bytes.dropFirst()))
    } else {
      let (name, argument) = CleanText(bytes.dropFirst()).splitAtSpace()
      self = .command(name: name.lowercased(), argument: argument)
    }
  }
}

extension CleanText {
  /// The first word, and what follows it without the spaces in between.
  package func splitAtSpace() -> (word: String, rest: CleanText) {
    let word = bytes.prefix { $0 != space }
    let rest = bytes[word.endIndex...].drop { $0 == space }
    return (String(decoding: word, as: UTF8.self), CleanText(rest))
  }
}

private let slash: UInt8 = 0x2F
private let space: UInt8 = 0x20
