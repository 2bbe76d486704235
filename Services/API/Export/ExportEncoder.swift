/// Turns lines of the transcript into bytes, one after the other.
///
/// `begin`, then `append` for each line in the order of time, then `end`; between them the caller
/// sends what has gathered and empties the array. Holds a few hundred bytes whatever the number of
/// lines, and is a value: it may run on the database's thread.
///
/// Hidden lines are not for it: the caller leaves them out, and `text` and `markdown` say so.
package struct ExportEncoder: Sendable {
  package let format: ExportFormat
  let scope: ExportScope
  var clock: ExportClock
  /// A day's heading has been written.
  var hasHeading = false

  package init(_ format: ExportFormat, _ scope: ExportScope) {
    self.format = format
    self.scope = scope
    clock = ExportClock(scope.zone)
  }

  /// What comes before the first line, also where there is none.
  package func begin(_ out: inout [UInt8]) {
    switch format {
    case .text: beginText(&out)
    case .markdown: beginMarkdown(&out)
    case .jsonl: break
    case .csv: beginCSV(&out)
    }
  }

  /// Appends one line. False when it is not quite what was said: a cell that a spreadsheet would
  /// take for a formula got an apostrophe (`csv` alone).
  ///
  /// `name` and `text` are UTF-8; what is not becomes U+FFFD.
  @discardableResult
  package mutating func append(
    _ line: ExportLine, name: Span<UInt8>, text: Span<UInt8>, to out: inout [UInt8]
  ) -> Bool {
    guard Self.isUTF8(name), Self.isUTF8(text) else {
      let (name, text) = (Self.repaired(name), Self.repaired(text))
      return append(valid: line, name.span, text.span, &out)
    }
    return append(valid: line, name, text, &out)
  }

  /// The same for a line that is at hand as text.
  @discardableResult
  package mutating func append(
    _ line: ExportLine, name: String, text: String, to out: inout [UInt8]
  ) -> Bool {
    let (name, text) = (Array(name.utf8), Array(text.utf8))
    return append(line, name: name.span, text: text.span, to: &out)
  }

  /// What comes after the last one.
  package func end(_ out: inout [UInt8]) {
    if format == .markdown { endMarkdown(&out) }
  }

  private mutating func append(
    valid line: ExportLine, _ name: Span<UInt8>, _ text: Span<UInt8>, _ out: inout [UInt8]
  ) -> Bool {
    let isNew = clock.move(to: line.time)
    switch format {
    case .text, .markdown:
      if isNew || !hasHeading {
        format == .text ? headText(&out) : headMarkdown(&out)
        hasHeading = true
      }
      appendText(line, name, text, &out)
    case .jsonl: appendJSON(line, name, text, &out)
    case .csv: return appendCSV(line, name, text, &out)
    }
    return true
  }

  private static func isUTF8(_ bytes: Span<UInt8>) -> Bool {
    // Most lines are ASCII, and this is vectorized.
    var all: UInt8 = 0
    for index in bytes.indices { all |= bytes[unchecked: index] }
    return all < 0x80 || (try? UTF8Span(validating: bytes)) != nil
  }

  private static func repaired(_ bytes: Span<UInt8>) -> [UInt8] {
    bytes.withUnsafeBufferPointer { Array(String(decoding: $0, as: UTF8.self).utf8) }
  }
}
