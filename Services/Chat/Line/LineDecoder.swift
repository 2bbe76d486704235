import Wire

/// Turns a peer's bytes into lines, however they were split into packets.
///
/// LF or CR ends a line, and an LF or a NUL right after a CR belongs to it (CR LF; telnet's CR NUL,
/// RFC 854). Empty lines are skipped: CR CR LF, which some clients make of CR LF, ends one line
/// too. Keys that erase a character or the line do so, and telnet commands are removed.
///
/// A line over `Limits.longLineBytesMax` is cut there; the rest is skipped to its end, and counted.
/// What was fed is held until `next()` returns it, so a caller that stops asking keeps the rest for
/// later. Memory is bounded by one line, what was fed and not yet returned, and 16 KiB. Time is
/// linear, even one byte at a time.
package struct LineDecoder {
  package enum Event: Equatable {
    /// A line without its ending, as it came: not yet `CleanText`. Empty only while typing is hidden.
    case line([UInt8])
    /// The beginning of a line that is too long.
    case beginning([UInt8])
    /// How many bytes of that line were dropped.
    case dropped(bytes: Int)
    /// Bytes to send to the peer's telnet.
    case reply([UInt8])
    /// The peer's telnet says that its input has ended.
    case end
  }

  /// How many consumed bytes are kept before their memory is reused.
  private static let handedOutBytesMax = 16_384

  private var telnet = TelnetFilter()
  /// Input; what was not looked at yet begins at `position`.
  private var buffer: [UInt8] = []
  private var position = 0
  private var line = EditedLine()
  /// Bytes dropped of the line that is being skipped; nil when none is.
  private var dropped: Int?
  private var isAfterCR = false
  private var isFinished = false
  private var isEndTold = false

  package init() {}

  /// Bytes that wait for their turn or for the rest of their line.
  package var heldBytes: Int { line.bytes.count + buffer.count - position }

  /// The peer is a telnet client, as far as can be told.
  package var speaksTelnet: Bool { telnet.isSpoken }

  package var hidesTyping: Bool { telnet.hidesTyping }
  package var refusesToHide: Bool { telnet.refusesToHide }

  /// Meanwhile an empty line counts as one, too: it is how somebody gives up. See `TelnetFilter`.
  package mutating func hideTyping(_ hides: Bool) -> [UInt8] { telnet.hideTyping(hides) }

  package mutating func feed(_ data: Span<UInt8>) {
    if position > Self.handedOutBytesMax {
      buffer.removeSubrange(..<position)
      position = 0
    }
    telnet.feed(data, into: &buffer)
  }

  /// The peer's telnet has said that its input has ended; what it sent before may still wait.
  package var isOver: Bool { telnet.isOver }

  /// Whether the end was a Ctrl-C in telnet.
  package var isInterrupted: Bool { telnet.isInterrupted }

  /// The peer sends no more: what is left counts as a line.
  package mutating func finish() {
    isFinished = true
  }

  package mutating func next() -> Event? {
    let reply = telnet.takeReplies()
    if !reply.isEmpty { return .reply(reply) }
    while position < buffer.count {
      if isAfterCR, skipRestOfEnding() { continue }
      let end = buffer.span.firstIndexOfKey(from: position)
      if let line = takeWholeLine(upTo: end) { return .line(line) }
      if let event = end > position ? takeText(upTo: end) : takeKey() { return event }
    }
    // Gives memory back as soon as nothing is left: most connections are silent most of the time.
    if !buffer.isEmpty { (buffer, position) = ([], 0) }
    guard isFinished || telnet.isOver else { return nil }
    if let event = endLine() { return event }
    guard telnet.isOver, !isEndTold else { return nil }
    isEndTold = true
    return .end
  }

  /// Skips the rest of CR LF or CR NUL; false when the CR stood alone.
  private mutating func skipRestOfEnding() -> Bool {
    isAfterCR = false
    let isRest = buffer[position] == Key.lineFeed || buffer[position] == Key.null
    if isRest { position += 1 }
    return isRest
  }

  /// The fast path for nearly every line: all there, and typed without a mistake.
  private mutating func takeWholeLine(upTo end: Int) -> [UInt8]? {
    guard end < buffer.count, 1...Limits.longLineBytesMax ~= end - position, line.bytes.isEmpty,
      dropped == nil
    else { return nil }
    let key = buffer[end]
    guard key == Key.lineFeed || key == Key.carriageReturn else { return nil }
    defer { position = end + 1 }
    isAfterCR = key == Key.carriageReturn
    return Array(buffer[position..<end])
  }

  private mutating func takeText(upTo next: Int) -> Event? {
    let start = position
    position = next
    if let dropped {
      self.dropped = dropped + position - start
      return nil
    }
    let end = min(position, start + Limits.longLineBytesMax - line.bytes.count)
    line.append(buffer[start..<end])
    guard end < position else { return nil }
    dropped = position - end + line.cut(before: buffer[end])
    return .beginning(line.take())
  }

  /// Does what the key at `position` asks for.
  private mutating func takeKey() -> Event? {
    let key = buffer[position]
    position += 1
    isAfterCR = key == Key.carriageReturn
    switch key {
    case Key.lineFeed, Key.carriageReturn: return endLine()
    case EditingKey.backspace, EditingKey.delete: line.eraseCharacter()
    case EditingKey.eraseLine: line.eraseLine()
    default: break
    }
    return nil
  }

  private mutating func endLine() -> Event? {
    if let bytes = dropped.take() { return .dropped(bytes: bytes) }
    let countsEmpty = hidesTyping && !isFinished && !isOver
    return line.bytes.isEmpty && !countsEmpty ? nil : .line(line.take())
  }
}

private enum Key {
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let null: UInt8 = 0x00
}

extension Span<UInt8> {
  /// The index of the first byte from `start` on that ends a line or erases something; the count if
  /// there is none.
  fileprivate func firstIndexOfKey(from start: Int) -> Int {
    var block = start
    while block < count {
      let end = Swift.min(block + 16, count)
      if end - block < 16 || extracting(block..<end).mayHoldKey {
        for index in block..<end where isKey(self[index]) { return index }
      }
      block = end
    }
    return count
  }

  /// Computed as two minima, which the compiler turns into vector instructions.
  private var mayHoldKey: Bool {
    var (least, leastUnlikeDelete) = (UInt8.max, UInt8.max)
    for index in indices {
      let byte = self[unchecked: index]
      least = Swift.min(least, byte)
      leastUnlikeDelete = Swift.min(leastUnlikeDelete, byte ^ EditingKey.delete)
    }
    return least < 0x20 || leastUnlikeDelete == 0
  }

  private func isKey(_ byte: UInt8) -> Bool {
    switch byte {
    case Key.lineFeed, Key.carriageReturn, EditingKey.backspace, EditingKey.delete,
      EditingKey.eraseLine:
      true
    default: false
    }
  }
}
