package import Wire

/// A text of a program, as the lines in which it is said.
///
/// Each is cleaned as what people say, and a line longer than `Limits.lineBytesMax` becomes several.
/// Lines in which nothing can be seen are left out.
package struct BotLines: Equatable {
  /// In order, each of at most `Limits.lineBytesMax` bytes.
  package let lines: [CleanText]

  package init(_ text: String) {
    lines = text.withLineFeeds.utf8.split(separator: 0x0A)
      .map { CleanText($0) }.filter { !$0.isBlank }.flatMap(\.parts)
  }

  package var isEmpty: Bool { lines.isEmpty }

  /// The lines as they are sent, for a sender who can mend what is too much. Throws what is.
  package func all() throws(TooManyLines) -> [String] {
    guard lines.count <= Limits.botLinesMax else { throw TooManyLines(count: lines.count) }
    return lines.map(\.text)
  }

  /// As many as can be said at once, for a sender who cannot: the last one says how many were left
  /// out.
  package var shortened: [String] {
    guard lines.count > Limits.botLinesMax else { return lines.map(\.text) }
    let kept = lines.prefix(Limits.botLinesMax - 1)
    return kept.map(\.text) + ["… \(lines.count - kept.count) more lines were left out"]
  }
}

/// More lines than a bot may say at once.
package struct TooManyLines: Error, Equatable, CustomStringConvertible {
  package let count: Int

  package init(count: Int) { self.count = count }

  package var description: String {
    "that is \(count) lines of at most \(Limits.lineBytesMax) bytes; a bot says at most "
      + "\(Limits.botLinesMax) at once"
  }
}
