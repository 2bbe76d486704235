import ServiceKit
import TinyReactor
import Wire

/// The word that the doors ask for. It is in no log.
package struct DoorKey: Equatable {
  /// In normal form C: the same word may be typed in several ways.
  private let word: String

  /// Nil for no word at all, which would let everybody in.
  package init?(_ word: String) {
    self.word = word.composed
    if word.isEmpty { return nil }
  }

  /// Takes a time that does not depend on where a guess goes wrong.
  package func matches(_ guess: String) -> Bool { Secret(word).matches(guess.composed) }
}
