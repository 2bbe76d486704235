/// A line of load: who said it, how many lines that talker said before, and when.
///
/// 64 bytes with its newline, in ASCII that no chat has a reason to change. A server may put what it
/// likes in front of it, so it is recognised from its end.
struct StampedLine: Equatable {
  static let byteCount = 64
  /// Bytes without the newline.
  static let textByteCount = byteCount - 1

  private static let marker: UInt32 = 0x6B72_616D  // "mark", as a little-endian number

  var talker: UInt16
  var sequence: UInt32
  /// Nanoseconds of the monotonic clock.
  var stamp: UInt64

  init(talker: UInt16, sequence: UInt32, stamp: UInt64) {
    self.talker = talker
    self.sequence = sequence
    self.stamp = stamp
  }

  /// Reads the line whose text ends before `end`; nil when it is none of ours.
  @inline(__always)
  init?(_ bytes: RawSpan, from start: Int, to end: Int) {
    let text = end - StampedLine.textByteCount
    guard text >= start else { return nil }
    let head = bytes.unsafeLoadUnaligned(fromByteOffset: text, as: UInt64.self)
    guard UInt32(truncatingIfNeeded: head) == StampedLine.marker else { return nil }
    // Four digits in the upper half; "0000" as the lower half makes it a whole number of eight.
    talker = UInt16(truncatingIfNeeded: hexValue(head & 0xFFFF_FFFF_0000_0000 | 0x3030_3030))
    sequence = hexValue(bytes.unsafeLoadUnaligned(fromByteOffset: text + 8, as: UInt64.self))
    let high = hexValue(bytes.unsafeLoadUnaligned(fromByteOffset: text + 16, as: UInt64.self))
    let low = hexValue(bytes.unsafeLoadUnaligned(fromByteOffset: text + 24, as: UInt64.self))
    stamp = UInt64(high) << 32 | UInt64(low)
  }

  /// Appends the line with its newline.
  func append(to output: inout [UInt8]) {
    output.append(contentsOf: "mark".utf8)
    appendHex(UInt64(talker), digits: 4, to: &output)
    appendHex(UInt64(sequence), digits: 8, to: &output)
    appendHex(stamp, digits: 16, to: &output)
    output.append(contentsOf: " a line as long as people write".utf8)
    output.append(UInt8(ascii: "\n"))
  }
}

/// The value of eight lower-case hexadecimal digits, all at once: a flood has millions a second.
@inline(__always)
private func hexValue(_ digits: UInt64) -> UInt32 {
  // A digit's value is its low half, and nine more for a letter.
  let letters = (digits >> 6) & 0x0101_0101_0101_0101
  var value = (digits & 0x0F0F_0F0F_0F0F_0F0F) + letters &* 9
  // Neighbours join, the first one the more significant: 8 digits, 4 bytes, 2 halves, 1 word.
  value = (value << 4 | value >> 8) & 0x00FF_00FF_00FF_00FF
  value = (value << 8 | value >> 16) & 0x0000_FFFF_0000_FFFF
  return UInt32(truncatingIfNeeded: value << 16 | value >> 32)
}

private func appendHex(_ value: UInt64, digits: Int, to output: inout [UInt8]) {
  for digit in (0..<digits).reversed() {
    let nibble = UInt8(truncatingIfNeeded: value >> UInt64(digit * 4)) & 0xF
    output.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
  }
}
