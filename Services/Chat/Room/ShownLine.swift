package import TinyReactor

/// A line that everybody was shown.
package struct ShownLine {
  package let line: RoomLine
  /// As it was sent, with its line end.
  package let encoded: ArraySlice<UInt8>
  /// Who said it, or of whom it tells; nil for nobody.
  package let author: Member?
  package let time: WallTime

  package init(_ line: RoomLine, encoded: ArraySlice<UInt8>, by author: Member?, at time: WallTime)
  {
    self.line = line
    self.encoded = encoded
    self.author = author
    self.time = time
  }
}
