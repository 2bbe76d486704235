/// Makes replies (RESP2) of bytes cut anywhere: `feed`, then `next` until it needs more. No sockets,
/// no clocks.
///
/// A reply is a line, whose first byte says what it is; a bulk's bytes follow its line, and an
/// array's elements. Arrays that are not complete wait on a stack, so that no reply, however deep,
/// takes any of ours. What a reply announces is held against the limits before it comes.
package struct RESPParser {
  /// What `next` returns.
  package enum Step: Equatable {
    case needMore
    case reply(RESPValue)
    case failed(RESPProblem)
  }

  private enum State {
    case line
    case bulk(bytes: Int)
    case failed(RESPProblem)
  }
  private struct UnfinishedArray {
    var missing: Int
    var elements: [RESPValue]
  }

  /// Memory taken on the word of an array's line, before its elements are there.
  private static let reservedElementsMax = 256
  /// An empty buffer above this size frees its memory: what one reading brings.
  private static let keptBytesMax = 65_536

  private let limits: RESPLimits
  private var state = State.line
  private var buffer: [UInt8] = []
  /// What stands before it is read.
  private var start = 0
  /// No line ends before it.
  private var scanned = 0
  private var arrays: [UnfinishedArray] = []
  /// Of the reply that has begun.
  private var replyBytes = 0
  private var elements = 0

  package init(limits: RESPLimits = RESPLimits()) {
    self.limits = limits
  }

  /// Nothing of a reply has come that is not returned yet.
  package var isIdle: Bool { replyBytes == 0 && start == buffer.count }

  /// Takes bytes as they come; ignored after a failure.
  package mutating func feed(_ data: Span<UInt8>) {
    if case .failed = state { return }
    if start == buffer.count {
      discardBuffer()
    } else if start > buffer.count / 2 {
      buffer.removeFirst(start)
      (start, scanned) = (0, scanned - start)
    }
    data.withUnsafeBufferPointer { buffer.append(contentsOf: $0) }
  }

  /// The next reply in the bytes fed; call it until it needs more.
  package mutating func next() -> Step {
    do throws(RESPProblem) {
      while true {
        if let step = try advance() { return step }
      }
    } catch {
      state = .failed(error)
      discardBuffer()
      arrays = []
      return .failed(error)
    }
  }

  private mutating func discardBuffer() {
    buffer.removeAll(keepingCapacity: buffer.capacity <= Self.keptBytesMax)
    (start, scanned) = (0, 0)
  }

  /// Reads a line or a bulk; nil when that completes no reply, and there may be more to read.
  private mutating func advance() throws(RESPProblem) -> Step? {
    switch state {
    case .line:
      guard let line = try nextLine() else { return .needMore }
      try count(line.count + 2)
      return try read(line)
    case .bulk(let length):
      guard buffer.count - start >= length + 2 else { return .needMore }
      return try readBulk(length)
    case .failed(let problem): return .failed(problem)
    }
  }

  /// Where the next line stands, without its CR LF; nil when its end is not here yet.
  private mutating func nextLine() throws(RESPProblem) -> Range<Int>? {
    while let lineFeed = firstLineFeed() {
      scanned = lineFeed + 1
      guard lineFeed > start, buffer[lineFeed - 1] == 0x0D else { continue }
      let line = start..<lineFeed - 1
      try check(lineBytes: line.count)
      start = lineFeed + 1
      return line
    }
    scanned = buffer.count
    // A CR at the end may belong to the line's end.
    let isCut = start < buffer.count && buffer[buffer.count - 1] == 0x0D
    try check(lineBytes: buffer.count - start - (isCut ? 1 : 0))
    return nil
  }

  private func firstLineFeed() -> Int? {
    let span = buffer.span
    for index in scanned..<span.count where span[unchecked: index] == 0x0A { return index }
    return nil
  }

  /// The byte that says what it is does not count.
  private func check(lineBytes: Int) throws(RESPProblem) {
    if lineBytes - 1 > limits.lineBytesMax { throw .lineTooLong(bytesMax: limits.lineBytesMax) }
  }

  private mutating func count(_ bytes: Int) throws(RESPProblem) {
    guard bytes <= limits.replyBytesMax - replyBytes else {
      throw .replyTooLong(bytesMax: limits.replyBytesMax)
    }
    replyBytes += bytes
  }

  private mutating func read(_ line: Range<Int>) throws(RESPProblem) -> Step? {
    guard !line.isEmpty else { throw .emptyLine }
    let rest = line.dropFirst()
    switch buffer[line.lowerBound] {
    case UInt8(ascii: "+"): return complete(.text(try text(rest)))
    case UInt8(ascii: "-"): return complete(.error(RESPError(try text(rest))))
    case UInt8(ascii: ":"):
      guard let number = integer(rest) else { throw .badInteger }
      return complete(.integer(number))
    case UInt8(ascii: "$"):
      guard let length = try length(rest) else { return complete(.null) }
      try beginBulk(length)
      return nil
    case UInt8(ascii: "*"):
      guard let length = try length(rest) else { return complete(.null) }
      return try beginArray(length)
    case let type: throw .unknownType(type)
    }
  }

  private mutating func beginBulk(_ length: Int) throws(RESPProblem) {
    guard length <= limits.bulkBytesMax else {
      throw .bulkTooLong(bytes: length, bytesMax: limits.bulkBytesMax)
    }
    try count(length + 2)
    state = .bulk(bytes: length)
  }

  private mutating func readBulk(_ length: Int) throws(RESPProblem) -> Step? {
    let end = start + length
    guard buffer[end] == 0x0D, buffer[end + 1] == 0x0A else { throw .missingBulkEnd }
    let bulk = Array(buffer[start..<end])
    (start, scanned) = (end + 2, end + 2)
    state = .line
    return complete(.bulk(bulk))
  }

  private mutating func beginArray(_ length: Int) throws(RESPProblem) -> Step? {
    guard arrays.count < limits.depthMax else { throw .tooDeep(depthMax: limits.depthMax) }
    guard length <= limits.elementsMax - elements else {
      throw .tooManyElements(elementsMax: limits.elementsMax)
    }
    if length == 0 { return complete(.array([])) }
    elements += length
    var array = UnfinishedArray(missing: length, elements: [])
    array.elements.reserveCapacity(min(length, Self.reservedElementsMax))
    arrays.append(array)
    return nil
  }

  /// Puts `value` where it belongs; nil when that does not complete the reply.
  private mutating func complete(_ value: RESPValue) -> Step? {
    var value = value
    while !arrays.isEmpty {
      let last = arrays.count - 1
      arrays[last].elements.append(value)
      arrays[last].missing -= 1
      if arrays[last].missing > 0 { return nil }
      value = .array(arrays.removeLast().elements)
    }
    (replyBytes, elements) = (0, 0)
    return .reply(value)
  }

  // MARK: What stands in a line

  /// What is not UTF-8 becomes U+FFFD.
  private func text(_ place: Range<Int>) throws(RESPProblem) -> String {
    let bytes = buffer[place]
    for byte in bytes where byte == 0x0D || byte == 0x0A { throw .bareLineEnd }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// As servers write it: no plus, no zeros in front.
  private func integer(_ place: Range<Int>) -> Int? {
    let text = buffer.span.extracting(place)
    let first = !text.isEmpty && text[0] == UInt8(ascii: "-") ? 1 : 0
    guard first < text.count, text[first] != UInt8(ascii: "0") || text.count == 1 else {
      return nil
    }
    // Below zero, where there is room for one more than above.
    var number = 0
    for index in first..<text.count {
      guard 0x30...0x39 ~= text[index] else { return nil }
      let (tens, isTooLong) = number.multipliedReportingOverflow(by: 10)
      let (sum, isTooLarge) = tens.subtractingReportingOverflow(Int(text[index] - 0x30))
      if isTooLong || isTooLarge { return nil }
      number = sum
    }
    if first == 1 { return number }
    return number == .min ? nil : -number
  }

  /// Nil for -1: there is no value.
  private func length(_ place: Range<Int>) throws(RESPProblem) -> Int? {
    guard let length = integer(place), length >= -1 else { throw .badLength }
    return length == -1 ? nil : length
  }
}
