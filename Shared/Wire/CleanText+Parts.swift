/// A text too long for a line is said in several.
///
/// Each part is a line of its author's like any other. `…` at the end of one and the beginning of
/// the next says that they belong together, with a blank where a word ends.
extension CleanText {
  /// The lines in which it is said, of at most `Limits.lineBytesMax` each.
  package var parts: [CleanText] {
    guard bytes.count > Limits.lineBytesMax else { return [self] }
    var parts: [CleanText] = []
    var rest = bytes[...]
    var opening = ""
    while opening.utf8.count + rest.count > Limits.lineBytesMax {
      let room = Limits.lineBytesMax - opening.utf8.count - " …".utf8.count
      let border = rest.wordBorder(within: room) ?? rest.graphemeBorder(within: room)
      let isAfterWord = rest[border] == space
      parts.append(CleanText(opening.utf8 + rest[..<border] + (isAfterWord ? " …" : "…").utf8))
      rest = rest[border...].drop { $0 == space }
      opening = isAfterWord ? "… " : "…"
    }
    parts.append(CleanText(opening.utf8 + rest))
    return parts
  }

  /// Calls `body` with each part. Most texts are one part, and cost nothing more.
  package func forEachPart(_ body: (CleanText) -> Void) {
    if bytes.count > Limits.lineBytesMax { parts.forEach(body) } else { body(self) }
  }

  /// The beginning of it, and how many bytes are left over.
  package func split(at bytesMax: Int) -> (beginning: CleanText, rest: Int) {
    guard bytes.count > bytesMax else { return (self, 0) }
    let border = bytes[...].graphemeBorder(within: bytesMax)
    return (CleanText(bytes[..<border]), bytes.count - border)
  }
}

extension ArraySlice<UInt8> {
  /// The end of the last whole word in the first `room` bytes; nil when that would leave half of
  /// the room empty.
  fileprivate func wordBorder(within room: Int) -> Int? {
    let half = room / 2
    let candidates = prefix(room + 1).dropFirst(half)
    guard let blank = candidates.lastIndex(of: space) else { return nil }
    return candidates[..<blank].lastIndex { $0 != space }.map { $0 + 1 }
  }

  /// The end of the last whole grapheme cluster in the first `room` bytes; of the last scalar when
  /// there is none.
  fileprivate func graphemeBorder(within room: Int) -> Int {
    var border = startIndex
    // The excerpt may end inside a character, but only beyond the room.
    for character in String(decoding: prefix(room + 64), as: UTF8.self) {
      let next = border + character.utf8.count
      if next > startIndex + room { break }
      border = next
    }
    if border > startIndex { return border }
    return self[..<(startIndex + room + 1)].lastIndex { $0 & 0xC0 != 0x80 } ?? startIndex + room
  }
}

private let space: UInt8 = 0x20
