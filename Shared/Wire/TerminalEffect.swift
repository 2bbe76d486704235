/// What a scalar does to the text around it, or to a terminal, besides showing itself: one rule for
/// what people say, what admins write, and what a page shows of either.
package enum TerminalEffect {
  case none
  /// May command a terminal: C0, DEL, C1.
  case control
  /// Ends a line for some readers: U+2028, U+2029.
  case lineEnd
  /// Changes the direction of the text around it (UAX #9).
  case direction
  /// Cannot be seen, and may hide anywhere.
  case hidden

  package init(_ scalar: Unicode.Scalar) {
    self.init(scalar, scalar.properties.generalCategory)
  }

  /// The same when the category is already known.
  init(_ scalar: Unicode.Scalar, _ category: Unicode.GeneralCategory) {
    switch category {
    case .control: self = .control
    case .lineSeparator, .paragraphSeparator: self = .lineEnd
    case .format: self = scalar.properties.isBidiControl ? .direction : .hidden
    default: self = scalar.properties.isDefaultIgnorableCodePoint ? .hidden : .none
    }
  }
}
