/// Harmless inputs of every kind, from which all others are made.
enum Seeds {
  /// What the third dashboard asks for.
  static let password = "fuzz fuzz fuzz"
  /// In texts that pages show: it must never stand there as it is.
  static let canary = "<fuzz-canary>"
}
