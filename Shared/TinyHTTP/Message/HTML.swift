/// Markup that is safe to send: interpolated text is escaped, interpolated `HTML` goes in as it is.
///
/// `let page: HTML = "<p title=\"\(title)\">\(name)</p>"`. Safe in text and in quoted attributes;
/// not inside `<script>`, `<style>` or an attribute that holds a URL or a script. There is no way
/// to turn a `String` into `HTML` without escaping it: only literals in the source are markup.
package struct HTML: ExpressibleByStringInterpolation, Sendable, Equatable {
  /// The markup, ready to be sent.
  package let text: String

  /// A literal in the source is markup.
  package init(stringLiteral value: String) { text = value }

  package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  private init(parts: [HTML], separator: HTML) {
    text = parts.map(\.text).joined(separator: separator.text)
  }

  /// One after another.
  package static func join(_ parts: [HTML]) -> HTML { HTML(parts: parts, separator: "") }

  /// One after another, with `separator` between.
  package static func join(_ parts: [HTML], separator: HTML) -> HTML {
    HTML(parts: parts, separator: separator)
  }

  /// Escapes what is not `HTML`.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text: String

    package init(literalCapacity: Int, interpolationCount: Int) {
      text = ""
      text.reserveCapacity(literalCapacity + interpolationCount * 32)
    }

    package mutating func appendLiteral(_ literal: String) { text += literal }
    package mutating func appendInterpolation(_ value: String) { text += HTML.escape(value) }
    package mutating func appendInterpolation(_ value: Substring) {
      text += HTML.escape(String(value))
    }
    package mutating func appendInterpolation(_ value: some BinaryInteger) {
      text += String(value)
    }
    package mutating func appendInterpolation(_ html: HTML) { text += html.text }
    package mutating func appendInterpolation(_ parts: [HTML]) {
      for part in parts { text += part.text }
    }
    /// Nil adds nothing.
    package mutating func appendInterpolation(_ html: HTML?) { text += html?.text ?? "" }
    /// Nil adds nothing.
    package mutating func appendInterpolation(_ value: String?) {
      text += HTML.escape(value ?? "")
    }
  }

  private static func escape(_ text: String) -> String {
    guard text.utf8.contains(where: isMarkup) else { return text }
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if let replacement = replacement(byte) {
        bytes.append(replacement)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isMarkup(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      true
    default: false
    }
  }

  private static func replacement(_ byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    default: nil
    }
  }
}
