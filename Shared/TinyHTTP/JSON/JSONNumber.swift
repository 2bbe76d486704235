/// JSON numbers (RFC 8259 §6).
enum JSONNumber {
  /// What can be wrong with one, and at which offset.
  enum Problem: Error {
    case leadingZero(at: Int)
    case noDigit(at: Int)
  }

  /// The length in bytes of the number that `text` begins with.
  static func length(_ text: Span<UInt8>) throws(Problem) -> Int {
    var index = text[0] == .minus ? 1 : 0
    let start = index
    try skipDigits(text, &index)
    if text[start] == UInt8(ascii: "0"), index > start + 1 { throw .leadingZero(at: start) }
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index += 1
      try skipDigits(text, &index)
    }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == .minus {
        index += 1
      }
      try skipDigits(text, &index)
    }
    return index
  }

  private static func skipDigits(_ text: Span<UInt8>, _ index: inout Int) throws(Problem) {
    guard index < text.count, text[index].isDigit else { throw .noDigit(at: index) }
    while index < text.count, text[index].isDigit { index += 1 }
  }
}
