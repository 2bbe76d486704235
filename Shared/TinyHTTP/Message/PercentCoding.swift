/// Percent-encoding, decoded strictly: no bad escape, no bytes that are not UTF-8, no NUL
/// (RFC 3986 §2.1).
enum PercentCoding {
  /// Nil when `text` is malformed. Forms write a space as `+`.
  static func decode(_ text: Substring, plusIsSpace: Bool) -> String? {
    let source = text.utf8
    guard source.contains(where: { $0 == .percent || $0 == UInt8(ascii: "+") || $0 == 0 }) else {
      return String(text)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(source.count)
    var rest = source.makeIterator()
    while let byte = rest.next() {
      var decoded = byte
      if byte == .percent {
        guard let high = rest.next()?.hexValue, let low = rest.next()?.hexValue else { return nil }
        decoded = high << 4 | low
      } else if byte == UInt8(ascii: "+"), plusIsSpace {
        decoded = .space
      }
      if decoded == 0 { return nil }
      bytes.append(decoded)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// Splits the path of a target into segments; refuses whatever is ambiguous.
enum RequestPath {
  /// Without the query.
  static func encoded(_ target: String) -> Substring {
    target[..<(target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex)]
  }

  /// `/a/b` and `/a/b/` are `["a", "b"]`; `/` is `[]`. Throws 400 for a bad escape, dot segments,
  /// and escaped separators and control characters.
  static func segments(of path: Substring) throws(HTTPError) -> [String] {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    if parts.last == "" { parts = parts.dropLast() }
    var segments: [String] = []
    for part in parts {
      guard let segment = PercentCoding.decode(part, plusIsSpace: false) else {
        throw HTTPError(.badRequest, "the path has a bad percent escape")
      }
      if segment == "." || segment == ".." {
        throw HTTPError(.badRequest, "the path has a dot segment")
      }
      if segment.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == .slash || $0 == 0x5C }) {
        throw HTTPError(.badRequest, "the path hides a separator or a control character")
      }
      segments.append(segment)
    }
    return segments
  }
}
