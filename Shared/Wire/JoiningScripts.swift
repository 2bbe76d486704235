/// Scripts in which a joiner or a non-joiner (U+200D, U+200C) changes what is read: their letters
/// join, or build clusters.
enum JoiningScripts {
  /// Whether a letter or a mark belongs to one.
  static func contains(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x0600 else { return false }
    return blocks.first { scalar.value <= $0.upperBound }?.contains(scalar.value) ?? false
  }

  /// In order (Unicode's Blocks.txt).
  private static let blocks: [ClosedRange<UInt32>] = [
    0x0600...0x077F,  // Arabic, Syriac
    0x07C0...0x07FF,  // N'Ko
    0x0840...0x08FF,  // Mandaic, more Syriac, more Arabic
    0x0900...0x0DFF,  // Devanagari, Bengali, Gurmukhi, Gujarati, Oriya, Tamil … Sinhala
    0x1000...0x109F,  // Myanmar
    0x1780...0x18AF,  // Khmer, Mongolian
    0x1A20...0x1AAF,  // Tai Tham
    0x1B00...0x1BFF,  // Balinese, Sundanese, Batak
    0x1CD0...0x1CFF,  // Vedic
    0xA840...0xA8FF,  // Phags-pa, Saurashtra, more Devanagari
    0xA980...0xAA7F,  // Javanese, Cham, more Myanmar
    0xAAE0...0xAAFF,  // more Meetei Mayek
    0xABC0...0xABFF,  // Meetei Mayek
    0x10D00...0x10D3F,  // Hanifi Rohingya
    0x10F30...0x10F6F,  // Sogdian
    0x11000...0x11FFF,  // Brahmi and its descendants
    0x1E900...0x1E95F,  // Adlam
  ]
}
