/// The banner as a terminal shows it: what a terminal would obey instead of showing becomes visible.
package enum TerminalText {
  /// Line ends become line feeds and tabs stay; control characters become their pictures (␛ for
  /// escape), and what hides or reorders text becomes U+FFFD.
  package static func visible(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in withLineFeeds(text).unicodeScalars {
      scalars.append(shown(scalar))
    }
    return String(scalars)
  }

  /// CRLF and a lone CR become LF: a textarea sends the one, odd clients the other.
  package static func withLineFeeds(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var previous: UInt8 = 0
    for byte in text.utf8 {
      switch (previous, byte) {
      case (UInt8(ascii: "\r"), UInt8(ascii: "\n")): break
      case (_, UInt8(ascii: "\r")): bytes.append(UInt8(ascii: "\n"))
      default: bytes.append(byte)
      }
      previous = byte
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// C1, the controls of writing direction, what has no width, and what some readers take for line
  /// ends.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default:
      scalar.properties.isDefaultIgnorableCodePoint && !scalar.properties.isVariationSelector
    }
  }

  private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x09, 0x0A: scalar
    case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
    case 0x20...0x7E: scalar
    case 0x7F: "\u{2421}"
    default: isInvisible(scalar) ? "\u{FFFD}" : scalar
    }
  }
}
