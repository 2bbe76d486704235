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
  private var bulk: [UInt8] = []
  private var arrays: [UnfinishedArray] = []
  /// Of the reply that has begun.
  private var replyBytes = 0
  private var elements = 0

  package init(limits: RESPLimits = RESPLimits()) {
    self.limits = limits
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
    case .raw(let bytes):
      return try append(bytes)
    case .lineLengthExceeded:
      throw .lineTooLong(bytesMax: limits.lineBytesMax)
    }
  }

  private mutating func count(_ bytes: Int) throws(RESPProblem) {
    guard bytes <= limits.replyBytesMax - replyBytes else {
      throw .replyTooLong(bytesMax: limits.replyBytesMax)
    }
    replyBytes += bytes
  }

  private mutating func read(_ line: [UInt8]) throws(RESPProblem) -> RESPValue? {
    guard let type = line.first else { throw .emptyLine }
    let rest = line[1...]
    switch type {
    case UInt8(ascii: "+"): return complete(.text(try Self.text(rest)))
    case UInt8(ascii: "-"): return complete(.error(RESPError(try Self.text(rest))))
    case UInt8(ascii: ":"):
      guard let number = Self.integer(rest) else { throw .badInteger }
      return complete(.integer(number))
    case UInt8(ascii: "$"):
      guard let length = try Self.length(rest) else { return complete(.null) }
      return try beginBulk(length)
    case UInt8(ascii: "*"):
      guard let length = try Self.length(rest) else { return complete(.null) }
      return try beginArray(length)
    default: throw .unknownType(type)
    }
  }

  private mutating func beginBulk(_ length: Int) throws(RESPProblem) -> RESPValue? {
    guard length <= limits.bulkBytesMax else {
      throw .bulkTooLong(bytes: length, bytesMax: limits.bulkBytesMax)
    }
    try count(length + 2)
    state = .bulk(missing: length + 2)
    lines.setRawMode(bytes: length + 2)
    return nil
  }

  private mutating func append(_ bytes: [UInt8]) throws(RESPProblem) -> RESPValue? {
    guard case .bulk(let missing) = state else { preconditionFailure("raw bytes belong to a bulk") }
    // Most are here at once, and not copied.
    if bulk.isEmpty { bulk = bytes } else { bulk += bytes }
    guard bytes.count == missing else {
      state = .bulk(missing: missing - bytes.count)
      return nil
    }
    guard bulk.suffix(2) == [0x0D, 0x0A] else { throw .missingBulkEnd }
    bulk.removeLast(2)
    state = .line
    defer { bulk = [] }
    return complete(.bulk(bulk))
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
  private static func integer(_ bytes: ArraySlice<UInt8>) -> Int? {
    let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }),
      digits.first != 0x30 || bytes.count == 1
    else { return nil }
    return Int(String(decoding: bytes, as: UTF8.self))
  }

  /// Nil for -1: there is no value.
  private static func length(_ bytes: ArraySlice<UInt8>) throws(RESPProblem) -> Int? {
    guard let length = integer(bytes), length >= -1 else { throw .badLength }
    return length == -1 ? nil : length
  }
}
