/// `GET /path HTTP/1.1`, taken apart and checked (RFC 9112 §3).
struct RequestLine {
  let method: HTTPMethod
  /// Path and query, still encoded; `*` for the server as a whole.
  let target: String
  /// The host of an absolute-form target; it replaces the Host field (RFC 9112 §3.2.2).
  let host: String?
  let version: HTTPVersion

  /// Throws what is wrong with it, the version first: another version may mean other rules.
  init(_ line: Span<UInt8>, targetBytesMax: Int) throws(ParseError) {
    try refuseControls(line)
    guard let methodEnd = line.firstIndex(of: .space),
      let targetEnd = line.firstIndex(of: .space, from: methodEnd + 1),
      line.firstIndex(of: .space, from: targetEnd + 1) == nil
    else { throw .badRequestLine }

    version = try HTTPVersion(line.extracting(targetEnd + 1..<line.count))
    let token = line.extracting(0..<methodEnd)
    try HeadParser.checkToken(token, or: .badMethod)
    guard let method = HTTPMethod(standard: token) else { throw .unknownMethod }
    if method == .connect { throw .noProxy }
    self.method = method

    let target = line.extracting(methodEnd + 1..<targetEnd)
    if target.count > targetBytesMax { throw .targetTooLong }
    (self.target, host) = try Self.parseTarget(target, method)
  }

  /// Origin form, absolute form, and `OPTIONS *`; a server that is no proxy needs no other.
  private static func parseTarget(
    _ target: Span<UInt8>, _ method: HTTPMethod
  ) throws(ParseError) -> (target: String, host: String?) {
    for index in target.indices {
      let byte = target[index]
      if byte <= .space || byte >= 0x7F || byte == UInt8(ascii: "#") { throw .badTarget }
    }
    if target.count > 0, target[0] == .slash { return (target.text, nil) }
    if method == .options, target.equals("*") { return ("*", nil) }

    let scheme = "http://"
    guard target.count > scheme.utf8.count,
      target.extracting(0..<scheme.utf8.count).equalsIgnoringCase(scheme)
    else { throw .badTarget }
    var hostEnd = scheme.utf8.count
    while hostEnd < target.count, target[hostEnd] != .slash, target[hostEnd] != UInt8(ascii: "?") {
      hostEnd += 1
    }
    let host = target.extracting(scheme.utf8.count..<hostEnd)
    guard Authority.isValid(host) else { throw .badTarget }
    let rest = target.extracting(hostEnd..<target.count).text
    return (rest.hasPrefix("/") ? rest : "/" + rest, host.text)
  }
}

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

/// `host` or `host:port`, as in a Host field and in a URL (RFC 3986 §3.2, without user information).
enum Authority {
  /// A host, perhaps with a colon, perhaps with a port behind it (RFC 3986 §3.2.3).
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

  /// Where a name, an IPv4 address or a bracketed IPv6 address ends; nil when a bracket is wrong.
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

/// Refuses what has no place in a line of a head: CR, NUL and the other controls but tab.
func refuseControls(_ line: Span<UInt8>) throws(ParseError) {
  for index in line.indices where line[index].isControl {
    throw line[index] == .cr ? .bareCarriageReturn : .controlCharacter
  }
}
