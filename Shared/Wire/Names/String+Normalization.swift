// The standard library has both forms, since it compares strings by them, but has not published
// their names yet. Foundation uses the same ones.
@_spi(_Unicode) import Swift

/// One way to write what can be written in several (UAX #15).
extension String {
  /// In normal form C: an e and a combining acute become the one scalar é.
  package var composed: String {
    guard utf8.contains(where: { $0 > 0x7F }) else { return self }
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: _nfc)
    return String(scalars)
  }

  /// Its scalars in normal form D: é is an e and a combining acute.
  var decomposed: [Unicode.Scalar] { Array(_nfd) }
}
