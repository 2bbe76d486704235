import Wire

/// Turns a peer's bytes into lines, whatever the packets were.
///
/// LF, CR LF and CR NUL (telnet's Return, RFC 854) end a line; telnet commands are eaten. A line over
/// `Limits.lineBytesMax` gives one `.tooLong` and is skipped to its end. What was fed is held until
/// `next()` has handed it out, so a caller that stops asking keeps the rest for later; memory is
/// bounded by one line, what was fed and not handed out, and 16 KiB. Time is linear, also for one
/// byte at a time.
package struct LineDecoder {
  package enum Event: Equatable {
    /// A line without its ending, as it came: not yet `CleanText`.
    case line([UInt8])
    /// A line too long to say, and how it began.
    case tooLong(beginning: [UInt8])
    /// Bytes to send to the peer's telnet.
    case reply([UInt8])
  }

  /// How much of a line that is too long is kept: enough to know a web request by.
  package static let beginningBytesMax = 16

  /// How much that was handed out is kept before its memory is used again.
  private static let handedOutBytesMax = 16_384

  private var telnet = TelnetFilter()
  private var buffer: [UInt8] = []
  private var lineStart = 0
  private var scanned = 0
  private var isSkipping = false
  private var isFinished = false

  package init() {}

  /// Bytes that wait for their turn or for the rest of their line.
  package var heldBytes: Int { buffer.count - lineStart }

  package mutating func feed(_ data: Span<UInt8>) {
    if lineStart > Self.handedOutBytesMax { discard(upTo: lineStart) }
    telnet.feed(data, into: &buffer)
  }

  /// The peer sends no more: what is left counts as a line.
  package mutating func finish() {
    isFinished = true
  }

  package mutating func next() -> Event? {
    let reply = telnet.takeReplies()
    if !reply.isEmpty { return .reply(reply) }
    while let ending = findEnding() {
      let line = buffer[lineStart..<ending.lowerBound]
      lineStart = ending.upperBound
      if isSkipping {
        isSkipping = false
      } else {
        return event(for: line)
      }
    }
    return remainder()
  }

  /// The next line ending not yet handed out.
  private mutating func findEnding() -> Range<Int>? {
    let found = buffer.span.firstIndexOfLFOrNUL(from: scanned)
    guard var index = found else {
      scanned = buffer.count
      return nil
    }
    // A NUL without a CR before it is no ending, only a byte to clean away.
    while buffer[index] == 0, !hasCR(before: index) {
      guard let next = buffer.span.firstIndexOfLFOrNUL(from: index + 1) else {
        scanned = buffer.count
        return nil
      }
      index = next
    }
    scanned = index + 1
    return (hasCR(before: index) ? index - 1 : index)..<index + 1
  }

  private func hasCR(before index: Int) -> Bool {
    index > lineStart && buffer[index - 1] == carriageReturn
  }

  /// What to make of bytes without an ending.
  private mutating func remainder() -> Event? {
    let endsInCR = buffer.count > lineStart && buffer[buffer.count - 1] == carriageReturn
    let line = buffer[lineStart..<(endsInCR ? buffer.count - 1 : buffer.count)]
    if isFinished {
      let event = isSkipping || line.isEmpty ? nil : event(for: line)
      discard(upTo: buffer.count)
      isSkipping = false
      return event
    }
    guard isSkipping || line.count > Limits.lineBytesMax else {
      discard(upTo: lineStart)
      return nil
    }
    // A CR may be half of an ending and stays.
    let event = isSkipping ? nil : event(for: line)
    isSkipping = true
    discard(upTo: line.endIndex)
    return event
  }

  private func event(for line: ArraySlice<UInt8>) -> Event {
    line.count <= Limits.lineBytesMax
      ? .line(Array(line)) : .tooLong(beginning: Array(line.prefix(Self.beginningBytesMax)))
  }

  /// Gives memory back as soon as nothing is left: most connections are silent most of the time.
  private mutating func discard(upTo index: Int) {
    if index == buffer.count {
      buffer = []
    } else if index > 0 {
      buffer = Array(buffer[index...])
    }
    lineStart = 0
    scanned -= index
  }
}

private let carriageReturn: UInt8 = 13

extension Span<UInt8> {
  fileprivate func firstIndexOfLFOrNUL(from start: Int) -> Int? {
    var index = start
    while index < count {
      let byte = self[unchecked: index]
      if byte == 10 || byte == 0 { return index }
      index += 1
    }
    return nil
  }
}
