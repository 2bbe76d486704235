extension CleanText {
  /// Whether nothing in it is visible.
  package var isBlank: Bool { text.unicodeScalars.allSatisfy(\.isBlank) }
}

extension Unicode.Scalar {
  /// Spaces, and the Braille pattern without dots.
  fileprivate var isBlank: Bool {
    self == " " || self == "\u{2800}"
      || value > 0x7F && properties.generalCategory == .spaceSeparator
  }
}
