/// Bytes that have arrived and are not used yet.
///
/// Remembers how far it has looked for the end of a line, so that feeding one byte at a time costs
/// no more than one chunk does. Moves bytes only when it appends, so that many small messages in
/// one chunk do not shift the rest each time.
struct InputBuffer {
  /// Use it only within the ranges the methods return.
  private(set) var bytes: [UInt8] = []
  private var start = 0
  private var scanned = 0

  /// An empty buffer above this size frees its memory.
  private static let keptBytesMax = 4_096

  var count: Int { bytes.count - start }
  var isEmpty: Bool { start == bytes.count }

  /// Appends `data`; drops what has been used.
  mutating func append(_ data: Span<UInt8>) {
    if isEmpty {
      removeAll()
    } else if start > bytes.count / 2 {
      bytes.removeFirst(start)
      scanned -= start
      start = 0
    }
    bytes.append(data)
  }

  /// The next line without its CR LF, or nil when it has not ended yet. Refuses more than
  /// `bytesMax`, CR LF included (headTooLarge), and an LF without CR; a CR without LF stays in the
  /// line, for the caller to refuse.
  mutating func nextLine(bytesMax: Int) throws(ParseError) -> Range<Int>? {
    guard let end = bytes.span.firstIndex(of: .lf, from: scanned) else {
      scanned = bytes.count
      if count > bytesMax { throw .headTooLarge }
      return nil
    }
    if end + 1 - start > bytesMax { throw .headTooLarge }
    guard end > start, bytes[end - 1] == .cr else { throw .bareLineFeed }
    let line = start..<end - 1
    start = end + 1
    scanned = start
    return line
  }

  /// Uses up what is there, at most `limit` bytes.
  mutating func take(atMost limit: Int) -> Range<Int> {
    let range = start..<start + min(limit, count)
    skip(range.count)
    return range
  }

  /// What is there, without using it up.
  var available: Range<Int> { start..<bytes.count }

  /// Uses up the next `count` bytes.
  mutating func skip(_ count: Int) {
    start += count
    scanned = max(scanned, start)
  }

  /// Drops all of it.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptBytesMax)
    start = 0
    scanned = 0
  }
}
