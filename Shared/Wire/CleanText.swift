/// Text that is safe on any terminal, as UTF-8: being clean is a type, not a habit.
///
/// - Invalid UTF-8 becomes U+FFFD, one for each maximal subpart (Unicode 3.9, "Substitution of
///   Maximal Subparts"); so do noncharacters.
/// - Controls (C0, DEL, C1) go; a tab and the separators U+2028 and U+2029 become a space. Without
///   its ESC a colour sequence is plain to see (`[31m`) and does nothing.
/// - What cannot be seen goes: bidi controls, zero-width characters, fillers, tags. A joiner stays
///   between two emoji, and a variation selector counts as a mark.
/// - Marks are capped at `marksMax` on one base, and spaces at the end are cut.
///
/// Cleaning what is clean changes nothing. The output is at most three times as long as the input.
package struct CleanText: Equatable {
  /// Vietnamese and Hebrew with points need three; towers of marks need more.
  package static let marksMax = 3

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
    var cleaner = Cleaner()
    for scalar in String(decoding: raw, as: UTF8.self).unicodeScalars { cleaner.add(scalar) }
    return Array(cleaner.bytes.prefix(cleaner.visibleEnd))
  }
}

/// Looks at one scalar after the other and keeps what may be shown.
private struct Cleaner {
  var bytes: [UInt8] = []
  /// Where the last scalar that is no space ends.
  var visibleEnd = 0
  private var marks = CleanText.marksMax  // a mark at the start has no base
  private var isAfterEmoji = false
  private var joiner: Unicode.Scalar?

  mutating func add(_ scalar: Unicode.Scalar) {
    switch Verdict(scalar) {
    case .keep: append(scalar)
    case .space: append(" ")
    case .replace: append("\u{FFFD}")
    case .remove: break
    case .join: joiner = isAfterEmoji ? scalar : nil
    case .mark:
      guard marks < CleanText.marksMax else { return }
      marks += 1
      put(scalar)
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    let isEmoji = scalar.value > 0xFF && scalar.properties.isEmoji
    if let joiner, isEmoji { put(joiner) }
    joiner = nil
    isAfterEmoji = isEmoji
    marks = 0
    put(scalar)
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    bytes += scalar.utf8
    if scalar.properties.generalCategory != .spaceSeparator { visibleEnd = bytes.count }
  }
}

/// What becomes of a scalar.
private enum Verdict {
  case keep, mark, join, space, replace, remove

  init(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x20...0x7E: self = .keep
    case 0x09, 0x2028, 0x2029: self = .space
    case 0x200D: self = .join
    case 0xFE0E, 0xFE0F: self = .mark  // text or emoji presentation
    default: self = Self.byCategory(scalar)
    }
  }

  private static func byCategory(_ scalar: Unicode.Scalar) -> Verdict {
    if scalar.properties.isNoncharacterCodePoint { return .replace }
    if scalar.properties.isDefaultIgnorableCodePoint { return .remove }
    switch scalar.properties.generalCategory {
    case .control, .format: return .remove
    case .nonspacingMark, .enclosingMark, .spacingMark: return .mark
    default: return .keep
    }
  }
}

extension Span<UInt8> {
  /// A scan without an early exit, which the compiler turns into a few vector instructions.
  fileprivate var isPrintableASCII: Bool {
    var isPrintable = true
    for index in indices { isPrintable = isPrintable && self[unchecked: index] &- 0x20 <= 0x5E }
    return isPrintable
  }
}

extension [UInt8] {
  fileprivate func withoutTrailingSpaces() -> [UInt8] {
    guard last == 0x20 else { return self }
    return Array(prefix((lastIndex { $0 != 0x20 } ?? -1) + 1))
  }
}
