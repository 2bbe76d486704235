/// A line as people see it.
///
/// Whoever writes, the first byte tells who speaks: `<` a person, `*` a person's doing, `-` the
/// server. Names begin with a letter or a digit and text has no line ends, so nobody can forge it.
package enum RoomLine {
  /// `<ann> hello`
  case said(by: Nickname, CleanText)
  /// `* ann waves`
  case done(by: Nickname, CleanText)
  /// `-- ann joined`. The server's own words; what it quotes is clean.
  case notice(String)

  package func encode(into bytes: inout [UInt8]) {
    switch self {
    case .said(let name, let text):
      bytes.append(UInt8(ascii: "<"))
      bytes.append(contentsOf: name.text.utf8)
      bytes.append(UInt8(ascii: ">"))
      bytes.append(UInt8(ascii: " "))
      bytes.append(contentsOf: text.bytes)
    case .done(let name, let text):
      bytes.append(contentsOf: "* ".utf8)
      bytes.append(contentsOf: name.text.utf8)
      bytes.append(UInt8(ascii: " "))
      bytes.append(contentsOf: text.bytes)
    case .notice(let text):
      bytes.append(contentsOf: "-- ".utf8)
      bytes.append(contentsOf: text.utf8)
    }
    bytes.append(contentsOf: "\r\n".utf8)
  }
}
