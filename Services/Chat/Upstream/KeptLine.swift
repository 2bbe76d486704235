import TinyReactor
import Wire

/// A line that everybody was shown, until it is handed over.
///
/// It is told apart and encoded when its batch leaves: whoever waits for the line in the room does
/// not wait for that.
struct KeptLine {
  private let line: RoomLine
  /// Who said it, and by which name.
  private let author: Int?
  private let name: Nickname?
  private let time: WallTime

  init(_ line: RoomLine, by author: Member?, at time: WallTime) {
    self.line = line
    self.author = author?.id
    self.time = time
    name = line.speaker ?? author?.name
  }

  /// The most bytes that `encode` can take: each of the text's may need an escape.
  var encodedBytesMax: Int {
    Self.frameBytesMax + (name?.text.utf8.count ?? 0) + 2 * min(line.textBytes, Limits.lineBytesMax)
  }

  /// The names of the members, three numbers, and the longest kind.
  private static let frameBytesMax = 120

  /// Writes the JSON of a `NewMessage`.
  func encode(into writer: inout ByteWriter) {
    writer.write(#"{"time":"#)
    writer.write(decimal: max(0, time.milliseconds))
    writer.write(#","kind":""#)
    writer.write(line.messageKind)
    if let author {
      writer.write(#"","member":"#)
      writer.write(decimal: author)
      writer.write(#","name":""#)
    } else {
      writer.write(#"","name":""#)
    }
    if let name { writer.write(utf8: name.text) }
    writer.write(#"","text":""#)
    line.withText { writer.write(json: $0) }
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

  /// The `MessageKind`, as it is written.
  fileprivate var messageKind: StaticString {
    switch self {
    case .said: "said"
    case .done: "done"
    case .bot: "bot"
    case .coming: "coming"
    case .leaving: "left"
    case .renaming: "renamed"
    case .notice, .heard, .told: "notice"
    }
  }

  fileprivate var textBytes: Int {
    switch self {
    case .said(_, let text), .done(_, let text), .bot(_, let text), .heard(_, let text),
      .told(_, let text):
      text.bytes.count
    case .coming(let text), .leaving(let text), .renaming(let text), .notice(let text):
      text.utf8.count
    }
  }

  /// Lends the text, cut where the API would refuse more.
  fileprivate func withText(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    switch self {
    case .said(_, let text), .done(_, let text), .bot(_, let text), .heard(_, let text),
      .told(_, let text):
      text.bytes.withUnsafeBufferPointer { body(Self.cut($0)) }
    case .coming(var text), .leaving(var text), .renaming(var text), .notice(var text):
      text.withUTF8 { body(Self.cut($0)) }
    }
  }

  private static func cut(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard text.count > Limits.lineBytesMax else { return text }
    var end = Limits.lineBytesMax
    // Not in the middle of a character.
    while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
    return UnsafeBufferPointer(rebasing: text[..<end])
  }
}

/// Writes bytes into room that is known to be enough.
struct ByteWriter {
  private let room: UnsafeMutableBufferPointer<UInt8>
  private(set) var count = 0

  init(_ room: UnsafeMutableBufferPointer<UInt8>) { self.room = room }

  mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    precondition(bytes.count <= room.count - count)
    guard let source = bytes.baseAddress, let target = room.baseAddress else { return }
    (target + count).update(from: source, count: bytes.count)
    count += bytes.count
  }

  mutating func write(_ text: StaticString) {
    write(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func write(utf8 text: String) {
    var text = text
    text.withUTF8 { write($0) }
  }

  mutating func write(_ byte: UInt8) {
    room[count] = byte
    count += 1
  }

  /// Not for negative numbers.
  mutating func write(decimal number: Int) {
    var (rest, digits) = (number, 1)
    while rest >= 10 {
      rest /= 10
      digits += 1
    }
    precondition(digits <= room.count - count)
    rest = number
    for place in (count..<count + digits).reversed() {
      room[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += digits
  }

  /// The inside of a string of clean text, which has no control characters: only two bytes need an
  /// escape (RFC 8259 §7).
  mutating func write(json text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    for index in text.indices
    where text[index] == UInt8(ascii: "\"") || text[index] == UInt8(ascii: "\\") {
      write(UnsafeBufferPointer(rebasing: text[start..<index]))
      write(UInt8(ascii: "\\"))
      start = index
    }
    write(UnsafeBufferPointer(rebasing: text[start...]))
  }
}
