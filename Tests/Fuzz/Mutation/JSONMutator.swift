import Support

/// Changes JSON at random, mostly so that it can still be read: values become others, members are
/// doubled, renamed and taken away, values are wrapped.
struct JSONMutator {
  /// Brackets that open in one input. What is nested deeper than a reader's limit is refused as a
  /// whole, so a few levels beyond it tell as much as thousands.
  let openingsMax: Int

  init(openingsMax: Int = 100) { self.openingsMax = openingsMax }

  private static let values = [
    "null", "true", "false", "0", "-0", "-1", "1.5", "1e2", "1e309", "-1e-400", "01", "+1", ".5",
    "1.", "0x10", "NaN", "Infinity", "2147483648", "9007199254740993", "9223372036854775807",
    "-9223372036854775808", "9223372036854775808", "18446744073709551616", "\"\"", "\" \"",
    "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u202e\"", "\"\\u00e9\"", "\"\\x\"",
    "\"\u{1B}[31m\"", "\"\t\"", "\"\u{202E}x\"", "\"e\u{301}\u{301}\u{301}\u{301}\u{301}\"",
    "\"<fuzz-canary>\"", "\"unended", "'x'", "[]", "{}", "[null]", "{\"\": 0}", "//x", "\"🏳️‍🌈\"",
  ]
  private static let bytes = Mutator(words: ["[", "]", "{", "}", ",", ":", "\"", "\\u", "null"])

  func mutated(_ seed: String, _ random: inout SplitMix) -> [UInt8] {
    if random.oneIn(8) { return Array(seed.utf8) }
    var tokens = Self.tokens(of: seed)
    for _ in 0..<Int.random(in: 1...3, using: &random) { change(&tokens, &random) }
    var bytes = Array(tokens.joined().utf8)
    if random.oneIn(4) { bytes = Self.bytes.mutated(bytes, &random) }
    return limited(bytes)
  }

  private func change(_ tokens: inout [String], _ random: inout SplitMix) {
    guard !tokens.isEmpty else {
      tokens = [random.pick(Self.values)]
      return
    }
    let place = Int.random(in: tokens.indices, using: &random)
    switch Int.random(in: 0..<9, using: &random) {
    case 0: tokens.remove(at: place)
    case 1: tokens.insert(tokens[place], at: place)
    case 2: tokens.swapAt(place, .random(in: tokens.indices, using: &random))
    case 3: tokens[place] = Self.long(tokens[place], &random)
    case 4: doubleMember(&tokens, &random)
    case 5: wrap(&tokens, at: place, &random)
    default:
      let values = tokens.indices.filter { Self.isValue(tokens, at: $0) }
      if !values.isEmpty { tokens[random.pick(values)] = random.pick(Self.values) }
    }
  }

  /// A string or a number, and no name of a member.
  private static func isValue(_ tokens: [String], at place: Int) -> Bool {
    guard let first = tokens[place].first, !"[]{},: \n".contains(first) else { return false }
    return tokens[place...].dropFirst().first != ":"
  }

  private static func long(_ token: String, _ random: inout SplitMix) -> String {
    let times = 1 << Int.random(in: 2...(random.oneIn(4) ? 15 : 9), using: &random)
    let many = String(repeating: random.pick(["x", "é", "\\n", "9", "漢"]), count: times)
    return token.hasPrefix("\"") ? token.dropLast() + many + "\"" : token + many
  }

  /// `"name": value` once more, behind what is there.
  private func doubleMember(_ tokens: inout [String], _ random: inout SplitMix) {
    let colons = tokens.indices.filter { tokens[$0] == ":" && $0 > 0 && $0 + 1 < tokens.count }
    guard !colons.isEmpty else { return }
    let colon = random.pick(colons)
    let member = [",", tokens[colon - 1], ":", random.pick(Self.values)]
    tokens.insert(contentsOf: member, at: colon + 2)
  }

  private func wrap(_ tokens: inout [String], at place: Int, _ random: inout SplitMix) {
    let levels = Int.random(
      in: 1...max(1, min(random.oneIn(4) ? .max : 8, openingsMax)), using: &random)
    let isObject = random.oneIn(3)
    tokens[place] =
      String(repeating: isObject ? "{\"a\":" : "[", count: levels) + tokens[place]
      + String(repeating: isObject ? "}" : "]", count: levels)
  }

  /// Cut before it opens more than it may.
  private func limited(_ bytes: [UInt8]) -> [UInt8] {
    var openings = 0
    for (place, byte) in bytes.enumerated()
    where byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") {
      openings += 1
      if openings > openingsMax { return Array(bytes[..<place]) }
    }
    return bytes
  }

  /// Strings, other values, and each mark of punctuation.
  static func tokens(of json: String) -> [String] {
    var tokens: [String] = []
    var isInString = false
    var isEscaped = false
    var isOpen = false
    for character in json {
      if isInString {
        tokens[tokens.count - 1].append(character)
        isInString = isEscaped || character != "\""
        isEscaped = !isEscaped && character == "\\"
      } else if character == "\"" {
        tokens.append("\"")
        (isInString, isEscaped, isOpen) = (true, false, false)
      } else if "[]{},: \n".contains(character) {
        tokens.append(String(character))
        isOpen = false
      } else if isOpen {
        tokens[tokens.count - 1].append(character)
      } else {
        tokens.append(String(character))
        isOpen = true
      }
    }
    return tokens
  }
}
