extension CleanText {
  /// There is nothing in it that anybody could see.
  package var isBlank: Bool { text.unicodeScalars.allSatisfy(\.isBlank) }
}

extension Unicode.Scalar {
  /// Spaces, and the dot pattern without a dot.
  fileprivate var isBlank: Bool {
    self == " " || self == "\u{2800}"
      || value > 0x7F && properties.generalCategory == .spaceSeparator
  }
}
