/// A letter as word filters see it, in what people say as in patterns.
///
/// - It has no case, by way of the capitals: ß is ss, and ς is σ.
/// - It has no accents, by way of normal form D (UAX #15), and no strokes: é is e, й is и, ø is o. Marks
///   that spell a vowel stay, and が is not か.
/// - Full-width, mathematical and circled Latin letters are plain ones.
/// - Cyrillic, Greek and Armenian letters that look like a Latin one are that one. No two of a script are the
///   same one, or words of that script would be taken for each other. Digits stay what they are.
/// - What cannot be seen is nothing.
package enum FilterFold {
  /// Nil for what stands between words: all but letters, digits and their marks.
  package static func letters(of scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
    let value = scalar.value
    if value < common.count { return common[Int(value)] }
    switch value {
    case 0x3400...0x4DBF, 0x4E00...0x9FFF: return [scalar]
    default: return lookUp(scalar)
    }
  }

  /// Latin to Arabic, since a look-up takes most of a microsecond. Made at the first use.
  private static let common = (0..<0x700).map { (value: UInt32) in
    Unicode.Scalar(value).flatMap(lookUp)
  }

  private static func lookUp(_ scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
    let scalar = plain(scalar)
    let properties = scalar.properties
    if properties.isDefaultIgnorableCodePoint { return [] }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
      break
    default: guard properties.isAlphabetic else { return nil }
    }
    return String(scalar).decomposed.flatMap { isAccent($0) ? [] : small($0) }
  }

  /// Itself, or what it is a form of.
  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    let value = scalar.value
    let plain: UInt32 =
      switch value {
      case 0xFF01...0xFF5E: value - 0xFF01 + 0x21
      case 0x1D400...0x1D6A3: (value - 0x1D400) % 26 + 0x61
      case 0x1D7CE...0x1D7FF: (value - 0x1D7CE) % 10 + 0x30
      case 0x24B6...0x24E9: (value - 0x24B6) % 26 + 0x61
      default: value
      }
    return Unicode.Scalar(plain) ?? scalar
  }

  private static func small(_ letter: Unicode.Scalar) -> [Unicode.Scalar] {
    letter.properties.lowercaseMapping.uppercased().lowercased().decomposed.flatMap { part in
      isAccent(part) ? [] : lookalikes[part] ?? [part]
    }
  }

  /// Points of Hebrew and Arabic, and what stands above, below or across a letter
  /// (Canonical_Combining_Class, UAX #44).
  private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.canonicalCombiningClass.rawValue {
    case 1, 10...36, 200...240: true
    default: false
    }
  }

  private static let lookalikes: [Unicode.Scalar: [Unicode.Scalar]] = {
    var table: [Unicode.Scalar: [Unicode.Scalar]] = [:]
    for (letter, others) in twins {
      for other in others.unicodeScalars { table[other] = Array(letter.unicodeScalars) }
    }
    return table
  }()

  /// Small letters, without accents: those on the right are taken for the ones on the left.
  private static let twins = [
    ("a", "аαɑ"), ("ae", "æ"), ("b", "в"), ("c", "с"), ("d", "đð"), ("e", "еε"), ("g", "ցɡ"),
    ("h", "нհħ"), ("i", "іιı"), ("j", "јյ"), ("k", "кκ"), ("l", "łӏ"), ("m", "м"), ("n", "ηո"),
    ("o", "оοօø"), ("oe", "œ"), ("p", "рρ"), ("q", "զ"), ("s", "ѕ"), ("t", "тτŧ"), ("th", "þ"),
    ("u", "υս"), ("v", "ν"), ("x", "хχ"), ("y", "уγ"),
  ]
}
