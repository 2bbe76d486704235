/// Names and values in `application/x-www-form-urlencoded`, as in forms and queries.
package struct Form: Sendable {
  package private(set) var pairs: [(name: String, value: String)] = []

  /// No real form has more fields: in one, five hundred people can be ticked.
  package static let pairsMax = 600

  /// An empty form.
  package init() {}

  /// Throws 400 for a bad escape, bytes that are not UTF-8, NUL, and more than `pairsMax` pairs.
  package init(decoding text: String) throws(HTTPError) {
    for part in text.utf8.split(separator: UInt8(ascii: "&")) {
      if pairs.count == Self.pairsMax {
        throw HTTPError(.badRequest, "more than \(Self.pairsMax) form fields")
      }
      let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
      guard let name = PercentCoding.decode(Substring(part[..<equals]), plusIsSpace: true),
        let value = PercentCoding.decode(
          Substring(part[equals...].dropFirst()), plusIsSpace: true)
      else { throw HTTPError(.badRequest, "a form field has a bad percent escape") }
      pairs.append((name, value))
    }
  }

  /// The first value of that name.
  package subscript(_ name: String) -> String? {
    for pair in pairs where pair.name == name { return pair.value }
    return nil
  }

  /// A whole number; nil when the field is missing. Throws 400 for anything else, and for a number
  /// outside `range`.
  package func number(_ name: String, in range: ClosedRange<Int>) throws(HTTPError) -> Int? {
    guard let text = self[name] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw HTTPError(
        .badRequest,
        "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// `a=1&b=x+y`.
  package static func encode(_ pairs: [(String, String)]) -> String {
    pairs.map { escape($0) + "=" + escape($1) }.joined(separator: "&")
  }

  private static func escape(_ text: String) -> String {
    if text.utf8.allSatisfy(ByteSet.form.contains) { return text }
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if ByteSet.form.contains(byte) {
        bytes.append(byte)
      } else if byte == .space {
        bytes.append(UInt8(ascii: "+"))
      } else {
        bytes.appendPercentEncoded(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
