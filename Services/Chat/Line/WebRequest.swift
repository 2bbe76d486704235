/// Recognises a browser that was tricked into posting to the chat.
package enum WebRequest {
  private static let methods = [
    "GET ", "POST ", "PUT ", "HEAD ", "DELETE ", "OPTIONS ", "PATCH ", "CONNECT ", "TRACE ", "PRI ",
  ]

  /// Whether a connection's first line is a request line (`GET /x HTTP/1.1`, RFC 9112 §3) or the
  /// beginning of a TLS handshake (RFC 8446 §5.1).
  package static func begins(with line: [UInt8]) -> Bool {
    if line.starts(with: [0x16, 0x03]) { return true }
    guard isRequest(beginning: line) else { return false }
    return line.suffix(9).starts(with: " HTTP/".utf8)
  }

  /// Whether a line too long to see its end begins as a request line does.
  package static func isRequest(beginning: [UInt8]) -> Bool {
    methods.contains { beginning.starts(with: $0.utf8) }
  }
}
