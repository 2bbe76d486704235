extension Unicode.Scalar {
  /// The terminal cells it takes: two for what East Asian Width calls wide (UAX #11) and for emoji
  /// shown as such, one for other letters and signs. Not for marks.
  package var columns: Int {
    guard value >= 0x1100 else { return 1 }
    if 0x1160...0x11FF ~= value { return 0 }  // the vowel and the end of a Hangul syllable
    if Self.wide.contains(where: { $0 ~= value }) { return 2 }
    let isHalfOfAFlag = 0x1F1E6...0x1F1FF ~= value
    return properties.isEmojiPresentation && !isHalfOfAFlag ? 2 : 1
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB, 0x1F200...0x1F265, 0x20000...0x3FFFD,
  ]
}
