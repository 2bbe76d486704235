import Wire

/// Comma-separated values (RFC 4180): CRLF, a line of names, and quotes around what people wrote.
///
/// It is for spreadsheets; programs read `jsonl`, where what is said is unchanged.
///
/// - It begins with a byte order mark: without one Excel reads UTF-8 as the system's code page, and
///   `Zoë` is `ZoÃ«`. Python wants `utf-8-sig` for it.
/// - Spreadsheets run what begins with `=`, `+`, `-`, `@`, a tab or a line end as a formula, quoted
///   or not. An apostrophe in front of it keeps it text (OWASP, "CSV Injection"; CWE-1236), and is
///   seen in the cell. The full-width forms of these signs are taken for them in Japanese ones.
/// - Where a comma is the decimal sign, spreadsheets cut at `;`, also inside of quotes that do not
///   begin a cell: a sign after `;` or a tab gets an apostrophe, too.
/// - Times keep their offset and milliseconds, so a spreadsheet shows them as text; it also sorts
///   them right, but for the night in which clocks are put back.
extension ExportEncoder {
  func beginCSV(_ out: inout [UInt8]) {
    out.append("\u{FEFF}id,time,room,kind,name,text\r\n")
  }

  func appendCSV(
    _ line: ExportLine, _ name: Span<UInt8>, _ text: Span<UInt8>, _ out: inout [UInt8]
  ) -> Bool {
    out.append(decimal: line.id)
    out.append(UInt8(ascii: ","))
    clock.appendRFC3339(to: &out)
    out.append(UInt8(ascii: ","))
    var isUnchanged = out.append(cell: line.room.utf8.span)
    out.append(UInt8(ascii: ","))
    out.append(line.kind.word)
    out.append(UInt8(ascii: ","))
    isUnchanged = out.append(cell: name) && isUnchanged
    out.append(UInt8(ascii: ","))
    isUnchanged = out.append(cell: text) && isUnchanged
    out.append("\r\n")
    return isUnchanged
  }
}

extension [UInt8] {
  /// In quotes. False, if anybody asks, when something in it had to be kept from being a formula.
  @discardableResult
  mutating func append(cell bytes: Span<UInt8>) -> Bool {
    var isUnchanged = !bytes.beginsFormula(at: 0)
    append(isUnchanged ? "\"" : "\"'")
    append(bytes) { byte in
      byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "\t")
    } _: { out, index in
      out.append(bytes[index])
      if bytes[index] == UInt8(ascii: "\"") {
        out.append(UInt8(ascii: "\""))
      } else if bytes.beginsFormula(at: index + 1) {
        out.append(UInt8(ascii: "'"))
        isUnchanged = false
      }
    }
    append(UInt8(ascii: "\""))
    return isUnchanged
  }
}

extension Span<UInt8> {
  fileprivate func beginsFormula(at index: Int) -> Bool {
    guard index < count else { return false }
    switch self[index] {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"),
      UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
      return true
    case 0xEF:
      // U+FF0B, U+FF0D, U+FF1D, U+FF20.
      return index + 2 < count && self[index + 1] == 0xBC
        && [0x8B, 0x8D, 0x9D, 0xA0].contains(self[index + 2])
    default: return false
    }
  }
}
