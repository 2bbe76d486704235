/// The escape sequences in JSON strings (RFC 8259 §7).
enum JSONEscape {
  /// What can be wrong with one.
  enum Problem: String, Error {
    case unknown = "a backslash must stand before one of \" \\ / b f n r t u"
    case badDigits = "\\u needs four hexadecimal digits"
    case halfPair = "half of a surrogate pair is no character"
  }

  /// The length in bytes of the escape that `text` begins with; a surrogate pair is one escape.
  static func length(_ text: Span<UInt8>) throws(Problem) -> Int {
    guard text.count > 1 else { throw .unknown }
    guard text[1] == UInt8(ascii: "u") else {
      if plain(text[1]) == nil { throw .unknown }
      return 2
    }
    guard let unit = unit(text, at: 0) else { throw .badDigits }
    guard unit & 0xF800 == 0xD800 else { return 6 }
    guard unit < 0xDC00, let other = self.unit(text, at: 6), other & 0xFC00 == 0xDC00 else {
      throw .halfPair
    }
    return 12
  }

  /// Appends the unescaped text of a string that has already been checked.
  static func undo(_ text: Span<UInt8>, into bytes: inout [UInt8]) {
    var index = 0
    while index < text.count {
      let end = text.firstIndex(of: .backslash, from: index) ?? text.count
      bytes.append(text.extracting(index..<end))
      guard end < text.count else { return }
      index = end + append(text.extracting(end..<text.count), to: &bytes)
    }
  }

  /// Appends what the escape at the beginning of `text` stands for; returns its length.
  private static func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) -> Int {
    if let byte = plain(text[1]) {
      bytes.append(byte)
      return 2
    }
    guard let unit = unit(text, at: 0) else { preconditionFailure("length(_:) has refused it") }
    var value = UInt32(unit)
    var length = 6
    if unit & 0xFC00 == 0xD800, let other = self.unit(text, at: 6) {
      value = 0x10000 + (value & 0x3FF) << 10 + UInt32(other) & 0x3FF
      length = 12
    }
    guard let scalar = Unicode.Scalar(value) else { preconditionFailure("no pair is wrong here") }
    UTF8.encode(scalar) { bytes.append($0) }
    return length
  }

  /// What one of the short escapes stands for.
  private static func plain(_ byte: UInt8) -> UInt8? {
    switch byte {
    case .quote, .backslash, .slash: byte
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): .lf
    case UInt8(ascii: "r"): .cr
    case UInt8(ascii: "t"): .tab
    default: nil
    }
  }

  /// The code unit of the `\uXXXX` at `start`; nil when there is none.
  private static func unit(_ text: Span<UInt8>, at start: Int) -> UInt16? {
    guard start + 6 <= text.count, text[start] == .backslash,
      text[start + 1] == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt16 = 0
    for index in start + 2..<start + 6 {
      guard let digit = text[index].hexValue else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }
}
