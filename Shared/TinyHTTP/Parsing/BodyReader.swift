/// Collects a body up to the end that its framing gives (RFC 9112 §6.3).
struct BodyReader {
  enum Framing {
    case length(Int)
    case chunked
    /// Responses only: the end of the connection is the end of the body.
    case untilClose
  }
  private enum State {
    case length(missing: Int)
    case chunked(ChunkedDecoder)
    case untilClose
    case complete
  }
  private var state: State
  private let bytesMax: Int
  private(set) var bytes: [UInt8] = []

  /// Refuses a length over `bytesMax` before a byte of it arrives.
  init(_ framing: Framing, bytesMax: Int) throws(ParseError) {
    self.bytesMax = bytesMax
    switch framing {
    case .length(let length):
      if length > bytesMax { throw .bodyTooLarge }
      state = .length(missing: length)
    case .chunked: state = .chunked(ChunkedDecoder(bodyBytesMax: bytesMax))
    case .untilClose: state = .untilClose
    }
  }

  var endsAtClose: Bool {
    if case .untilClose = state { true } else { false }
  }

  /// Takes out what has been collected so far; only what is here counts against the limit.
  mutating func takeBytes() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  /// Takes what belongs to the body and leaves the rest; true when the body is complete.
  mutating func read(from input: inout InputBuffer) throws(ParseError) -> Bool {
    switch state {
    case .length(let missing):
      let range = input.take(atMost: missing)
      bytes.append(input.bytes.span.extracting(range))
      state = .length(missing: missing - range.count)
      return range.count == missing
    case .chunked(var decoder):
      let available = input.available
      let step = try decoder.decode(input.bytes.span.extracting(available), into: &bytes)
      input.skip(step.used)
      state = step.isComplete ? .complete : .chunked(decoder)
      return step.isComplete
    case .untilClose:
      if input.count > bytesMax - bytes.count { throw .bodyTooLarge }
      let range = input.take(atMost: input.count)
      bytes.append(input.bytes.span.extracting(range))
      return false
    case .complete:
      return true
    }
  }
}
