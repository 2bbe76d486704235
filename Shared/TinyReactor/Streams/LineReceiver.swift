/// Makes lines of what arrives, and lets bytes that are none through (Twisted's LineReceiver).
///
/// Many protocols talk in lines that end in CR LF, and some send a body in between. Packets are cut
/// anywhere: half a line now, the rest with three more later. A protocol feeds what it is given, and
/// asks for what it can understand:
///
///     final class Store: StreamProtocol {
///       private var lines = LineReceiver(lineBytesMax: 512)
///
///       func dataReceived(_ data: Span<UInt8>) {
///         lines.feed(data)
///         while let event = lines.next() {
///           switch event {
///           case .line(let line): lines.setRawMode(bytes: length(in: line))
///           case .raw(let bytes): body += bytes
///           case .lineLengthExceeded: transport?.loseConnection()
///           }
///         }
///       }
///
///       func connectionClosing() { lines.clearLineBuffer() }
///     }
///
/// Where this differs from Twisted, on purpose. Twisted's is a base class whose `lineReceived` and
/// `rawDataReceived` are called; this is a value that is asked, so that a handler which pauses,
/// closes or changes the mode is obeyed before the next line. Raw mode can be told how many bytes it
/// is for, and then ends by itself; `setLineMode` takes back bytes by their number, not as a copy.
/// After a line that is too long nothing more comes: Twisted goes on in the middle of it. The line's
/// end is CR LF; a CR or an LF alone is part of the line. Time is linear, one byte at a time too.
package struct LineReceiver {
  /// What has arrived. The bytes are a part of what was fed, and nothing is copied unless they are kept
  /// until more is.
  package enum Event: Equatable, Sendable {
    /// A line without its CR LF.
    case line(ArraySlice<UInt8>)
    /// Bytes in raw mode: all that are here, or as many as it is for.
    case raw(ArraySlice<UInt8>)
    /// The line has more than `lineBytesMax` bytes, whether or not its end is here. Comes once, and
    /// last, unless the buffer is cleared.
    case lineLengthExceeded
  }

  private enum Mode {
    case lines
    /// Nil: until `setLineMode`.
    case raw(missing: Int?)
    case exceeded
  }

  /// Twisted's MAX_LENGTH.
  package static let lineBytesMaxDefault = 16_384
  /// An empty buffer above this size frees its memory.
  private static let keptBytesMax = 4_096

  /// The longest line, without CR LF.
  package var lineBytesMax: Int
  private var mode = Mode.lines
  private var bytes: [UInt8] = []
  private var start = 0
  /// No line ends before this.
  private var scanned = 0
  /// Bytes before `start` that the last raw event had, and that can be taken back.
  private var rawBytes = 0
  /// Whether `next` is silent for now.
  package private(set) var isPaused = false

  package init(lineBytesMax: Int = Self.lineBytesMaxDefault) {
    precondition(lineBytesMax > 0)
    self.lineBytesMax = lineBytesMax
  }

  /// Bytes that wait for the rest of their line, or for `resumeProducing`.
  package var bufferedBytes: Int { bytes.count - start }

  /// Takes bytes as they come. While paused they are kept, so the transport should be paused, too.
  package mutating func feed(_ data: Span<UInt8>) {
    if case .exceeded = mode { return }
    rawBytes = 0
    if bufferedBytes == 0 {
      discardAll()
    } else if start > bytes.count / 2 {
      bytes.removeFirst(start)
      scanned -= start
      start = 0
    }
    data.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
  }

  /// What comes next in the bytes fed; nil when that is not here yet, or while paused.
  package mutating func next() -> Event? {
    if isPaused { return nil }
    switch mode {
    case .lines: return nextLine()
    case .raw(let missing): return nextRaw(missing)
    case .exceeded: return nil
    }
  }

  private mutating func nextLine() -> Event? {
    while let lineFeed = firstLineFeed() {
      scanned = lineFeed + 1
      guard lineFeed > start, bytes[lineFeed - 1] == 0x0D else { continue }
      let line = start..<lineFeed - 1
      if line.count > lineBytesMax { return exceed() }
      start = lineFeed + 1
      rawBytes = 0
      return .line(bytes[line])
    }
    scanned = bytes.count
    // A CR at the end may belong to the line's end.
    let least = bufferedBytes - (bufferedBytes > 0 && bytes[bytes.count - 1] == 0x0D ? 1 : 0)
    return least > lineBytesMax ? exceed() : nil
  }

  private func firstLineFeed() -> Int? {
    let span = bytes.span
    for index in scanned..<span.count where span[unchecked: index] == 0x0A { return index }
    return nil
  }

  private mutating func exceed() -> Event {
    discardAll()
    mode = .exceeded
    return .lineLengthExceeded
  }

  private mutating func nextRaw(_ missing: Int?) -> Event? {
    let count = min(missing ?? .max, bufferedBytes)
    guard count > 0 else { return nil }
    let raw = bytes[start..<start + count]
    start += count
    scanned = start
    rawBytes = count
    if let missing { mode = missing == count ? .lines : .raw(missing: missing - count) }
    return .raw(raw)
  }

  /// What follows is no line: the next `count` bytes, or all until `setLineMode`.
  package mutating func setRawMode(bytes count: Int? = nil) {
    if let count { precondition(count >= 0, "there are no \(count) bytes") }
    mode = count == 0 ? .lines : .raw(missing: count)
    scanned = start
    rawBytes = 0
  }

  /// What follows is lines again, and so are the last `extra` bytes of the raw event that `next`
  /// has just returned. More than it had is a programming error.
  package mutating func setLineMode(extra: Int = 0) {
    precondition(0...rawBytes ~= extra, "only what the last event brought can be taken back")
    mode = .lines
    start -= extra
    scanned = start
    rawBytes = 0
  }

  /// `next` returns nothing until `resumeProducing`. Whoever pauses in the middle of what has
  /// arrived asks `next` again afterwards: nothing need arrive for that.
  package mutating func pauseProducing() { isPaused = true }
  package mutating func resumeProducing() { isPaused = false }

  /// Drops what has been fed and not used yet, and returns it; what is fed next begins a line, or
  /// goes on in raw mode.
  @discardableResult
  package mutating func clearLineBuffer() -> [UInt8] {
    let cleared = Array(bytes[start...])
    discardAll()
    if case .exceeded = mode { mode = .lines }
    return cleared
  }

  private mutating func discardAll() {
    bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptBytesMax)
    (start, scanned, rawBytes) = (0, 0, 0)
  }
}
