package import Wire

/// Blanks in what people say.
///
/// Where a line begins tells who speaks, but a line wider than the terminal goes on in the row below,
/// at a width that its author may guess. Padded with blanks it could end the first row as a finished
/// line does and begin the next one with `-- `, as only the server's notices begin. So few blanks are
/// said in a row before what could be taken for the beginning of a line: however wide the terminal, the
/// row above ends in words, as rows do that go on below. Before anything else there may be more: code
/// keeps its shape. More cannot be had without knowing the width.
extension CleanText {
  /// Columns of blanks before what reads as the beginning of a line.
  package static let paddingColumnsMax = 16
  /// Columns of blanks before anything else: eight tabs.
  package static let indentColumnsMax = 64

  /// With each longer run of blanks cut to that.
  package var withoutPadding: CleanText {
    guard bytes.count > Self.paddingColumnsMax, mayBePadded else { return self }
    let scalars = Array(text.unicodeScalars)
    var kept = String.UnicodeScalarView()
    var rest = scalars[...]
    while let first = rest.first {
      guard first.isBlank else {
        kept.append(first)
        rest = rest.dropFirst()
        continue
      }
      // A mark on a blank goes where its blank does.
      let run = rest.prefix { $0.isBlank || $0.isMark }
      rest = rest[run.endIndex...]
      let most = rest.readsAsLine ? Self.paddingColumnsMax : Self.indentColumnsMax
      var columns = 0
      for scalar in run {
        if scalar.isBlank { columns += scalar.columns }
        if columns <= most { kept.append(scalar) }
      }
    }
    return CleanText(String(kept))
  }

  /// Whether there may be a run of blanks that is too long.
  private var mayBePadded: Bool {
    guard !bytes.span.isWordByWord else { return false }
    var run = 0
    for byte in bytes {
      if byte > 0x7E { return true }
      run = byte == 0x20 ? run + 1 : 0
      if run > Self.paddingColumnsMax { return true }
    }
    return false
  }
}

extension Span<UInt8> {
  /// What is said most: ASCII without two blanks in a row. As a minimum and a maximum, which the
  /// compiler turns into vector instructions.
  fileprivate var isWordByWord: Bool {
    let rest = extracting(droppingFirst: 1)
    var (least, most) = (UInt8.max, self[0])
    for index in rest.indices {
      let (byte, next) = (self[unchecked: index], rest[unchecked: index])
      least = Swift.min(least, (byte ^ 0x20) | (next ^ 0x20))
      most = Swift.max(most, next)
    }
    return least > 0 && most < 0x80
  }
}

extension ArraySlice<Unicode.Scalar> {
  /// Whether it could be taken for the beginning of a line (`RoomLine`, `History`, or with the time
  /// before it) where it comes first in a row. What is no letter and no ASCII may look like any of them.
  fileprivate var readsAsLine: Bool {
    guard let first else { return false }
    let second = dropFirst().first
    switch first {
    case "-": return second == "-"
    case "*": return second?.isBlank ?? false
    case "<":
      let afterName = drop { $0 != ">" && !$0.isBlank }
      return afterName.first == ">" && afterName.dropFirst().first?.isBlank ?? false
    case "(": return String(String.UnicodeScalarView(prefix { $0 != ")" })).contains(" to ")
    case "[", "0"..."9":
      let time = (first == "[" ? dropFirst() : self).prefix(5)
      return time.map { "0"..."9" ~= $0 ? "0" : $0 } == Array("00:00".unicodeScalars)
    default: return !first.isASCII && !first.isNarrowLetter
    }
  }
}

extension Unicode.Scalar {
  /// Letters that are drawn across a wide cell can be a dash (`一`), and so can those that lengthen
  /// another.
  fileprivate var isNarrowLetter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .otherLetter: columns == 1
    default: false
    }
  }

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
