import Wire

/// Why a word for the doors is refused, in words for the person who wants it.
package struct DoorProblem: Error, Equatable, CustomStringConvertible {
  package let description: String
}

/// What the doors may ask for.
package enum DoorRules {
  /// The word, cleaned. It has to be one that can be typed behind `/key`, and that is not guessed at
  /// once.
  package static func key(_ text: String, isOpen: Bool) throws(DoorProblem) -> String {
    let (min, max) = (Limits.doorKeyCharactersMin, Limits.doorKeyCharactersMax)
    let key: String
    do throws(TextProblem) {
      key = try TextRules.cleanLine(text, charactersMax: max)
    } catch {
      throw DoorProblem(description: "\"key\" \(error)")
    }
    guard key.count >= min, !key.contains(where: \.isWhitespace) else {
      throw DoorProblem(description: "\"key\" must be one word of \(min) to \(max) characters")
    }
    guard !isOpen else {
      throw DoorProblem(
        description: "open doors ask for no word; closed ones with a \"key\" let in who knows it")
    }
    return key
  }
}
