import CSQLite

/// The current row of a statement, lent to the closure that reads it.
package struct Row: ~Copyable {
  private let statement: OpaquePointer

  init(_ statement: OpaquePointer) { self.statement = statement }

  /// 0 for NULL.
  package func integer(_ column: CInt) -> Int {
    Int(sqlite3_column_int64(statement, column))
  }

  /// Nil for NULL.
  package func integer(orNil column: CInt) -> Int? {
    sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : integer(column)
  }

  /// Nil for NULL.
  package func text(orNil column: CInt) -> String? {
    guard let bytes = sqlite3_column_text(statement, column) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// The bytes of a text or a blob; empty for NULL.
  package func bytes(_ column: CInt) -> [UInt8] { withBytes(column) { Array($0) } }

  /// Lends them.
  func withBytes<T>(_ column: CInt, _ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
    let start = sqlite3_column_blob(statement, column)?.assumingMemoryBound(to: UInt8.self)
    let count = Int(sqlite3_column_bytes(statement, column))
    return body(UnsafeBufferPointer(start: start, count: count))
  }

  /// Empty for NULL.
  package func text(_ column: CInt) -> String { text(orNil: column) ?? "" }
}
