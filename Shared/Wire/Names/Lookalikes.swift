/// What names look like: the skeletons of Unicode UTS #39 (§4), folded in case.
///
/// A name keeps to one script, so this is about whole names that can be read in two, about letters
/// of one script that few readers tell apart, and about digits.
package enum Lookalikes {
  /// A name as somebody in a hurry sees it. `text` is composed.
  package static func skeleton(of text: String) -> String {
    var skeleton = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let value = Int(scalar.value)
      skeleton.append(contentsOf: value < usual.count ? usual[value] : look(of: scalar))
    }
    return String(skeleton)
  }

  /// Of Latin, Greek, Cyrillic and their neighbours: names are compared by the thousand.
  private static let usual: [[Unicode.Scalar]] = (0..<0x590 as Range<UInt32>).map { value in
    Unicode.Scalar(value).map(look(of:)) ?? []
  }

  private static func look(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    let isWhole = scalar.isASCII || prototypes[scalar] != nil
    return (isWhole ? [scalar] : String(scalar).decomposed).flatMap(look(ofPart:))
  }

  /// Of a letter or a mark that has no parts, or none that matter.
  private static func look(ofPart part: Unicode.Scalar) -> [Unicode.Scalar] {
    if let prototype = prototypes[part] { return prototype }
    if let mark = marks[part] { return [mark] }
    // A capital without a prototype may have a small letter with one.
    return part.properties.lowercaseMapping.unicodeScalars.flatMap { prototypes[$0] ?? [$0] }
  }

  /// A skeleton without accents, strokes and signs: nobody may even come near reserved names.
  static func bare(_ skeleton: String) -> String {
    String(
      String.UnicodeScalarView(
        skeleton.unicodeScalars.filter { scalar in
          scalar != "-" && scalar != "_" && scalar.properties.generalCategory != .nonspacingMark
        }))
  }

  private static let prototypes: [Unicode.Scalar: [Unicode.Scalar]] = {
    var prototypes: [Unicode.Scalar: [Unicode.Scalar]] = [:]
    for (prototype, letters) in letters {
      let parts = prototype.decomposed.map { marks[$0] ?? $0 }
      for letter in letters.unicodeScalars { prototypes[letter] = parts }
    }
    for twins in eastAsian.split(whereSeparator: \.isWhitespace) {
      for twin in twins.unicodeScalars.dropFirst() {
        prototypes[twin] = Array(twins.unicodeScalars.prefix(1))
      }
    }
    return prototypes
  }()

  private static let marks: [Unicode.Scalar: Unicode.Scalar] = {
    var marks: [Unicode.Scalar: Unicode.Scalar] = [:]
    for (mark, others) in accents { for other in others { marks[other] = mark } }
    return marks
  }()
}
