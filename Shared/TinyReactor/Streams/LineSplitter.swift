/// Cuts a stream of bytes into lines, whatever the packets were.
///
/// A pure parser: bytes in, lines out. Linear time, also when each byte comes alone: it remembers
/// how far it has looked.
package struct LineSplitter {
  package enum Event: Equatable {
    /// A line without its delimiter.
    case line([UInt8])
    /// A line that is longer than `lineBytesMax`, terminated or not. Said once for each such line,
    /// which is then skipped up to its end.
    case tooLong
  }

  package static let crlf: [UInt8] = [13, 10]
  package static let lf: [UInt8] = [10]

  private let delimiter: [UInt8]
  private let lineBytesMax: Int
  private var buffer: [UInt8] = []
  /// Bytes of `buffer` that were handed out.
  private var start = 0
  /// No delimiter begins before this.
  private var searched = 0
  private var isSkipping = false

  package init(delimiter: [UInt8] = LineSplitter.crlf, lineBytesMax: Int = 16_384) {
    precondition(!delimiter.isEmpty, "lines end in something")
    self.delimiter = delimiter
    self.lineBytesMax = lineBytesMax
  }

  package mutating func feed(_ data: Span<UInt8>) {
    if start > 0 {
      buffer.removeFirst(start)
      searched -= start
      start = 0
    }
    data.withUnsafeBufferPointer { buffer.append(contentsOf: $0) }
  }

  /// The next line, or nil until more is fed.
  package mutating func next() -> Event? {
    while true {
      guard let end = findDelimiter() else { return checkUnfinished() }
      let line = buffer[start..<end]
      start = end + delimiter.count
      searched = start
      if isSkipping {
        isSkipping = false
      } else {
        return line.count > lineBytesMax ? .tooLong : .line(Array(line))
      }
    }
  }

  /// Takes what is left, as it is.
  package mutating func takeRemainder() -> [UInt8] {
    defer { (buffer, start, searched) = ([], 0, 0) }
    return Array(buffer[start...])
  }

  private mutating func findDelimiter() -> Int? {
    while let position = buffer[searched...].firstIndex(of: delimiter[0]) {
      guard position + delimiter.count <= buffer.count else {
        searched = position
        return nil
      }
      if buffer[position..<position + delimiter.count].elementsEqual(delimiter) { return position }
      searched = position + 1
    }
    searched = buffer.count
    return nil
  }

  /// Says `tooLong` as soon as a line cannot become short enough, and forgets its bytes.
  private mutating func checkUnfinished() -> Event? {
    // Up to here the bytes may be the beginning of a delimiter.
    let unfinished = searched - start
    guard unfinished > lineBytesMax || isSkipping else { return nil }
    start = searched
    if isSkipping { return nil }
    isSkipping = true
    return .tooLong
  }
}
