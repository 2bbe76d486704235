package import Wire

/// Blanks in what people say.
///
/// The beginning of a line tells who speaks, but a line wider than the terminal wraps, at a width
/// that its author may guess. Padded with blanks, it could end the first row as a finished line
/// does and begin the next with `-- `, as only the server's notices do. So only a few blanks in a
/// row are said before anything that could be taken for the beginning of a line: however wide the
/// terminal, the row above then ends in words, as wrapped rows do. Before anything else there may
/// be more, so that code keeps its shape. Without knowing the width, no more can be done.
extension CleanText {
  /// Columns of blanks before what reads as the beginning of a line.
  package static let paddingColumnsMax = 16
  /// Columns of blanks before anything else: eight tabs.
  package static let indentColumnsMax = 64

  /// The text with longer runs of blanks cut to these limits.
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
      // A mark on a blank is kept or cut with it.
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
  /// The usual case: ASCII without two blanks in a row. Computed as a minimum and a maximum, which
  /// the compiler turns into vector instructions.
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
  /// Whether, at the start of a row, it could be taken for the beginning of a line (`RoomLine`,
  /// `History`, or with the time before it). A scalar that is neither ASCII nor a letter of names
  /// may look like any part of one; marks on it change nothing.
  fileprivate var readsAsLine: Bool {
    let beginning = Array(lazy.filter { !$0.isMark }.prefix(Self.beginningMax))
    guard let first = beginning.first else { return false }
    let rest = beginning.dropFirst()
    switch first {
    case "-": return rest.first.map { $0 == "-" || !$0.isASCII } ?? false
    case "*": return rest.first?.isBlank ?? false
    case "<":
      let name = rest.prefix { !$0.isBlank }
      return name.count < rest.count && name.last.map { $0 == ">" || !$0.isPlain } ?? false
    case "(":
      let words = rest.prefix { $0 != ")" && $0.isASCII || $0.isBlank || $0.isPlain }
      let text = String(String.UnicodeScalarView(words.map { $0.isBlank ? " " : $0 }))
      return text.contains(" to ")
    case "[", "0"..."9":
      let time = (first == "[" ? rest : beginning[...]).prefix(5)
      return time.count == 5
        && zip(time, "00:00".unicodeScalars).allSatisfy { one, form in
          !one.isASCII || (form == "0" ? "0"..."9" ~= one : one == form)
        }
    default: return !first.isPlain
    }
  }

  /// How many scalars decide: the longest name, and what stands around it.
  private static var beginningMax: Int { 64 }
}

extension Unicode.Scalar {
  /// ASCII, or a letter of names drawn in one cell: one drawn in two can be a dash (`一`).
  fileprivate var isPlain: Bool {
    isASCII || Letters.script(of: self) != nil && columns == 1
  }

  /// Spaces, and the Braille pattern without dots.
  fileprivate var isBlank: Bool {
    self == " " || self == "\u{2800}"
      || value > 0x7F && properties.generalCategory == .spaceSeparator
  }

  /// A combining mark, of those that `CleanText` keeps.
  fileprivate var isMark: Bool {
    guard value >= 0x300 else { return false }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: return true
    default: return false
    }
  }
}
