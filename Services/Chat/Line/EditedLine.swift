import Wire

/// Keys that erase what was typed, where no terminal has done so first.
///
/// They work with any client: a terminal without line editing sends them through any `nc`, and in
/// piped text (the overstruck `N\u{8}N` of a manual page) erasing leaves what a reader would see.
enum EditingKey {
  static let backspace: UInt8 = 0x08
  static let delete: UInt8 = 0x7F
  /// Ctrl-U.
  static let eraseLine: UInt8 = 0x15
}

/// A line while it is typed: bytes are added at its end, and erased from there.
package struct EditedLine {
  /// A character longer than this is erased in pieces.
  package static let characterBytesMax = 128
  /// The longest sequence that a key sends, such as an arrow's.
  private static let keyBytesMax = 16

  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func append(_ more: ArraySlice<UInt8>) { bytes += more }

  /// Erases what a reader takes for one character (a grapheme cluster), and the invisible key
  /// sequences after it.
  package mutating func eraseCharacter() {
    eraseKeySequences()
    bytes.removeLast(lastCharacterBytes)
  }

  package mutating func eraseLine() { bytes.removeAll() }

  /// Returns the line and begins the next.
  package mutating func take() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  /// Ends the line before `next`, but not inside a character. Returns how many bytes of one had to
  /// go.
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
    return lastScalarBytes  // not valid UTF-8 throughout
  }

  /// The length of the last scalar, or of what there is of it.
  private var lastScalarBytes: Int {
    let trail = bytes.suffix(3).reversed().prefix { $0.isContinuation }.count
    return min(trail + 1, bytes.count)
  }
}

extension UInt8 {
  /// A byte of a UTF-8 character other than its first.
  fileprivate var isContinuation: Bool { self & 0xC0 == 0x80 }
}
