extension FoldedText {
  /// What is indexed of a line: its words and, as one more, the name of whoever said it.
  static func bytes(of text: String, by name: String) -> [UInt8] {
    var folded = FoldedText()
    folded.append(text)
    if !name.isEmpty { folded.append(name: name) }
    return folded.bytes
  }
}
