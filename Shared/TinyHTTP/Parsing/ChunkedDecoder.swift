/// Decodes the chunked transfer coding (RFC 9112 §7.1), syntax byte by byte and data in whole runs.
/// Extensions and trailers are checked, counted and dropped.
struct ChunkedDecoder {
  private enum State {
    case size(value: Int, digits: Int)
    case chunkExtension(ChunkExtension, size: Int)
    case sizeLineFeed(size: Int)
    case data(missing: Int)
    case dataReturn, dataLineFeed
    case trailerStart, trailerName, trailerValue, trailerLineFeed
    case lastLineFeed
    case complete
  }
  private var state = State.size(value: 0, digits: 0)
  private var overheadBytes = 0
  private let bodyBytesMax: Int

  /// Extensions and trailers of one body together; nobody needs more than a few words of them.
  static let overheadBytesMax = 4_096
  /// 60 bits: the size never overflows an Int.
  private static let digitsMax = 15

  init(bodyBytesMax: Int) { self.bodyBytesMax = bodyBytesMax }

  /// Appends decoded bytes to `body`. `used` is how many bytes of `input` belong to the body; the
  /// rest belongs to the next message.
  mutating func decode(
    _ input: Span<UInt8>, into body: inout [UInt8]
  ) throws(ParseError) -> (used: Int, isComplete: Bool) {
    var index = 0
    while index < input.count {
      if case .data(let missing) = state {
        let end = min(index + missing, input.count)
        body.append(input.extracting(index..<end))
        state = end - index == missing ? .dataReturn : .data(missing: missing - (end - index))
        index = end
        continue
      }
      try step(input[index], bodyBytes: body.count)
      index += 1
      if case .complete = state { return (index, true) }
    }
    return (index, false)
  }

  private mutating func step(_ byte: UInt8, bodyBytes: Int) throws(ParseError) {
    switch state {
    case .size(let value, let digits):
      state = try afterSizeByte(byte, value, digits)
    case .chunkExtension(var chunkExtension, let size):
      if byte == .cr, chunkExtension.mayEnd {
        state = .sizeLineFeed(size: size)
      } else {
        try countOverhead(byte, or: .badChunkExtension)
        guard chunkExtension.take(byte) else { throw .badChunkExtension }
        state = .chunkExtension(chunkExtension, size: size)
      }
    case .sizeLineFeed(let size):
      guard byte == .lf else { throw .bareCarriageReturn }
      if size > bodyBytesMax - bodyBytes { throw .bodyTooLarge }
      state = size == 0 ? .trailerStart : .data(missing: size)
    case .dataReturn:
      guard byte == .cr else { throw .missingChunkEnd }
      state = .dataLineFeed
    case .dataLineFeed:
      guard byte == .lf else { throw .missingChunkEnd }
      state = .size(value: 0, digits: 0)
    case .trailerStart, .trailerName, .trailerValue, .trailerLineFeed, .lastLineFeed:
      try stepTrailer(byte)
    case .data, .complete:
      preconditionFailure("decode() handles these")
    }
  }

  private func afterSizeByte(
    _ byte: UInt8, _ value: Int, _ digits: Int
  ) throws(ParseError) -> State {
    if let digit = byte.hexValue {
      guard digits < Self.digitsMax else { throw .badChunkSize }
      return .size(value: value << 4 | Int(digit), digits: digits + 1)
    }
    guard digits > 0 else { throw .badChunkSize }
    if byte == .cr { return .sizeLineFeed(size: value) }
    guard let chunkExtension = ChunkExtension(byte) else { throw .badChunkSize }
    return .chunkExtension(chunkExtension, size: value)
  }

  private mutating func stepTrailer(_ byte: UInt8) throws(ParseError) {
    switch state {
    case .trailerStart where byte == .cr:
      state = .lastLineFeed
    case .trailerStart:
      guard ByteSet.token.contains(byte) else { throw .badTrailer }
      try countOverhead(byte, or: .badTrailer)
      state = .trailerName
    case .trailerName:
      try countOverhead(byte, or: .badTrailer)
      if byte == .colon {
        state = .trailerValue
      } else if !ByteSet.token.contains(byte) {
        throw .badTrailer
      }
    case .trailerValue where byte == .cr:
      state = .trailerLineFeed
    case .trailerValue:
      try countOverhead(byte, or: .badTrailer)
    case .trailerLineFeed:
      guard byte == .lf else { throw .bareCarriageReturn }
      state = .trailerStart
    default:
      guard byte == .lf else { throw .bareCarriageReturn }
      state = .complete
    }
  }

  private mutating func countOverhead(_ byte: UInt8, or error: ParseError) throws(ParseError) {
    if byte.isControl { throw error }
    overheadBytes += 1
    if overheadBytes > Self.overheadBytesMax { throw .chunkOverheadTooLarge }
  }
}
