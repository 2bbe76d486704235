/// The two versions this library speaks.
package enum HTTPVersion: Sendable {
  case http10, http11

  init(_ text: Span<UInt8>) throws(ParseError) {
    if text.equals("HTTP/1.1") {
      self = .http11
    } else if text.equals("HTTP/1.0") {
      self = .http10
    } else if text.count == 8, text.extracting(0..<5).equals("HTTP/"),
      text[5].isDigit, text[6] == UInt8(ascii: "."), text[7].isDigit
    {
      throw .unknownVersion
    } else {
      throw .badVersion
    }
  }
}
