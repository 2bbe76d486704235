/// `host`, `host:port` or `[address]:port`, as in a Host field and in a URL (RFC 3986 §3.2, without
/// user information).
package struct Authority: Equatable, Sendable {
  /// In lower case, without brackets and without the trailing dot of a full name.
  package let host: String
  /// Nil when there is none, or nothing after the colon.
  package let port: Int?

  /// Nil when `text` is not an authority.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard Self.isValid(bytes.span), let end = Self.hostEnd(bytes.span) else { return nil }
    let isBracketed = bytes[0] == UInt8(ascii: "[")
    var host = bytes[..<end]
    if isBracketed {
      host = host.dropFirst().dropLast()
    } else if host.last == UInt8(ascii: ".") {
      host.removeLast()
    }
    guard !host.isEmpty else { return nil }
    self.host = String(decoding: host, as: UTF8.self).lowercased()
    port = end + 1 < bytes.count ? Self.port(bytes.span.extracting((end + 1)...)) : nil
  }

  /// A host, optionally with a colon and a port, which may be empty (RFC 3986 §3.2.3).
  static func isValid(_ text: Span<UInt8>) -> Bool {
    guard let hostEnd = hostEnd(text), hostEnd > 0 else { return false }
    if hostEnd == text.count { return true }
    guard text[hostEnd] == .colon else { return false }
    if hostEnd + 1 == text.count { return true }
    return port(text.extracting(hostEnd + 1..<text.count)) != nil
  }

  /// 0…65,535 in one to five digits.
  static func port(_ digits: Span<UInt8>) -> Int? {
    guard (1...5).contains(digits.count) else { return nil }
    var port = 0
    for index in digits.indices {
      guard digits[index].isDigit else { return nil }
      port = port * 10 + Int(digits[index] - 0x30)
    }
    return port <= 65_535 ? port : nil
  }

  /// Where a name, an IPv4 address or a bracketed IPv6 address ends; nil when the brackets are
  /// malformed.
  static func hostEnd(_ text: Span<UInt8>) -> Int? {
    guard text.count > 0 else { return nil }
    var index = 0
    guard text[0] == UInt8(ascii: "[") else {
      while index < text.count, ByteSet.host.contains(text[index]) { index += 1 }
      return index
    }
    index = 1
    while index < text.count,
      text[index].hexValue != nil || text[index] == .colon || text[index] == UInt8(ascii: ".")
    {
      index += 1
    }
    guard index > 2, index < text.count, text[index] == UInt8(ascii: "]") else { return nil }
    return index + 1
  }
}
