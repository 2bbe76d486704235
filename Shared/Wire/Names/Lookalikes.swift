/// What names look like: the skeletons of Unicode UTS #39 (§4), folded in case.
///
/// A name keeps to one script, so this is about whole names that can be read in two, about letters
/// of one script that few readers tell apart, and about digits.
package enum Lookalikes {
  /// A name as somebody in a hurry sees it. `text` is composed.
  package static func skeleton(of text: String) -> String {
    var skeleton = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isWhole = scalar.isASCII || prototypes[scalar] != nil
      for part in isWhole ? [scalar] : String(scalar).decomposed { append(part, to: &skeleton) }
    }
    return String(skeleton)
  }

  /// Appends a letter or a mark that has no parts, or none that matter.
  private static func append(_ part: Unicode.Scalar, to skeleton: inout String.UnicodeScalarView) {
    if let prototype = prototypes[part] { return skeleton.append(contentsOf: prototype) }
    if let mark = marks[part] { return skeleton.append(mark) }
    // A capital without a prototype may have a small letter with one.
    for small in part.properties.lowercaseMapping.unicodeScalars {
      skeleton.append(contentsOf: prototypes[small] ?? [small])
    }
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
