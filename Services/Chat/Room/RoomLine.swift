package import Wire

/// A line as people see it.
///
/// The first byte always tells who speaks: `<` a person, `*` a person's action, `(` a person to one
/// other alone, `{` a program, `-` the server. Names begin with a letter or a digit and text has no line ends, so
/// nobody can forge it.
package enum RoomLine {
  /// `<ann> hello`
  case said(by: Nickname, CleanText)
  /// `* ann waves`
  case done(by: Nickname, CleanText)
  /// `(ann to you) hello`
  case heard(from: Nickname, CleanText)
  /// `(you to ann) hello`. No name reads like "you".
  case told(to: Nickname, CleanText)
  /// `{deploy} v1.2 is out`: the words of a program, under a name that no person can have.
  case bot(Nickname, CleanText)
  /// `-- ann joined`
  case coming(String)
  /// `-- ann left`
  case leaving(String)
  /// `-- ann is now bob`
  case renaming(String)
  /// `-- goodbye`. The server's own words, as above; what they quote is clean.
  case notice(String)

  /// What members can choose not to see.
  package enum Kind { case talk, coming, renaming, notice }

  package var kind: Kind {
    switch self {
    case .said, .done, .heard, .told, .bot: .talk
    case .coming, .leaving: .coming
    case .renaming: .renaming
    case .notice: .notice
    }
  }

  package func encode(into bytes: inout [UInt8]) {
    switch self {
    case .said(let name, let text): Self.encode("<", name, "> ", text, into: &bytes)
    case .done(let name, let text): Self.encode("* ", name, " ", text, into: &bytes)
    case .heard(let name, let text): Self.encode("(", name, " to you) ", text, into: &bytes)
    case .told(let name, let text): Self.encode("(you to ", name, ") ", text, into: &bytes)
    case .bot(let name, let text): Self.encode("{", name, "} ", text, into: &bytes)
    case .coming(let text), .leaving(let text), .renaming(let text), .notice(let text):
      bytes.append(contentsOf: "-- ".utf8)
      bytes.append(contentsOf: text.utf8)
    }
    bytes.append(contentsOf: "\r\n".utf8)
  }

  private static func encode(
    _ opening: String, _ name: Nickname, _ closing: String, _ text: CleanText,
    into bytes: inout [UInt8]
  ) {
    bytes.append(contentsOf: opening.utf8)
    bytes.append(contentsOf: name.text.utf8)
    bytes.append(contentsOf: closing.utf8)
    bytes.append(contentsOf: text.bytes)
  }
}
