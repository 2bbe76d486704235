import Wire

/// Keys that take back what was typed, where no terminal does it first.
///
/// Whatever the client is: a terminal without line editing sends them through any `nc`, and in what
/// pipes bring (the overstruck `N\u{8}N` of a manual page) taking back leaves what a reader would see.
enum EditingKey {
  static let backspace: UInt8 = 0x08
  static let delete: UInt8 = 0x7F
  /// Ctrl-U.
  static let eraseLine: UInt8 = 0x15
}

/// A line while it is typed: bytes come in at its end, and are taken back from there.
package struct EditedLine {
  /// A character longer than this is taken back in pieces.
  package static let characterBytesMax = 128
  /// The longest sequence that a key sends, such as an arrow's.
  private static let keyBytesMax = 16

  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func append(_ more: ArraySlice<UInt8>) { bytes += more }

  /// Takes back what a reader takes for one character (a grapheme cluster), and what keys that nobody
  /// sees have left behind it.
  package mutating func eraseCharacter() {
    eraseKeySequences()
    bytes.removeLast(lastCharacterBytes)
  }

  package mutating func eraseLine() { bytes.removeAll() }

  /// Hands the line over and begins the next.
  package mutating func take() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  /// Ends the line where `next` would have come: not amid the bytes of a character. Returns how many
  /// bytes of one had to go.
  mutating func cut(before next: UInt8) -> Int {
    guard next.isContinuation, let last = bytes.last, last >= 0x80 else { return 0 }
    let count = lastScalarBytes
    bytes.removeLast(count)
    return count
  }

  private mutating func eraseKeySequences() {
    while let escape = bytes.suffix(Self.keyBytesMax).lastIndex(of: EscapeSequence.escape),
      EscapeSequence.end(in: bytes, from: escape) == bytes.count
    {
      bytes.removeSubrange(escape...)
    }
  }

  private var lastCharacterBytes: Int {
    guard let last = bytes.last else { return 0 }
    if last < 0x80 { return 1 }
    let window = bytes.suffix(Self.characterBytesMax).drop { $0.isContinuation }
    if let text = String(validating: window, as: UTF8.self), let character = text.last {
      return character.utf8.count
    }
    return lastScalarBytes  // not UTF-8 all the way
  }

  /// Of the last scalar, or what is there of it.
  private var lastScalarBytes: Int {
    let trail = bytes.suffix(3).reversed().prefix { $0.isContinuation }.count
    return min(trail + 1, bytes.count)
  }
}

extension UInt8 {
  /// Not the first byte of a character in UTF-8.
  fileprivate var isContinuation: Bool { self & 0xC0 == 0x80 }
}
