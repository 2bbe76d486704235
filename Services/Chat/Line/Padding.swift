package import Wire

/// Blanks in what people say.
///
/// Where a line begins tells who speaks, but a line wider than the terminal goes on in the row below,
/// at a width that its author may guess. Padded with blanks it could end the first row as a finished
/// line does and begin the next one with `-- `, as only the server's notices begin. So few blanks are
/// said in a row: however wide the terminal, the row above ends in words, as rows do that go on below.
/// More cannot be had without knowing the width.
extension CleanText {
  /// Columns of blanks in a row: enough for a table or for code far to the right.
  package static let paddingColumnsMax = 16

  /// With each longer run of blanks cut to that.
  package var withoutPadding: CleanText {
    guard bytes.count > Self.paddingColumnsMax, mayBePadded else { return self }
    var kept = String.UnicodeScalarView()
    var columns = 0
    for scalar in text.unicodeScalars {
      if scalar.isBlank {
        columns += scalar == "\u{3000}" ? 2 : 1
      } else if !scalar.isMark {
        columns = 0
      }
      // A mark on a blank goes where its blank does.
      if columns <= Self.paddingColumnsMax { kept.append(scalar) }
    }
    return CleanText(String(kept))
  }

  /// False for what is said most: plain text, word by word.
  private var mayBePadded: Bool {
    var run = 0
    for byte in bytes {
      if byte > 0x7E { return true }
      run = byte == 0x20 ? run + 1 : 0
      if run > Self.paddingColumnsMax { return true }
    }
    return false
  }
}

extension Unicode.Scalar {
  /// Spaces, and the dot pattern without a dot.
  fileprivate var isBlank: Bool {
    self == " " || self == "\u{2800}"
      || value > 0x7F && properties.generalCategory == .spaceSeparator
  }

  /// Of those that `CleanText` keeps.
  fileprivate var isMark: Bool {
    guard value >= 0x300 else { return false }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: return true
    default: return false
    }
  }
}
