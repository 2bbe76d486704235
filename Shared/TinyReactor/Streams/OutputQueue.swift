/// Bytes that the kernel has not taken yet, in order.
///
/// Large arrays are kept as they are, shared with their other holders; small ones are gathered, so
/// that a peer that is slow for a while costs few sends.
package struct OutputQueue {
  /// Arrays are gathered up to this size.
  private static let gatherBytesMax = 16_384
  /// Slots of sent chunks kept before the array is compacted.
  private static let sentChunksMax = 64

  package private(set) var chunks: [[UInt8]] = []
  /// Chunks before this one are sent.
  private var first = 0
  /// Bytes of the first chunk that are sent.
  private var offset = 0
  package private(set) var count = 0

  package init() {}

  package var isEmpty: Bool { count == 0 }

  /// The next bytes to send: `chunk` from `offset` on.
  package var next: (chunk: [UInt8], offset: Int)? {
    isEmpty ? nil : (chunks[first], offset)
  }

  /// Adds `bytes` without the first `sent` of them. Bytes can have been sent early only when
  /// nothing was waiting.
  package mutating func append(_ bytes: [UInt8], alreadySent sent: Int = 0) {
    precondition(sent == 0 || isEmpty, "bytes were sent before those that wait")
    guard sent < bytes.count else { return }
    if isEmpty {
      (chunks, first, offset) = ([bytes], 0, sent)
    } else if chunks[chunks.count - 1].count + bytes.count <= OutputQueue.gatherBytesMax {
      chunks[chunks.count - 1] += bytes
    } else {
      chunks.append(bytes)
    }
    count += bytes.count - sent
  }

  package mutating func markSent(_ sent: Int) {
    count -= sent
    offset += sent
    while first < chunks.count && offset >= chunks[first].count {
      offset -= chunks[first].count
      chunks[first] = []
      first += 1
    }
    if isEmpty {
      self = OutputQueue()
    } else if first >= OutputQueue.sentChunksMax && first * 2 >= chunks.count {
      chunks.removeFirst(first)
      first = 0
    }
  }
}
