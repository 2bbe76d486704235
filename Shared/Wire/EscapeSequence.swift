/// Control sequences for terminals (ECMA-48, ISO 2022): where they end, and text without them.
///
/// A truncated or broken sequence takes no more with it than could have been part of it: its
/// beginning if it is a string (OSC, DCS, SOS, PM, APC), its parameters if it is a CSI.
package enum EscapeSequence {
  /// The byte that begins a sequence.
  package static let escape: UInt8 = 0x1B
  /// Bytes of parameters in a CSI: a colour has about 40.
  static let parameterBytesMax = 64
  /// Bytes in a string: enough for a hyperlink's address (OSC 8).
  static let stringBytesMax = 4_096

  /// The end of the sequence that begins at `start`; nil when none does.
  package static func end(in bytes: [UInt8], from start: Int) -> Int? {
    let rest = bytes[(start + 1)...]
    switch bytes[start] {
    case escape:
      guard let kind = rest.first, 0x20...0x7E ~= kind else { return start + 1 }
      return end(of: kind, in: rest.dropFirst())
    case c1Lead:
      // A C1 control in UTF-8 stands for ESC and a byte of 0x40 less (ECMA-48 §5.3).
      guard let control = rest.first, 0x80...0x9F ~= control else { return nil }
      return end(of: control - 0x40, in: rest.dropFirst())
    case csiByte where start == 0 || bytes[start - 1] < 0x80:
      // A lone byte is not UTF-8, and only a complete sequence tells it from a letter of some code
      // page. The other C1 bytes would be letters there, and take text with them.
      let end = endOfParameters(in: rest)
      return end < rest.endIndex && 0x40...0x7E ~= rest[end] ? end + 1 : nil
    default: return nil
    }
  }

  /// False when `bytes` certainly hold no sequence.
  static func mayOccur(in bytes: [UInt8]) -> Bool {
    var last: UInt8 = 0
    for byte in bytes {
      if byte == escape || last == c1Lead && byte < 0xA0 || byte == csiByte && last < 0x80 {
        return true
      }
      last = byte
    }
    return false
  }

  /// The text between the sequences in `bytes`.
  static func removed(from bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if let end = end(in: bytes, from: index) {
        index = end
      } else {
        text.append(bytes[index])
        index += 1
      }
    }
    return text
  }

  /// The end of a sequence of that `kind`; `rest` is what follows the kind.
  private static func end(of kind: UInt8, in rest: ArraySlice<UInt8>) -> Int {
    switch kind {
    case UInt8(ascii: "["):
      // The Linux console's F1 is ESC [ [ A.
      if rest.first == kind { return min(rest.startIndex + 2, rest.endIndex) }
      let end = endOfParameters(in: rest)
      return end < rest.endIndex && 0x40...0x7E ~= rest[end] ? end + 1 : end
    // DCS, OSC, SOS, PM, APC, and the window title of screen.
    case UInt8(ascii: "P"), UInt8(ascii: "]"), UInt8(ascii: "X"), UInt8(ascii: "^"),
      UInt8(ascii: "_"), UInt8(ascii: "k"):
      return endOfString(in: rest) ?? rest.startIndex
    // SS2 and SS3 select one character of another set; many keys send SS3 and a letter.
    case UInt8(ascii: "N"), UInt8(ascii: "O"):
      return rest.first.map { 0x20...0x7E ~= $0 } == true ? rest.startIndex + 1 : rest.startIndex
    case 0x20...0x2F:  // intermediate bytes, then a final byte (ISO 2022)
      let end = rest.prefix(parameterBytesMax).firstIndex { !(0x20...0x2F ~= $0) } ?? rest.endIndex
      return end < rest.endIndex && 0x30...0x7E ~= rest[end] ? end + 1 : end
    default: return rest.startIndex
    }
  }

  private static func endOfParameters(in rest: ArraySlice<UInt8>) -> Int {
    let parameters = rest.prefix(parameterBytesMax)
    return parameters.firstIndex { !(0x20...0x3F ~= $0) } ?? parameters.endIndex
  }

  /// A string ends with ST or BEL; another control sequence cuts it off. Nil when nothing ends it.
  private static func endOfString(in rest: ArraySlice<UInt8>) -> Int? {
    for index in rest.prefix(stringBytesMax).indices {
      let next = index + 1 < rest.endIndex ? rest[index + 1] : 0
      switch rest[index] {
      case bell: return index + 1
      case escape: return next == UInt8(ascii: "\\") ? index + 2 : index
      case c1Lead where next == 0x9C: return index + 2
      case c1Lead where 0x80...0x9F ~= next: return index
      case cancel, substitute: return index
      default: break
      }
    }
    return nil
  }

  private static let c1Lead: UInt8 = 0xC2
  private static let csiByte: UInt8 = 0x9B
  private static let bell: UInt8 = 0x07
  private static let cancel: UInt8 = 0x18
  private static let substitute: UInt8 = 0x1A
}
