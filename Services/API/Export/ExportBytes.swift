/// What encoders append. No `String` is made here: these run millions of times.
extension [UInt8] {
  @inline(__always)
  mutating func append(_ literal: StaticString) {
    literal.withUTF8Buffer { append(contentsOf: $0) }
  }

  @inline(__always)
  mutating func append(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
  }

  /// From 0 to 99.
  @inline(__always)
  mutating func append(twoDigits number: Int) {
    append(0x30 + UInt8(truncatingIfNeeded: number / 10))
    append(0x30 + UInt8(truncatingIfNeeded: number % 10))
  }

  mutating func append(decimal number: Int) {
    if number < 0 { append(UInt8(ascii: "-")) }
    let start = count
    var rest = number.magnitude
    repeat {
      append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    // `self[start...].reverse()` would copy them into an array of their own first.
    var (low, high) = (start, count - 1)
    while low < high {
      swapAt(low, high)
      (low, high) = (low + 1, high - 1)
    }
  }

  /// Copies what lies between the bytes that need something else, and calls `escape` for each of
  /// those.
  @inline(__always)
  mutating func append(
    _ bytes: Span<UInt8>, where isSpecial: (UInt8) -> Bool,
    _ escape: (inout [UInt8], _ index: Int) -> Void
  ) {
    // Most lines have none. Asked without a branch, so that the compiler vectorizes it.
    var special: UInt8 = 0
    for index in bytes.indices {
      special |= isSpecial(bytes[unchecked: index]) ? 1 : 0
    }
    guard special != 0 else { return append(bytes) }
    var start = 0
    for index in bytes.indices where isSpecial(bytes[unchecked: index]) {
      append(bytes.extracting(start..<index))
      escape(&self, index)
      start = index + 1
    }
    append(bytes.extracting(start..<bytes.count))
  }

  /// As it is, on one line: controls become blanks. There are none in what was cleaned on its way
  /// in, and if one came here all the same it must not forge a line.
  mutating func append(oneLine bytes: Span<UInt8>) {
    append(bytes, where: \.isControl) { out, _ in out.append(UInt8(ascii: " ")) }
  }
}

extension UInt8 {
  /// C0 and DEL.
  @inline(__always) var isControl: Bool { self < 0x20 || self == 0x7F }
}
