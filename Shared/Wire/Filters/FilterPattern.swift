/// Why a pattern is refused, in words for the person who wants it.
package struct FilterProblem: Error, Equatable, CustomStringConvertible {
  package let description: String
}

/// What a word filter looks for: words in a row.
///
/// - Words are whole ones, of letters and digits as `FilterFold` sees them. What stands between two, in
///   a pattern as in a line, does not matter: `b a d` finds `b-a-d`, and `example.com` finds
///   `example , com`.
/// - `*` at an end of a word or in it stands for any letters of that word, or none: `spam*` finds
///   `spammers`, `*spam*` all that has it. By itself it is any one word: `buy * now`.
/// - Nothing else has a meaning of its own. A script that is written without spaces needs a `*` at both
///   ends.
package struct FilterPattern: Equatable, Sendable {
  /// Characters of a pattern as it is written.
  package static let charactersMax = 100
  /// Places that a pattern has; most have as many as it has characters, and one more.
  package static let placesMax = 128

  /// What a place of a pattern takes.
  package enum Taken: Hashable, Sendable {
    /// The beginning or the end of a word, and what is between two.
    case border
    case letter(Unicode.Scalar)
    case anyLetter
  }

  /// One place of a pattern, each taken after the one before it.
  package struct Place: Equatable, Sendable {
    package let taken: Taken
    /// Any letters may follow before the next one.
    package var isOpen = false
  }

  /// A border at both ends.
  package let places: [Place]

  package init(_ text: String) throws(FilterProblem) {
    var reader = Reader()
    for scalar in text.unicodeScalars { reader.add(scalar) }
    reader.endWord()
    places = reader.places
    guard reader.hasLetter else {
      throw FilterProblem(description: "a pattern needs a letter or a digit to look for")
    }
    guard places.count <= Self.placesMax else {
      throw FilterProblem(
        description: "that pattern is too long: its letters are \(places.count) in their plain "
          + "forms, and \(Self.placesMax) are the most")
    }
  }

  private struct Reader {
    var places = [Place(taken: .border)]
    var hasLetter = false
    private var hasStar = false

    mutating func add(_ scalar: Unicode.Scalar) {
      if scalar == "*" {
        hasStar = true
        places[places.count - 1].isOpen = true
      } else if let letters = FilterFold.letters(of: scalar) {
        for letter in letters { places.append(Place(taken: .letter(letter))) }
        if !letters.isEmpty { hasLetter = true }
      } else {
        endWord()
      }
    }

    mutating func endWord() {
      let last = places.count - 1
      if places[last].taken == .border {
        guard hasStar else { return }
        // Nothing but a star: a word, and not the lack of one.
        places[last].isOpen = false
        places.append(Place(taken: .anyLetter, isOpen: true))
      }
      places.append(Place(taken: .border))
      hasStar = false
    }
  }
}
