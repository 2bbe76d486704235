// Byte helpers for the parsers and encoders.

extension UInt8 {
  static var tab: UInt8 { 0x09 }
  static var lf: UInt8 { 0x0A }
  static var cr: UInt8 { 0x0D }
  static var space: UInt8 { 0x20 }
  static var percent: UInt8 { UInt8(ascii: "%") }
  static var slash: UInt8 { UInt8(ascii: "/") }
  static var colon: UInt8 { UInt8(ascii: ":") }
  static var comma: UInt8 { UInt8(ascii: ",") }
  static var minus: UInt8 { UInt8(ascii: "-") }
  static var quote: UInt8 { UInt8(ascii: "\"") }
  static var backslash: UInt8 { UInt8(ascii: "\\") }

  /// Not allowed in field values; tab is (RFC 9110 §5.5).
  var isControl: Bool { self < 0x20 && self != .tab || self == 0x7F }
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }

  /// ASCII letters in lower case, everything else as it is.
  var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }

  /// 0…15, or nil.
  var hexValue: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }
}

/// A set of ASCII bytes in two words: a lookup is a shift and a mask.
struct ByteSet {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  private static let lettersAndDigits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
  /// Names of methods, fields and cookies (RFC 9110 §5.6.2).
  static let token = ByteSet(lettersAndDigits + "!#$%&'*+-.^_`|~")
  /// A host as people write one; narrower than RFC 3986 §3.2.2 on purpose.
  static let host = ByteSet(lettersAndDigits + "-._~")
  /// What a form leaves unescaped (the URL standard's urlencoded set).
  static let form = ByteSet(lettersAndDigits + "*-._")

  private init(_ characters: String) {
    for byte in characters.utf8 {
      if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
    }
  }

  func contains(_ byte: UInt8) -> Bool {
    byte < 64
      ? (low >> UInt64(byte)) & 1 == 1
      : byte < 128 && (high >> UInt64(byte - 64)) & 1 == 1
  }
}

extension Span<UInt8> {
  /// True when these bytes are `text`, ASCII letters compared without regard to case.
  func equalsIgnoringCase(_ text: String) -> Bool {
    guard text.utf8.count == count else { return false }
    return equalsIgnoringCase(text.utf8.span)
  }

  /// True when both are the same, ASCII letters compared without regard to case.
  func equalsIgnoringCase(_ other: Span<UInt8>) -> Bool {
    guard other.count == count else { return false }
    for index in indices where self[index].lowercased != other[index].lowercased { return false }
    return true
  }

  /// True when these bytes are exactly `text`.
  func equals(_ text: String) -> Bool {
    guard text.utf8.count == count else { return false }
    let other = text.utf8.span
    for index in indices where self[index] != other[index] { return false }
    return true
  }

  /// Whether it is a token: a name of a method, field or coding (RFC 9110 §5.6.2).
  var isToken: Bool {
    let token = ByteSet.token
    for index in indices where !token.contains(self[index]) { return false }
    return count > 0
  }

  /// The index of the first `byte` at or after `start`, if any.
  func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
    var index = start
    while index < count {
      if self[index] == byte { return index }
      index += 1
    }
    return nil
  }

  /// `range` without spaces and tabs at either end ("optional whitespace", RFC 9110 §5.6.3).
  func trimmedRange(_ range: Range<Int>) -> Range<Int> {
    var (first, end) = (range.lowerBound, range.upperBound)
    while first < end, self[first] == .space || self[first] == .tab { first += 1 }
    while end > first, self[end - 1] == .space || self[end - 1] == .tab { end -= 1 }
    return first..<end
  }

  /// As text; what is not UTF-8 becomes U+FFFD.
  var text: String { withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
}

extension [UInt8] {
  /// In one copy; the element-wise loop costs ten times as much.
  mutating func append(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
  }

  /// The UTF-8 of a text, in one copy.
  package mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(contentsOf: $0) }
  }

  /// `0`, `42`; not for negative numbers.
  package mutating func appendDecimal(_ number: Int) {
    guard number >= 10 else { return append(0x30 + UInt8(number)) }
    appendDecimal(number / 10)
    append(0x30 + UInt8(number % 10))
  }

  /// `0`, `2A`; not for negative numbers.
  mutating func appendHex(_ number: Int) {
    if number >= 16 { appendHex(number >> 4) }
    let digit = UInt8(number & 15)
    append(digit < 10 ? 0x30 + digit : 0x41 + digit - 10)
  }

  /// `%2F`.
  mutating func appendPercentEncoded(_ byte: UInt8) {
    append(.percent)
    if byte < 16 { append(0x30) }
    appendHex(Int(byte))
  }
}
