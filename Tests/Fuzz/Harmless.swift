/// Whether text can be shown by any terminal: what everybody in the room, and whoever reads a log,
/// relies on.
enum Harmless {
  /// What is wrong with `bytes`, all of whose lines end in `lineEnd`; nil when nothing is.
  static func problem(in bytes: [UInt8], lineEnd: String) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return "what is no UTF-8" }
    let rest = text.utf8.elementsEqual(bytes) ? bytes[...] : []
    if lineEnd == "\r\n", let line = lineWithoutReturn(rest) {
      return "a line without CR LF: \(line)"
    }
    for scalar in text.unicodeScalars where !lineEnd.unicodeScalars.contains(scalar) {
      if isHarmful(scalar) { return "U+\(String(scalar.value, radix: 16, uppercase: true))" }
    }
    return nil
  }

  /// Controls, and what turns or hides the text around it. Joiners and variation selectors belong to
  /// letters and emoji.
  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200C, 0x200D, 0xFE00...0xFE0F, 0x180B...0x180F: false
    case 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x61C: true
    default:
      [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
    }
  }

  /// A CR anywhere else goes back over what stands there.
  private static func lineWithoutReturn(_ bytes: ArraySlice<UInt8>) -> String? {
    for line in bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast() {
      guard line.last == 13, !line.dropLast().contains(13) else {
        return String(decoding: line, as: UTF8.self).debugDescription
      }
    }
    return nil
  }
}
