/// The letters a name is made of, and how wide a terminal shows them.
///
/// A list of scripts, since most of Unicode's other letters are there to be mistaken for these:
/// Cherokee, Lisu and Coptic copy Latin capitals, and mathematics has a dozen alphabets. Scripts that
/// cannot be written without combining marks are left out: a name has none.
package enum Letters {
  /// Columns of a letter or digit, nil for anything else.
  package static func columns(of scalar: Unicode.Scalar) -> Int? {
    switch scalar {
    case "0"..."9", "A"..."Z", "a"..."z": return 1
    default: break
    }
    guard let script = scripts.first(where: { $0.range.contains(scalar.value) }) else { return nil }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter: return script.columns
    default: return scalar == "ー" ? script.columns : nil  // Japanese lengthens a vowel with it
    }
  }

  private static let scripts: [(range: ClosedRange<UInt32>, columns: Int)] = [
    (0x00C0...0x024F, 1),  // Latin
    (0x1E00...0x1EFF, 1),  // Latin, more accents
    (0x0370...0x03FF, 1),  // Greek
    (0x0400...0x04FF, 1),  // Cyrillic
    (0x0531...0x0587, 1),  // Armenian
    (0x05D0...0x05EA, 1),  // Hebrew
    (0x0620...0x064A, 1),  // Arabic
    (0x10D0...0x10FA, 1),  // Georgian
    (0x3041...0x3096, 2),  // Hiragana
    (0x30A1...0x30FC, 2),  // Katakana
    (0x3400...0x4DBF, 2),  // Chinese characters, rare ones
    (0x4E00...0x9FFF, 2),  // Chinese characters
    (0xAC00...0xD7A3, 2),  // Hangul
  ]
}
