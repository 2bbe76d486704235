package import TinyHTTP

/// Fields as people fill them in.
extension Form {
  /// The first value of that name, or the default.
  subscript(_ name: String, default value: String) -> String { self[name] ?? value }

  /// The first value of that name without the white space around it, which comes along with pasting;
  /// no more of it than may be.
  package func text(_ name: String, charactersMax: Int = .max) -> String {
    guard let text = self[name] else { return "" }
    let start = text.drop(while: \.isWhitespace)
    let end = start.lastIndex { !$0.isWhitespace }
    return String((end.map { start[...$0] } ?? "").prefix(charactersMax))
  }
}
