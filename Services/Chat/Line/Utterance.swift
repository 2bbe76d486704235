/// What somebody meant by a line.
package enum Utterance: Equatable {
  case silence
  case say(CleanText)
  /// `/nick ann`: the name without its slash in lower case, and the rest of the line.
  case command(name: String, argument: CleanText)

  package init(_ line: CleanText) {
    let bytes = line.bytes
    if bytes.isEmpty {
      self = .silence
    } else if bytes.first != slash {
      self = .say(line)
    } else if bytes.dropFirst().first == slash {
      self = .say(CleanText(bytes.dropFirst()))
    } else {
      let words = bytes.dropFirst()
      let name = words.prefix { $0 != space }
      let argument = words[name.endIndex...].drop { $0 == space }
      self = .command(
        name: String(decoding: name, as: UTF8.self).lowercased(), argument: CleanText(argument))
    }
  }
}

private let slash: UInt8 = 0x2F
private let space: UInt8 = 0x20
