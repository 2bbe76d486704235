/// Text that is safe on any terminal, as UTF-8: being clean is a type, not a habit.
///
/// - Invalid UTF-8 becomes U+FFFD, one for each maximal subpart (Unicode 3.9, "Substitution of
///   Maximal Subparts"); so do noncharacters.
/// - Control sequences are removed whole, and so are other controls (C0, DEL, C1). A tab becomes
///   spaces up to the next stop, counted from the beginning; the separators U+2028 and U+2029
///   become a space.
/// - What cannot be seen is removed: bidi controls, zero-width characters, fillers, tags. A joiner
///   stays between two emoji, and between letters of scripts that need it; a variation selector
///   counts as a mark.
/// - Marks are capped at `marksMax` on one base, and trailing spaces are cut.
///
/// Cleaning clean text changes nothing. The output is at most `tabColumns` times as long as the
/// input.
package struct CleanText: Equatable {
  /// The tallest stacks in real text have this many (Tibetan); decorative towers have more.
  package static let marksMax = 8
  package static let tabColumns = 8

  package let bytes: [UInt8]

  package init(_ raw: some Collection<UInt8>) {
    let raw = Array(raw)
    bytes = raw.span.isPrintableASCII ? raw.withoutTrailingSpaces() : Self.clean(raw)
  }

  package init(_ raw: String) {
    self.init(raw.utf8)
  }

  package var isEmpty: Bool { bytes.isEmpty }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  private static func clean(_ raw: [UInt8]) -> [UInt8] {
    let text = EscapeSequence.mayOccur(in: raw) ? EscapeSequence.removed(from: raw) : raw
    var cleaner = Cleaner()
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars { cleaner.add(scalar) }
    return Array(cleaner.bytes.prefix(cleaner.visibleEnd))
  }
}

/// Looks at one scalar after the other and keeps what may be shown.
private struct Cleaner {
  var bytes: [UInt8] = []
  /// The end of the last scalar that is not a space.
  var visibleEnd = 0
  private var column = 0
  private var marks = CleanText.marksMax  // a mark at the start has no base
  /// What a joiner would join.
  private var last = Bond.none
  /// Kept if the next scalar is of the same kind as the last.
  private var joiner: Unicode.Scalar?

  mutating func add(_ scalar: Unicode.Scalar) {
    switch Verdict(scalar) {
    case .keep: append(scalar)
    case .space: append(" ")
    case .tab: repeat { append(" ") } while column % CleanText.tabColumns != 0
    case .replace: append("\u{FFFD}")
    case .remove: break
    case .join: join(scalar)
    case .mark: mark(scalar)
    case .form: if last == .letter { mark(scalar) }
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    let bond = Bond(base: scalar)
    putJoiner(before: bond)
    joiner = nil
    last = bond
    marks = 0
    column += scalar.columns
    put(scalar)
  }

  private mutating func mark(_ scalar: Unicode.Scalar) {
    guard marks < CleanText.marksMax else { return }
    marks += 1
    let bond = Bond(mark: scalar)
    if bond != .none {
      putJoiner(before: bond)
      last = bond
    }
    put(scalar)
  }

  private mutating func join(_ scalar: Unicode.Scalar) {
    switch last {
    case .virama:
      // It selects a form of the letter before it, even at the end of a word.
      put(scalar)
      last = .none
    case .letter: joiner = scalar
    case .emoji: joiner = scalar == "\u{200D}" ? scalar : nil
    case .none: joiner = nil
    }
  }

  private mutating func putJoiner(before bond: Bond) {
    guard let joiner, (bond == .emoji) == (last == .emoji), bond != .none else { return }
    put(joiner)
    self.joiner = nil
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    bytes += scalar.utf8
    if !scalar.isSpace { visibleEnd = bytes.count }
  }
}

/// What is next to a joiner.
private enum Bond {
  case none, emoji
  /// A letter of `JoiningScripts`, with its marks.
  case letter
  /// The mark that ties a letter to the next one.
  case virama

  /// The first emoji, not counting digits, `#`, `*` and two Latin-1 signs.
  private static let firstEmoji: UInt32 = 0x203C

  init(base scalar: Unicode.Scalar) {
    if scalar.value >= Self.firstEmoji, scalar.properties.isEmoji {
      self = .emoji
    } else {
      self = JoiningScripts.contains(scalar) && scalar.properties.isAlphabetic ? .letter : .none
    }
  }

  init(mark scalar: Unicode.Scalar) {
    guard JoiningScripts.contains(scalar) else {
      self = .none
      return
    }
    self = scalar.properties.canonicalCombiningClass == .virama ? .virama : .letter
  }
}

/// What happens to a scalar.
private enum Verdict {
  case keep, mark, join, space, tab, replace, remove
  /// Selects a form of a joining letter.
  case form

  init(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x20...0x7E: self = .keep
    case 0x09: self = .tab
    case 0x200C, 0x200D, 0x180E: self = .join  // the last is Mongolian's vowel separator
    case 0x180B...0x180D, 0x180F: self = .form  // Mongolian's variation selectors
    case 0xFE0E, 0xFE0F: self = .mark  // text or emoji presentation
    default: self = Self.byCategory(scalar)
    }
  }

  private static func byCategory(_ scalar: Unicode.Scalar) -> Verdict {
    if scalar.isNoncharacter { return .replace }
    let category = scalar.properties.generalCategory
    switch TerminalEffect(scalar, category) {
    case .control, .direction, .hidden: return .remove
    case .lineEnd: return .space
    case .none: break
    }
    switch category {
    case .nonspacingMark, .enclosingMark, .spacingMark: return .mark
    default: return .keep
    }
  }
}

/// What the standard library would look up for each letter.
extension Unicode.Scalar {
  /// General category Zs.
  fileprivate var isSpace: Bool {
    switch value {
    case 0x20, 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  fileprivate var isNoncharacter: Bool {
    value & 0xFFFE == 0xFFFE || 0xFDD0...0xFDEF ~= value
  }
}

extension Span<UInt8> {
  /// Computed as a maximum, which the compiler vectorizes.
  fileprivate var isPrintableASCII: Bool {
    var most: UInt8 = 0
    for index in indices { most = Swift.max(most, self[unchecked: index] &- 0x20) }
    return most <= 0x5E
  }
}

extension [UInt8] {
  fileprivate func withoutTrailingSpaces() -> [UInt8] {
    guard last == 0x20 else { return self }
    return Array(prefix((lastIndex { $0 != 0x20 } ?? -1) + 1))
  }
}

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
