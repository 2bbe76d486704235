/// The letters a name is made of, and how wide a terminal shows them.
///
/// It is a list of scripts, since most of Unicode's other letters would only be mistaken for these:
/// Cherokee, Lisu and Coptic copy Latin capitals, and mathematics has a dozen alphabets. Of each
/// script it has what is written today: old letters are mostly twins of others. Scripts that cannot
/// be written without combining marks are left out: a name has none.
package enum Letters {
  /// A name keeps to one script: a Cyrillic е between Latin letters only serves to deceive.
  package enum Script: String {
    case latin = "Latin"
    case greek = "Greek"
    case cyrillic = "Cyrillic"
    case armenian = "Armenian"
    case hebrew = "Hebrew"
    case arabic = "Arabic"
    case georgian = "Georgian"
    /// Chinese, Japanese and Korean, which are written in each other's characters.
    case eastAsian = "East Asian"
  }

  /// The script of a letter that names may have; nil for anything else.
  package static func script(of scalar: Unicode.Scalar) -> Script? {
    if ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) { return .latin }
    guard let script = scripts.first(where: { $0.range.contains(scalar.value) })?.script else {
      if cyrillicBeyondRussian.contains(scalar) { return .cyrillic }
      return persian.contains(scalar) ? .arabic : nil
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .otherLetter:
      return script != .latin || isOwnLetter(scalar) || withoutAccent(scalar) != nil ? script : nil
    default:
      return scalar == "ー" ? script : nil  // Japanese lengthens a vowel with it
    }
  }

  /// How wide a terminal shows a letter of that script.
  package static func columns(of script: Script) -> Int { script == .eastAsian ? 2 : 1 }

  /// The base letter, as the a of an ä; nil unless it is a Latin letter with something added.
  static func withoutAccent(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    guard let name = scalar.properties.name, name.hasPrefix("LATIN "),
      let mark = name.firstRange(of: " WITH ")
    else { return nil }
    let letter = name[..<mark.lowerBound].split(separator: " ").last?.unicodeScalars
    return letter?.count == 1
      ? letter?.first?.properties.lowercaseMapping.unicodeScalars.first : nil
  }

  /// Latin letters that are not another one with an accent. Those that only look like others are
  /// left out: the long s, clicks, digraphs.
  private static func isOwnLetter(_ scalar: Unicode.Scalar) -> Bool {
    "ÆæÐðÞþßẞŒœıŊŋ".unicodeScalars.contains(scalar)
  }

  private static let scripts: [(range: ClosedRange<UInt32>, script: Script)] = [
    (0x00C0...0x017F, .latin),
    (0x01A0...0x01A1, .latin),  // Vietnamese
    (0x01AF...0x01B0, .latin),
    (0x01CD...0x021B, .latin),  // Chinese in Latin letters, Romanian
    (0x1E00...0x1E99, .latin),  // more accents
    (0x1E9E...0x1EF9, .latin),  // Vietnamese
    (0x0386...0x03CE, .greek),
    (0x0400...0x045F, .cyrillic),
    (0x0531...0x0587, .armenian),
    (0x05D0...0x05EA, .hebrew),
    (0x0620...0x064A, .arabic),
    (0x10D0...0x10FA, .georgian),
    (0x3041...0x3096, .eastAsian),  // Hiragana
    (0x30A1...0x30FC, .eastAsian),  // Katakana
    (0x3400...0x4DBF, .eastAsian),  // Chinese characters, rare ones
    (0x4E00...0x9FFF, .eastAsian),  // Chinese characters
    (0xAC00...0xD7A3, .eastAsian),  // Hangul
  ]

  /// Ukrainian, Kazakh, Tatar, Mongolian.
  private static let cyrillicBeyondRussian = "ҐґҒғҚқҢңҮүҰұҺһӘәӨө".unicodeScalars
  /// What Persian adds to the Arabic letters.
  private static let persian = "پچژکگی".unicodeScalars
}
