import TinyReactor
import Wire

/// What was said and is not handed over yet: batches of lines with running numbers, oldest first.
struct BatchQueue {
  struct Batch {
    /// The number of its first line.
    let first: Int
    /// When that line came.
    let since: Duration
    fileprivate(set) var lines = KeptLines()

    fileprivate init(first: Int, since: Duration) {
      self.first = first
      self.since = since
    }

    /// Bytes of JSON in a batch: it fits into a body.
    private static let bytesMax = 49_152

    var isFull: Bool { lines.count == Limits.messagesBatchMax || bytes >= Self.bytesMax }
    /// The most that its lines take as JSON.
    fileprivate var bytes: Int { lines.encodedBytesMax }

    /// The body of `POST /messages`.
    func body(room: String, origin: String) -> [UInt8] {
      let head = #"{"room":"\#(room)","origin":"\#(origin)","first":\#(first),"messages":["#
      let capacity = head.utf8.count + bytes + 2
      return [UInt8](unsafeUninitializedCapacity: capacity) { room, count in
        var writer = ByteWriter(room)
        writer.write(utf8: head)
        lines.encode(into: &writer)
        writer.write("]}")
        count = writer.count
      }
    }
  }

  private var batches: [Batch] = []
  private var nextNumber = 1
  /// Lines in all batches, and the bytes that they take.
  private(set) var lines = 0
  private var bytes = 0
  /// The first batch is under way: it may be there already, so it neither grows nor goes.
  var isFirstUnderWay = false

  var first: Batch? { batches.first }
  var isFirstFull: Bool { batches.first?.isFull ?? false }
  var isEmpty: Bool { batches.isEmpty }

  /// Adds a line, and returns its number.
  mutating func append(_ line: ShownLine, at now: Duration) -> Int {
    var last = batches.count - 1
    if last < 0 || batches[last].isFull || (isFirstUnderWay && last == 0) {
      batches.append(Batch(first: nextNumber, since: now))
      last += 1
    }
    bytes -= batches[last].bytes
    batches[last].lines.append(line)
    bytes += batches[last].bytes
    lines += 1
    nextNumber += 1
    return nextNumber - 1
  }

  mutating func removeFirst() {
    if !batches.isEmpty { remove(at: 0) }
  }

  /// Whether there is more than is to be kept.
  var isTooLong: Bool {
    lines > TranscriptOutbox.linesMax || bytes > TranscriptOutbox.bytesMax
  }

  /// Drops the oldest batch that is not under way, but not the last; returns its lines.
  mutating func dropOldest() -> Int {
    let index = isFirstUnderWay ? 1 : 0
    guard index < batches.count - 1 else { return 0 }
    return remove(at: index)
  }

  /// Drops all, and the next line gets the number of the first of them. What was sent already is
  /// kept: it may be there, and its numbers are used.
  mutating func forget(butSent isFirstSent: Bool) {
    while batches.count > (isFirstSent ? 1 : 0) {
      nextNumber = batches[batches.count - 1].first
      remove(at: batches.count - 1)
    }
  }

  @discardableResult
  private mutating func remove(at index: Int) -> Int {
    let batch = batches.remove(at: index)
    lines -= batch.lines.count
    bytes -= batch.bytes
    return batch.lines.count
  }
}
