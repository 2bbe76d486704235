/// All word filters of the room, as one automaton that reads a line once.
///
/// A bit stands for each place of each pattern, and is set while what was read last ends there (shift-and, as
/// by Navarro and Raffinot, with places that stay set while letters follow). Nothing is ever read again,
/// so a line costs the same whatever is in it: for each letter and each border between words, at most three
/// steps for each 64 places of all patterns. The longest line and `filtersMax` of the longest patterns come
/// to 10 million of a nanosecond; usual ones to some thousand.
package struct WordFilters {
  /// More are left out.
  package static let filtersMax = 200

  /// None: a line costs one look at this.
  package let isEmpty: Bool
  /// As they were given.
  package let filters: [WordFilter]

  /// Bits in one word of 64.
  private struct Bits {
    let word: Int
    var bits: UInt64
  }

  /// Those that refuse come first, then in the order in which they were made.
  private let ranked: [WordFilter]
  /// The last place of each.
  private let ends: [Bits]
  private let starts: [UInt64]
  /// Places that stay set while letters follow.
  private let open: [UInt64]
  /// What each letter may set, and what a border may.
  private let letters: [Unicode.Scalar: [Bits]]
  private let anyLetter: [Bits]
  private let borders: [Bits]

  /// Takes at most `filtersMax`, and skips a pattern that is none: they come over the network.
  package init(_ filters: [WordFilter] = []) {
    let known = filters.prefix(Self.filtersMax).compactMap { filter in
      (try? FilterPattern(filter.pattern)).map { (filter, $0) }
    }
    let ranked = known.filter { $0.0.action == .refuse } + known.filter { $0.0.action == .hold }
    var builder = Builder(places: ranked.reduce(0) { $0 + $1.1.places.count })
    for (_, pattern) in ranked { builder.add(pattern) }
    self.filters = filters
    self.ranked = ranked.map(\.0)
    isEmpty = ranked.isEmpty
    (ends, starts, open) = (builder.ends, builder.starts, builder.open)
    letters = builder.taken.reduce(into: [:]) { letters, entry in
      if case .letter(let letter) = entry.key { letters[letter] = entry.value }
    }
    anyLetter = builder.taken[.anyLetter] ?? []
    borders = builder.taken[.border] ?? []
  }

  /// The filter that decides about a text: the first that refuses it, or else the first that holds it.
  package func match(_ text: String) -> WordFilter? {
    var steps = 0
    return match(text, steps: &steps)
  }

  /// The same; counts the words of 64 places that were looked at.
  package func match(_ text: String, steps: inout Int) -> WordFilter? {
    if isEmpty { return nil }
    let reading = read(text)
    steps += reading.steps
    return ends.firstIndex(where: reading.hasFound).map { ranked[$0] }
  }

  /// All that meet a text; the one that decides about it comes first.
  package func matches(_ text: String) -> [WordFilter] {
    if isEmpty { return [] }
    let reading = read(text)
    return zip(ranked, ends).compactMap { reading.hasFound($1) ? $0 : nil }
  }

  private func read(_ text: String) -> Reading {
    var reading = Reading(words: starts.count)
    border(&reading)
    for scalar in text.unicodeScalars {
      guard let folded = FilterFold.letters(of: scalar) else {
        if reading.isInWord { border(&reading) }
        continue
      }
      for letter in folded { add(letter, &reading) }
    }
    if reading.isInWord { border(&reading) }
    return reading
  }

  /// The filter by which nobody may go by that name. Those that hold lines have no say in names, which
  /// cannot wait.
  package func refusal(of name: Nickname) -> WordFilter? {
    match(name.text).flatMap { $0.action == .refuse ? $0 : nil }
  }

  /// Where the line has been read to.
  private struct Reading {
    var places: [UInt64]
    var next: [UInt64]
    /// Every place that was ever set at a border.
    var found: [UInt64]
    var isInWord = false
    var steps = 0

    init(words: Int) {
      places = [UInt64](repeating: 0, count: words)
      (next, found) = (places, places)
    }

    func hasFound(_ end: Bits) -> Bool { found[end.word] & end.bits != 0 }

    /// Sets those of `bits` whose place before is set, or which are among `starts`.
    mutating func set(_ bits: [Bits], starts: [UInt64]) {
      for spot in bits {
        let carry = spot.word > 0 ? places[spot.word - 1] >> 63 : 0
        let shifted = places[spot.word] << 1 | carry | starts[spot.word]
        next[spot.word] |= shifted & spot.bits
      }
      steps += bits.count
    }
  }

  private func add(_ letter: Unicode.Scalar, _ reading: inout Reading) {
    for word in open.indices { reading.next[word] = reading.places[word] & open[word] }
    reading.steps += open.count
    // No letter is a start.
    if let bits = letters[letter] { reading.set(bits, starts: starts) }
    if !anyLetter.isEmpty { reading.set(anyLetter, starts: starts) }
    swap(&reading.places, &reading.next)
    reading.isInWord = true
  }

  private func border(_ reading: inout Reading) {
    for word in open.indices { reading.next[word] = 0 }
    reading.set(borders, starts: starts)
    swap(&reading.places, &reading.next)
    for word in open.indices { reading.found[word] |= reading.places[word] }
    reading.steps += open.count
    reading.isInWord = false
  }

  /// Gives each place a bit, pattern by pattern.
  private struct Builder {
    var ends: [Bits] = []
    var starts: [UInt64]
    var open: [UInt64]
    var taken: [FilterPattern.Taken: [Bits]] = [:]
    private var count = 0

    init(places: Int) {
      starts = [UInt64](repeating: 0, count: (places + 63) / 64)
      open = starts
    }

    mutating func add(_ pattern: FilterPattern) {
      for (index, place) in pattern.places.enumerated() {
        let (word, bit) = (count / 64, UInt64(1) << UInt64(count % 64))
        if index == 0 { starts[word] |= bit }
        if index == pattern.places.count - 1 { ends.append(Bits(word: word, bits: bit)) }
        if place.isOpen { open[word] |= bit }
        add(bit, in: word, to: place.taken)
        count += 1
      }
    }

    private mutating func add(_ bit: UInt64, in word: Int, to taken: FilterPattern.Taken) {
      var all = self.taken[taken] ?? []
      if let last = all.indices.last, all[last].word == word {
        all[last].bits |= bit
      } else {
        all.append(Bits(word: word, bits: bit))
      }
      self.taken[taken] = all
    }
  }
}
