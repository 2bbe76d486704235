// The standard library has the normal forms, since it compares strings by them, but has not
// published their names yet.
@_spi(_Unicode) import Swift

/// What a scalar is to a search.
///
/// - Letters lose their case by way of the capitals, so that ß and ﬁ become two letters, σ and ς
///   one; their accents by way of normal form D (UAX #15); and the strokes and ligatures listed in
///   `spelling`, to Unicode letters of their own. So й is и, أ is ا, and Hebrew has no points.
/// - Marks that spell a vowel (Devanagari, Thai) stay. Tones, of Thai too, are accents.
/// - が is not か, and a Hangul syllable is never broken up: `mark` and `jamo` make one of what was
///   typed in parts.
/// - Full-width and mathematical Latin letters are plain ones, half-width kana full ones; digits of
///   all scripts are 0 to 9.
/// - What cannot be seen is nothing: joiners, selectors of variants, skin tones.
enum Fold: Equatable {
  /// Part of a word.
  case letter(Unicode.Scalar)
  case letters([Unicode.Scalar])
  /// A token of its own: a letter, or a vowel's mark, of a script written without spaces.
  case alone(Unicode.Scalar)
  case run([Unicode.Scalar])
  /// A token of its own that is no letter.
  case symbol(Unicode.Scalar)
  /// Part of the kana before it.
  case mark(Unicode.Scalar)
  /// Part of the syllable before it, or else alone.
  case jamo(Unicode.Scalar)
  case apostrophe
  case separator
  case nothing

  static func of(_ scalar: Unicode.Scalar) -> Fold {
    let value = scalar.value
    if value < common.count { return common[Int(value)] }
    switch value {
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: return .alone(scalar)
    case 0xFF01...0xFF5E: return common[Int(value - 0xFF01 + 0x21)]
    case 0xFF66...0xFF9D: return .alone(fullWidthKana[Int(value - 0xFF66)])
    case 0xFF9E, 0xFF9F: return .mark(value == 0xFF9E ? "\u{3099}" : "\u{309A}")
    case 0x1D400...0x1D6A3: return common[Int((value - 0x1D400) % 26 + 0x61)]
    default: return Fold(lookingUp: scalar)
    }
  }

  /// One scalar for a letter and its mark.
  static func composed(_ letter: Unicode.Scalar, _ mark: Unicode.Scalar) -> Unicode.Scalar? {
    var scalars = "\(letter)\(mark)"._nfc.makeIterator()
    guard let first = scalars.next(), scalars.next() == nil else { return nil }
    return first
  }

  /// Everything below Han, since a look-up takes most of a microsecond. Made at the first use, in
  /// about 10 ms.
  private static let common = (0..<0x3400).map { (value: UInt32) in
    Unicode.Scalar(value).map { Fold(lookingUp: $0) } ?? .separator
  }

  /// U+FF66 to U+FF9D.
  private static let fullWidthKana = Array(
    "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
      .unicodeScalars)

  private init(lookingUp scalar: Unicode.Scalar) {
    if scalar.properties.isDefaultIgnorableCodePoint {
      self = .nothing
      return
    }
    switch scalar.value {
    case 0x27, 0x2019: self = .apostrophe
    case 0x1160...0x11FF, 0xD7B0...0xD7FF: self = .jamo(scalar)
    case 0x3099, 0x309A: self = .mark(scalar)
    case 0xFFFD: self = .separator
    case 0x1F3FB...0x1F3FF: self = .nothing  // skin tones
    default: self.init(byCategory: scalar)
    }
  }

  private init(byCategory scalar: Unicode.Scalar) {
    switch scalar.properties.generalCategory {
    case .decimalNumber, .otherNumber:
      switch scalar.properties.numericType {
      case .decimal, .digit:
        let digit = scalar.properties.numericValue.map { UInt8($0) } ?? 0
        self = .letter(Unicode.Scalar(UInt8(ascii: "0") + digit))
      default: self.init(spelling: scalar)
      }
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .letterNumber, .nonspacingMark, .spacingMark:
      self.init(spelling: scalar)
    case .enclosingMark: self = .nothing
    case .otherSymbol, .mathSymbol, .currencySymbol:
      self = scalar.isASCII ? .separator : .symbol(scalar)
    default: self = .separator
    }
  }

  private init(spelling scalar: Unicode.Scalar) {
    let isAlone = Self.isAlone(scalar)
    var letters: [Unicode.Scalar] = []
    if (0x3041...0x30FF).contains(scalar.value) {
      letters = [scalar]  // normal form D would part が
    } else {
      for part in String(scalar)._nfd where !Self.isAccent(part) {
        letters += isAlone ? [part] : Self.small(part)
      }
    }
    switch letters.count {
    case 0: self = .nothing
    case 1: self = isAlone ? .alone(letters[0]) : .letter(letters[0])
    default: self = isAlone ? .run(letters) : .letters(letters)
    }
  }

  private static func small(_ letter: Unicode.Scalar) -> [Unicode.Scalar] {
    let small = letter.properties.lowercaseMapping.uppercased().lowercased()
    return small._nfd.flatMap { part in
      isAccent(part) ? [] : spelling[part].map { Array($0.unicodeScalars) } ?? [part]
    }
  }

  /// Letters that people search for without having them on their keyboard.
  private static let spelling: [Unicode.Scalar: String] = [
    "æ": "ae", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ø": "o", "œ": "oe", "þ": "th", "ŧ": "t",
  ]

  /// Whether it changes how a letter sounds or looks, but not which one it is.
  private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
    // Modifier letters that stand for an apostrophe, and what lengthens Arabic words.
    if (0x2B9...0x2BF).contains(scalar.value) || scalar.value == 0x640 { return true }
    // Canonical_Combining_Class (UAX #44): 0 has letters and most vowels, 9 what takes a vowel
    // away, the others vowels of Telugu, Thai, Lao and Tibetan.
    return switch scalar.properties.canonicalCombiningClass.rawValue {
    case 0, 9, 84, 91, 103, 118, 129, 130, 132: false
    default: true
    }
  }

  /// Whether its script is written without spaces, or in syllables that are searched one by one.
  private static func isAlone(_ letter: Unicode.Scalar) -> Bool {
    switch letter.value {
    case 0x0E00...0x109F,  // Thai, Lao, Tibetan, Myanmar
      0x1100...0x11FF,  // Hangul in parts
      0x1780...0x17FF,  // Khmer
      0x3005...0x303C,  // Han: repetition, numbers
      0x3041...0x318F, 0x31A0...0x31BF, 0x31F0...0x31FF,  // kana, Bopomofo, Hangul in parts
      0xA960...0xA97F, 0xA9E0...0xA9FF, 0xAA60...0xAA7F,  // Hangul in parts, Myanmar
      0xF900...0xFAFF,  // Han for compatibility
      0xFFA1...0xFFDC,  // Hangul of half the width
      0x1AFF0...0x1B16F,  // old kana
      0x20000...0x3FFFF:  // Han
      true
    default: false
    }
  }
}
