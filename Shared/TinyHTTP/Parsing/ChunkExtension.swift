/// Checks what is between a chunk's size and the end of its line, byte by byte:
/// `*( BWS ";" BWS NAME [ BWS "=" BWS ( token / quoted-string ) ] )` (RFC 9112 §7.1.1). Parsers
/// disagree about where such a line ends; whatever leaves that in doubt is refused.
struct ChunkExtension {
  private enum Place {
    case beforeSemicolon, beforeName, name, afterName, beforeValue, token
    case quoted, escaped, afterQuote
  }
  private var place: Place

  /// `byte` is the first one after the size; nil when no extension begins with it.
  init?(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: ";"): place = .beforeName
    case .space, .tab: place = .beforeSemicolon
    default: return nil
    }
  }

  /// False when `byte` is not allowed there. Not for CR, which ends the line where `mayEnd`.
  mutating func take(_ byte: UInt8) -> Bool {
    guard let next = next(byte) else { return false }
    place = next
    return true
  }

  /// Whether the line may end here; space must have a semicolon after it.
  var mayEnd: Bool {
    switch place {
    case .name, .token, .afterQuote: true
    default: false
    }
  }

  private func next(_ byte: UInt8) -> Place? {
    let isSpace = byte == .space || byte == .tab
    let isToken = ByteSet.token.contains(byte)
    let isSemicolon = byte == UInt8(ascii: ";")
    let isEquals = byte == UInt8(ascii: "=")
    return switch place {
    case .beforeSemicolon, .afterQuote:
      isSemicolon ? .beforeName : isSpace ? .beforeSemicolon : nil
    case .beforeName: isToken ? .name : isSpace ? .beforeName : nil
    case .name where isToken: .name
    case .name, .afterName:
      isSemicolon ? .beforeName : isEquals ? .beforeValue : isSpace ? .afterName : nil
    case .beforeValue:
      isToken ? .token : byte == .quote ? .quoted : isSpace ? .beforeValue : nil
    case .token: isToken ? .token : isSemicolon ? .beforeName : isSpace ? .beforeSemicolon : nil
    case .quoted where byte == .quote: .afterQuote
    case .quoted where byte == .backslash: .escaped
    case .quoted, .escaped: byte.isControl ? nil : .quoted
    }
  }
}
