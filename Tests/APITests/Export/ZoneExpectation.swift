import Support

/// What Python's zoneinfo says of them, at authoring time.
///
/// `at` has a letter for each of `instants`; A is the first of `offsets`. `onClocks` has one for
/// the same numbers taken as times on a clock, counted as if it were UTC, with `fold=0`.
struct ZoneExpectation {
  let name: String
  let offsets: String
  let at: String
  let onClocks: String

  /// From 1900 to 2200.
  static let instants: [Int] = {
    var random = SplitMix(seed: 1_900)
    let (first, end) = (-2_208_988_800, 7_258_118_400)
    return (0..<400).map { _ in first + Int(random.next() % UInt64(end - first)) }
  }()

  func offset(_ letter: Character) throws -> (seconds: Int, abbreviation: String) {
    let index = Int(letter.asciiValue ?? 0) - Int(UInt8(ascii: "A"))
    let words = offsets.split(separator: ", ")[index].split(separator: " ")
    guard let seconds = Int(words[0]) else { throw TestFailure("no offset") }
    return (seconds, String(words[1]))
  }
}
