/// What a line of the transcript says, as the bytes that are indexed and searched for: tokens with
/// one space between them.
///
/// - Words have neither case nor accents, by the rules of `Fold`: `Straße` is `strasse`. What is no
///   letter and no digit separates them, `_` too: `error` finds `error_code`.
/// - Each letter of a script that is written without spaces is a token, and so is each emoji: a run
///   of them is searched as a phrase.
/// - An apostrophe inside a word vanishes where at most two letters follow (`don't` is `dont`), and
///   before letters that are not Latin (`п'ять`); else it separates: `homme` finds `l'homme`.
/// - Of a longer token the first `tokenBytesMax` bytes count, in the index as in a search.
/// - A speaker is one token that begins with `@`. No text makes one: nowhere else is an `@` or `_`.
///
/// Equal text gives equal bytes while `version` and the toolchain's Unicode data stay the same.
/// They are valid UTF-8 without NUL, and at most three times as many as were given.
package struct FoldedText {
  /// Grows with each change of the bytes that a text gives: then the index is built anew.
  package static let version = 1
  /// FTS5's `tokenize` for these bytes; to it, all that is not ASCII is part of a token
  /// (https://sqlite.org/fts5.html#ascii_tokenizer).
  package static let tokenizer = "ascii tokenchars '@_'"
  /// Longer than words that people type; noise shall not fill the index.
  package static let tokenBytesMax = 64

  package private(set) var bytes: [UInt8] = []

  private var place = Place.outside
  /// The current token begins at `start` and ends at `limit` or before.
  private var start = 0
  private var limit = 0
  /// Where the token before the apostrophe began; nil for a token that follows none.
  private var stem: Int?
  /// The letter that was just added, if a mark may still change it.
  private var open: Unicode.Scalar?

  /// Where the next letter falls.
  private enum Place {
    case outside, inside
    /// After an apostrophe that follows a letter.
    case apostrophe
  }

  package init() {}

  /// The bytes, for SQLite.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Begins anew, and keeps the memory.
  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  package mutating func append(_ text: String) { append(text.utf8Span) }

  /// Appends what is said.
  package mutating func append(_ text: UTF8Span) {
    let raw = text.span
    var scalars = text.makeUnicodeScalarIterator()
    var offset = 0
    while offset < raw.count {
      let byte = raw[offset]
      if Self.isWordByte(byte) {
        var last = offset + 1
        while last < raw.count, Self.isWordByte(raw[last]) { last += 1 }
        add(raw.extracting(offset..<last))
        offset = last
      } else if byte < 0x80 {
        if byte == UInt8(ascii: "'") { addApostrophe() } else { end() }
        offset += 1
      } else {
        scalars.reset(roundingBackwardsFrom: offset)
        guard let scalar = scalars.next() else { break }
        add(Fold.of(scalar))
        offset = scalars.currentCodeUnitOffset
      }
    }
    end()
  }

  /// Appends who says it: `@ann`, with `_` for each character that is no letter and no digit.
  /// Nothing for an empty name.
  package mutating func append(name: String) {
    if name.isEmpty { return }
    begin()
    put("@")
    for scalar in name.unicodeScalars {
      switch Fold.of(scalar) {
      case .letter(let letter): put(letter)
      case .letters(let letters), .run(let letters): for letter in letters { put(letter) }
      case .alone(let letter): open = put(letter) ? letter : nil
      case .mark(let mark): _ = join(mark)
      case .jamo(let jamo): if !join(jamo) { put(jamo) }
      case .nothing: break
      case .symbol, .apostrophe, .separator: put("_")
      }
    }
    end()
  }

  private mutating func add(_ fold: Fold) {
    switch fold {
    case .letter(let letter): add(letter)
    case .letters(let letters): for letter in letters { add(letter) }
    case .alone(let letter):
      addToken(letter)
      open = letter
    case .run(let letters): for letter in letters { addToken(letter) }
    case .symbol(let symbol): addToken(symbol)
    case .mark(let mark): _ = join(mark)
    case .jamo(let jamo): if !join(jamo) { addToken(jamo) }
    case .nothing: break
    case .apostrophe: addApostrophe()
    case .separator: end()
    }
  }

  @inline(__always)
  private static func isWordByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
  }

  /// Adds letters and digits of ASCII.
  private mutating func add(_ letters: Span<UInt8>) {
    if place != .inside { begin() }
    let count = min(letters.count, limit - bytes.count)
    // The bit of small letters is in digits, too.
    for offset in 0..<count { bytes.append(letters[offset] | 0x20) }
  }

  private mutating func add(_ letter: Unicode.Scalar) {
    if place != .inside { begin() }
    put(letter)
  }

  private mutating func addToken(_ letter: Unicode.Scalar) {
    end()
    begin()
    put(letter)
    end()
  }

  private mutating func addApostrophe() {
    let follows = place == .inside
    end()
    if follows { place = .apostrophe }
  }

  /// Puts a mark on the letter before it, if there is one scalar for both. False if there is none.
  private mutating func join(_ mark: Unicode.Scalar) -> Bool {
    guard let open, let both = Fold.composed(open, mark) else { return false }
    bytes.removeLast(UTF8.width(open))
    bytes += both.utf8
    self.open = both
    return true
  }

  private mutating func begin() {
    stem = place == .apostrophe ? start : nil
    if !bytes.isEmpty { bytes.append(UInt8(ascii: " ")) }
    start = bytes.count
    limit = start + Self.tokenBytesMax
    place = .inside
    open = nil
  }

  /// False if the token is full.
  @discardableResult
  private mutating func put(_ letter: Unicode.Scalar) -> Bool {
    open = nil
    guard bytes.count + UTF8.width(letter) <= limit else {
      limit = bytes.count  // or a narrower letter might still follow
      return false
    }
    if letter.isASCII { bytes.append(UInt8(letter.value)) } else { bytes += letter.utf8 }
    return true
  }

  @inline(__always)
  private mutating func end() {
    if stem != nil { mendWord() }
    place = .outside
    open = nil
  }

  /// Takes the space between the current token and the one before the apostrophe away, if they are
  /// one word.
  private mutating func mendWord() {
    guard let stem else { return }
    self.stem = nil
    // Elisions (l'homme, qu'elle) and names (O'Brien) are Latin, and have more letters there than
    // contractions (don't, we'll, geht's).
    let isOne = bytes.count - start <= 2 || bytes[start] >= 0x80
    guard isOne, bytes.count - 1 - stem <= Self.tokenBytesMax else { return }
    bytes.remove(at: start - 1)
    start = stem
    limit = stem + Self.tokenBytesMax
  }
}
