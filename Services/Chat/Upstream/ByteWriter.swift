/// Writes bytes into room that is known to be enough.
struct ByteWriter {
  private let room: UnsafeMutableBufferPointer<UInt8>
  private(set) var count = 0

  init(_ room: UnsafeMutableBufferPointer<UInt8>) { self.room = room }

  mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    precondition(bytes.count <= room.count - count)
    guard let source = bytes.baseAddress, let target = room.baseAddress else { return }
    (target + count).update(from: source, count: bytes.count)
    count += bytes.count
  }

  mutating func write(_ text: StaticString) {
    write(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func write(utf8 text: String) {
    var text = text
    text.withUTF8 { write($0) }
  }

  mutating func write(_ byte: UInt8) {
    room[count] = byte
    count += 1
  }

  /// Not for negative numbers.
  mutating func write(decimal number: Int) {
    var (rest, digits) = (number, 1)
    while rest >= 10 {
      rest /= 10
      digits += 1
    }
    precondition(digits <= room.count - count)
    rest = number
    for place in (count..<count + digits).reversed() {
      room[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += digits
  }

  /// The inside of a string of clean text, which has no control characters: only two bytes need an
  /// escape (RFC 8259 §7).
  mutating func write(json text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    for index in text.indices
    where text[index] == UInt8(ascii: "\"") || text[index] == UInt8(ascii: "\\") {
      write(UnsafeBufferPointer(rebasing: text[start..<index]))
      write(UInt8(ascii: "\\"))
      start = index
    }
    write(UnsafeBufferPointer(rebasing: text[start...]))
  }
}
