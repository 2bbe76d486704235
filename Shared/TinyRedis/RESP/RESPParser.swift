import TinyReactor

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
    /// `missing` counts the CR LF behind it.
    case bulk(missing: Int)
    case failed(RESPProblem)
  }
  private struct UnfinishedArray {
    var missing: Int
    var elements: [RESPValue]
  }

  /// Memory taken on the word of an array's line, before its elements are there.
  private static let reservedElementsMax = 256

  private let limits: RESPLimits
  private var lines: LineReceiver
  private var state = State.line
  /// What has come of a bulk that was cut.
  private var bulk: [UInt8] = []
  private var arrays: [UnfinishedArray] = []
  /// Of the reply that has begun.
  private var replyBytes = 0
  private var elements = 0

  package init(limits: RESPLimits = RESPLimits()) {
    self.limits = limits
    // The byte that says what it is does not count.
    lines = LineReceiver(lineBytesMax: limits.lineBytesMax + 1)
  }

  /// Nothing of a reply has come that is not returned yet.
  package var isIdle: Bool { replyBytes == 0 && lines.bufferedBytes == 0 }

  /// Takes bytes as they come; ignored after a failure.
  package mutating func feed(_ data: Span<UInt8>) {
    if case .failed = state { return }
    lines.feed(data)
  }

  /// The next reply in the bytes fed; call it until it needs more.
  package mutating func next() -> Step {
    if case .failed(let problem) = state { return .failed(problem) }
    do throws(RESPProblem) {
      while let event = lines.next() {
        if let value = try take(event) { return .reply(value) }
      }
      return .needMore
    } catch {
      state = .failed(error)
      lines.clearLineBuffer()
      (bulk, arrays) = ([], [])
      return .failed(error)
    }
  }

  /// The reply, if `event` completes it.
  private mutating func take(_ event: LineReceiver.Event) throws(RESPProblem) -> RESPValue? {
    switch event {
    case .line(let line):
      try count(line.count + 2)
      return try read(line)
    case .raw(let bytes): return try append(bytes)
    case .lineLengthExceeded: throw .lineTooLong(bytesMax: limits.lineBytesMax)
    }
  }

  private mutating func count(_ bytes: Int) throws(RESPProblem) {
    guard bytes <= limits.replyBytesMax - replyBytes else {
      throw .replyTooLong(bytesMax: limits.replyBytesMax)
    }
    replyBytes += bytes
  }

  private mutating func read(_ line: ArraySlice<UInt8>) throws(RESPProblem) -> RESPValue? {
    guard let type = line.first else { throw .emptyLine }
    let rest = line.dropFirst()
    switch type {
    case UInt8(ascii: "+"): return complete(.text(try Self.text(rest)))
    case UInt8(ascii: "-"): return complete(.error(RESPError(try Self.text(rest))))
    case UInt8(ascii: ":"):
      guard let number = Self.integer(rest.span) else { throw .badInteger }
      return complete(.integer(number))
    case UInt8(ascii: "$"):
      guard let length = try Self.length(rest.span) else { return complete(.null) }
      try beginBulk(length)
      return nil
    case UInt8(ascii: "*"):
      guard let length = try Self.length(rest.span) else { return complete(.null) }
      return try beginArray(length)
    default: throw .unknownType(type)
    }
  }

  private mutating func beginBulk(_ length: Int) throws(RESPProblem) {
    guard length <= limits.bulkBytesMax else {
      throw .bulkTooLong(bytes: length, bytesMax: limits.bulkBytesMax)
    }
    try count(length + 2)
    state = .bulk(missing: length + 2)
    lines.setRawMode(bytes: length + 2)
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>) throws(RESPProblem) -> RESPValue? {
    guard case .bulk(let missing) = state else { preconditionFailure("raw bytes belong to a bulk") }
    guard bytes.count == missing else {
      bulk += bytes
      state = .bulk(missing: missing - bytes.count)
      return nil
    }
    state = .line
    // Most are here at once.
    if bulk.isEmpty { return complete(.bulk(Array(try Self.content(bytes)))) }
    bulk += bytes
    defer { bulk = [] }
    return complete(.bulk(Array(try Self.content(bulk[...]))))
  }

  /// Without the CR LF.
  private static func content(
    _ bytes: ArraySlice<UInt8>
  ) throws(RESPProblem) -> ArraySlice<UInt8> {
    guard bytes[bytes.endIndex - 2] == 0x0D, bytes[bytes.endIndex - 1] == 0x0A else {
      throw .missingBulkEnd
    }
    return bytes.dropLast(2)
  }

  private mutating func beginArray(_ length: Int) throws(RESPProblem) -> RESPValue? {
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

  /// Puts `value` where it belongs; the reply, if that is now complete.
  private mutating func complete(_ value: RESPValue) -> RESPValue? {
    var value = value
    while !arrays.isEmpty {
      let last = arrays.count - 1
      arrays[last].elements.append(value)
      arrays[last].missing -= 1
      if arrays[last].missing > 0 { return nil }
      value = .array(arrays.removeLast().elements)
    }
    (replyBytes, elements) = (0, 0)
    return value
  }

  // MARK: What stands in a line

  /// What is not UTF-8 becomes U+FFFD.
  private static func text(_ bytes: ArraySlice<UInt8>) throws(RESPProblem) -> String {
    for byte in bytes where byte == 0x0D || byte == 0x0A { throw .bareLineEnd }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// As servers write it: no plus, no zeros in front.
  private static func integer(_ text: Span<UInt8>) -> Int? {
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
  private static func length(_ text: Span<UInt8>) throws(RESPProblem) -> Int? {
    guard let length = integer(text), length >= -1 else { throw .badLength }
    return length == -1 ? nil : length
  }
}
