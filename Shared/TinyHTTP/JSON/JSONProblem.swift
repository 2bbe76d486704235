/// Why bytes are not accepted as JSON, and where.
package struct JSONProblem: Error, Equatable {
  /// For the person who wrote them.
  package let what: String
  /// Both count from 1; a column is a Unicode scalar.
  package let line: Int
  package let column: Int

  /// Finds line and column of the byte at `offset`.
  init(_ what: String, at offset: Int, in bytes: [UInt8]) {
    self.what = what
    var line = 1
    var column = 1
    for byte in bytes[..<min(offset, bytes.count)] {
      if byte == .lf {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        // A continuation byte (10xxxxxx) is not a column of its own.
        column += 1
      }
    }
    self.line = line
    self.column = column
  }
}
