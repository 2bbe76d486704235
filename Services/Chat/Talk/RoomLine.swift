package import Wire

/// A line as people see it.
///
/// The first byte always tells who speaks: `<` a person, `*` a person's action, `(` a person to one
/// other alone, `{` a program, `-` the server. Names begin with a letter or a digit and text has no
/// line ends, so nobody can forge it.
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

  /// Appends the line as it is sent.
  package func encode(into bytes: inout [UInt8]) {
    let (opening, closing) = marks
    bytes.append(opening)
    switch self {
    case .said(let name, let text), .done(let name, let text), .bot(let name, let text),
      .heard(let name, let text), .told(let name, let text):
      bytes.append(contentsOf: name.text.utf8)
      bytes.append(closing)
      bytes += text.bytes
    case .coming(let text), .leaving(let text), .renaming(let text), .notice(let text):
      bytes.append(contentsOf: text.utf8)
    }
    bytes.append(UInt8(ascii: "\r"))
    bytes.append(UInt8(ascii: "\n"))
  }

  /// What stands before the name and before the text.
  private var marks: (opening: StaticString, closing: StaticString) {
    switch self {
    case .said: ("<", "> ")
    case .done: ("* ", " ")
    case .heard: ("(", " to you) ")
    case .told: ("(you to ", ") ")
    case .bot: ("{", "} ")
    case .coming, .leaving, .renaming, .notice: ("-- ", "")
    }
  }

  /// Where in the line as it is sent the name of who speaks stands, which the server has not, and
  /// where the text begins.
  var layout: (name: Range<Int>, textStart: Int) {
    let (opening, closing) = marks
    let start = opening.utf8CodeUnitCount
    let end =
      switch self {
      case .said(let name, _), .done(let name, _), .bot(let name, _), .heard(let name, _),
        .told(let name, _):
        start + name.text.utf8.count
      case .coming, .leaving, .renaming, .notice: start
      }
    return (start..<end, end + closing.utf8CodeUnitCount)
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ text: StaticString) {
    append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}
