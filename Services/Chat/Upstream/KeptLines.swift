import TinyHTTP
import TinyReactor
import Wire

/// Lines that everybody was shown, until they are handed over.
///
/// They are encoded when their batch leaves: whoever waits for a line in the room does not wait for
/// that. Names and texts are copied together here, since many small arrays that live on cost more
/// to free.
struct KeptLines {
  /// What is known of a line but its name and text.
  private struct Head {
    let time: WallTime
    /// Who said it; -1 is nobody.
    let author: Int
    let kind: MessageKind
    let nameBytes: Int
    let textBytes: Int
  }

  private var heads: [Head] = []
  /// Names and texts, in order.
  private var bytes: [UInt8] = []
  /// The most bytes that `encode` can take: each of the texts' may need an escape.
  private(set) var encodedBytesMax = 0

  var count: Int { heads.count }

  /// The names of the members, three numbers, the longest kind, and a comma.
  private static let frameBytesMax = 121

  mutating func append(_ line: RoomLine, by author: Member?, at time: WallTime) {
    let start = bytes.count
    if let name = line.speaker ?? author?.name { bytes.append(name.text) }
    let nameEnd = bytes.count
    line.appendText(to: &bytes)
    heads.append(
      Head(
        time: time, author: author?.id ?? -1, kind: line.messageKind, nameBytes: nameEnd - start,
        textBytes: bytes.count - nameEnd))
    encodedBytesMax += Self.frameBytesMax + nameEnd - start + 2 * (bytes.count - nameEnd)
  }

  /// Writes the JSON of a `NewMessage` for each, with commas between them.
  func encode(into writer: inout ByteWriter) {
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      for (index, head) in heads.enumerated() {
        let nameEnd = start + head.nameBytes
        let textEnd = nameEnd + head.textBytes
        if index > 0 { writer.write(UInt8(ascii: ",")) }
        Self.encode(
          head, UnsafeBufferPointer(rebasing: bytes[start..<nameEnd]),
          UnsafeBufferPointer(rebasing: bytes[nameEnd..<textEnd]), into: &writer)
        start = textEnd
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
  /// Whose words they are; nil for the server's.
  fileprivate var speaker: Nickname? {
    switch self {
    case .said(let name, _), .done(let name, _), .bot(let name, _): name
    case .coming, .leaving, .renaming, .notice: nil
    case .heard, .told: preconditionFailure("what is told to one person is never kept")
    }
  }

  fileprivate var messageKind: MessageKind {
    switch self {
    case .said: .said
    case .done: .done
    case .bot: .bot
    case .coming: .coming
    case .leaving: .left
    case .renaming: .renamed
    case .notice, .heard, .told: .notice
    }
  }

  /// Appends the text, cut where the API would refuse more.
  fileprivate func appendText(to bytes: inout [UInt8]) {
    let start = bytes.count
    switch self {
    case .said(_, let text), .done(_, let text), .bot(_, let text), .heard(_, let text),
      .told(_, let text):
      bytes += text.bytes
    case .coming(let text), .leaving(let text), .renaming(let text), .notice(let text):
      bytes.append(text)
    }
    guard bytes.count - start > Limits.lineBytesMax else { return }
    var end = start + Limits.lineBytesMax
    // Not in the middle of a character.
    while end > start, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    bytes.removeSubrange(end...)
  }
}
