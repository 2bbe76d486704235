import TinyHTTP
import TinyReactor
import Wire

/// Lines that everybody was shown, until they are handed over.
///
/// They are encoded when their batch leaves: whoever waits for a line in the room does not wait for
/// that. Names and texts are copied together here, since many small arrays that live on cost more
/// to free.
struct KeptLines {
  /// Where a line's name and text stand, and what else is known of it.
  private struct Head {
    let time: WallTime
    /// Who said it; -1 is nobody.
    let author: Int
    let kind: MessageKind
    let name: Range<Int>
    let text: Range<Int>
  }

  private var heads: [Head] = []
  /// The lines as they were sent, and names that are not in them.
  private var bytes: [UInt8] = []
  /// The most bytes that `encode` can take: each of the texts' may need an escape.
  private(set) var encodedBytesMax = 0

  var count: Int { heads.count }

  /// The names of the members, three numbers, the longest kind, and a comma.
  private static let frameBytesMax = 121

  /// Room for a batch of ordinary lines: growing by pieces would write each of them twice.
  init() {
    heads.reserveCapacity(Limits.messagesBatchMax)
    bytes.reserveCapacity(Self.bytesUsual)
  }

  private static let bytesUsual = 64 * Limits.messagesBatchMax

  mutating func append(_ shown: ShownLine) {
    let start = bytes.count
    let layout = shown.line.layout
    bytes += shown.encoded
    let textStart = start + layout.textStart
    let textEnd = end(of: textStart..<bytes.count - 2)
    var name = start + layout.name.lowerBound..<start + layout.name.upperBound
    if name.isEmpty, let author = shown.author {
      bytes.append(author.name.text)
      name = bytes.count - author.name.text.utf8.count..<bytes.count
    }
    heads.append(
      Head(
        time: shown.time, author: shown.author?.id ?? -1, kind: shown.line.messageKind, name: name,
        text: textStart..<textEnd))
    encodedBytesMax += Self.frameBytesMax + name.count + 2 * (textEnd - textStart)
  }

  /// Where a text is cut, since the API would refuse more: not in the middle of a character.
  private func end(of text: Range<Int>) -> Int {
    guard text.count > Limits.lineBytesMax else { return text.upperBound }
    var end = text.lowerBound + Limits.lineBytesMax
    while end > text.lowerBound, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return end
  }

  /// Writes the JSON of a `NewMessage` for each, with commas between them.
  func encode(into writer: inout ByteWriter) {
    bytes.withUnsafeBufferPointer { bytes in
      for (index, head) in heads.enumerated() {
        if index > 0 { writer.write(UInt8(ascii: ",")) }
        Self.encode(
          head, UnsafeBufferPointer(rebasing: bytes[head.name]),
          UnsafeBufferPointer(rebasing: bytes[head.text]), into: &writer)
      }
    }
  }

  private static func encode(
    _ head: Head, _ name: UnsafeBufferPointer<UInt8>, _ text: UnsafeBufferPointer<UInt8>,
    into writer: inout ByteWriter
  ) {
    writer.write(#"{"time":"#)
    writer.write(decimal: max(0, head.time.milliseconds))
    writer.write(#","kind":""#)
    writer.write(utf8: head.kind.rawValue)
    if head.author >= 0 {
      writer.write(#"","member":"#)
      writer.write(decimal: head.author)
      writer.write(#","name":""#)
    } else {
      writer.write(#"","name":""#)
    }
    writer.write(name)
    writer.write(#"","text":""#)
    writer.write(json: text)
    writer.write(#""}"#)
  }
}

extension RoomLine {
  fileprivate var messageKind: MessageKind {
    switch self {
    case .said: .said
    case .done: .done
    case .bot: .bot
    case .coming: .coming
    case .leaving: .left
    case .renaming: .renamed
    case .notice: .notice
    case .heard, .told: preconditionFailure("what is told to one person is never kept")
    }
  }
}
