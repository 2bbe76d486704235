/// A password or a token, compared in a time that does not depend on where a guess goes wrong.
package struct Secret: Sendable {
  private let bytes: [UInt8]

  package init(_ text: String) {
    precondition(!text.isEmpty, "the settings refuse empty secrets")
    bytes = Array(text.utf8)
  }

  /// Takes time in proportion to the guess: its own length is all that a guesser can learn.
  package func matches(_ guess: some StringProtocol) -> Bool {
    var difference = UInt8(guess.utf8.count == bytes.count ? 0 : 1)
    for (index, byte) in guess.utf8.enumerated() {
      difference |= byte ^ bytes[index % bytes.count]
    }
    return difference == 0
  }
}
