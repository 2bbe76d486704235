import Wire

/// Text as a terminal shows it: what a terminal would obey instead of showing becomes visible.
package enum TerminalText {
  /// Line ends become line feeds and tabs stay; control characters become their pictures (␛ for
  /// escape), and what hides or reorders text becomes U+FFFD.
  package static func visible(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.withLineFeeds.unicodeScalars {
      scalars.append(shown(scalar))
    }
    return String(scalars)
  }

  /// A variation selector chooses how the character before it looks.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch TerminalEffect(scalar) {
    case .none: false
    case .hidden: !scalar.properties.isVariationSelector
    case .control, .lineEnd, .direction: true
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
