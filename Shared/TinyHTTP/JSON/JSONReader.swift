/// Reads JSON token by token, strictly as in RFC 8259: the guard that every byte of JSON passes
/// before a decoder sees it. Call `next` until `.end`; a caller that ignores the tokens has
/// validated the text.
///
/// UTF-8 only (§8.1), no duplicate names in an object (§4, RFC 7493 §2.3), no lone surrogates
/// (§8.2), and at most `levelsMax` levels. Takes linear time and no stack, whatever the bytes. No
/// toolchain decoder does all that.
package struct JSONReader {
  /// What `next` returns.
  package enum Token: Equatable, Sendable {
    case beginObject, endObject, beginArray, endArray
    /// A member of an object; its value is next.
    case name(Text)
    case string(Text)
    /// The range of its digits; `number(_:)` returns them.
    case number(Range<Int>)
    case bool(Bool)
    case null
    /// The text is complete, and nothing follows it.
    case end
  }

  /// The range of a string, without its quotes.
  package struct Text: Equatable, Sendable {
    let range: Range<Int>
    let hasEscapes: Bool
  }

  private enum Expected { case value, valueOrEnd, name, nameOrEnd, commaOrEnd, nothing }

  /// Nested arrays and objects. Nothing that we send or take has more than four.
  package static let levelsMax = 32

  /// Stand-ins for an object's number.
  private static let top = 0
  private static let array = -1

  private let bytes: [UInt8]
  private var index = 0
  private var expected = Expected.value
  /// The levels around the innermost one.
  private var outer: [Int] = []
  /// The innermost level: an object's number tells its names from those of other objects.
  private var level = Self.top
  private var objects = 0
  private var names = JSONNames()

  /// Throws at once when the bytes are not UTF-8.
  package init(_ bytes: [UInt8]) throws(JSONProblem) {
    self.bytes = bytes
    outer.reserveCapacity(Self.levelsMax)
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw problem("a byte that is not UTF-8", at: error.byteOffsets.lowerBound)
    }
  }

  /// Returns the next token, or throws what is wrong and where. Must not be called after that.
  package mutating func next() throws(JSONProblem) -> Token {
    skipSpace()
    if expected == .commaOrEnd, takesComma() { skipSpace() }
    guard index < bytes.count else { return try end() }
    let byte = bytes[index]
    switch expected {
    case .nothing: throw unexpected("nothing may follow the value, so not")
    case .commaOrEnd:
      if byte == closing { return close() }
      throw unexpected("a comma or \(shown(closing)) is expected, not")
    case .nameOrEnd where byte == closing, .valueOrEnd where byte == closing: return close()
    case .name, .nameOrEnd: return try name(byte)
    case .value, .valueOrEnd: return try value(byte)
    }
  }

  /// Skips the next value and everything in it.
  package mutating func skipValue() throws(JSONProblem) {
    let outside = outer.count
    repeat { _ = try next() } while outer.count > outside
  }

  /// Skips the rest of the array or object that has just begun.
  package mutating func skipRest() throws(JSONProblem) {
    let inside = outer.count
    while outer.count >= inside { _ = try next() }
  }

  /// The text of a name or a string, unescaped.
  package func string(_ text: Text) -> String {
    let written = bytes.span.extracting(text.range)
    guard text.hasEscapes else { return written.text }
    var said: [UInt8] = []
    said.reserveCapacity(written.count)
    JSONEscape.undo(written, into: &said)
    return said.span.text
  }

  /// Whether a name or a string is `word`; makes no `String` of one without escapes.
  package func says(_ text: Text, _ word: String) -> Bool {
    text.hasEscapes
      ? string(text).utf8.elementsEqual(word.utf8)
      : bytes.span.extracting(text.range).equals(word)
  }

  /// A number as it was written.
  package func number(_ range: Range<Int>) -> String { bytes.span.extracting(range).text }

  /// The problem with something that was read but cannot be used.
  package func problem(_ what: String, at offset: Int) -> JSONProblem {
    JSONProblem(what, at: offset, in: bytes)
  }

  // MARK: - Structure

  private mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case .space, .lf, .cr, .tab: index += 1
      default: return
      }
    }
  }

  private mutating func takesComma() -> Bool {
    guard index < bytes.count, bytes[index] == .comma else { return false }
    index += 1
    expected = level == Self.array ? .value : .name
    return true
  }

  /// What ends the innermost level; meaningless at the top.
  private var closing: UInt8 {
    level == Self.array ? UInt8(ascii: "]") : UInt8(ascii: "}")
  }

  private mutating func open(_ inner: Int) throws(JSONProblem) {
    guard outer.count < Self.levelsMax else {
      throw problem("more than \(Self.levelsMax) levels of arrays and objects", at: index)
    }
    outer.append(level)
    level = inner
    index += 1
    expected = inner == Self.array ? .valueOrEnd : .nameOrEnd
  }

  private mutating func close() -> Token {
    index += 1
    let token = level == Self.array ? Token.endArray : .endObject
    level = outer.removeLast()
    valueEnded()
    return token
  }

  private mutating func valueEnded() { expected = level == Self.top ? .nothing : .commaOrEnd }

  private func end() throws(JSONProblem) -> Token {
    if expected == .nothing { return .end }
    let place =
      switch level {
      case Self.top: "before there is a value"
      case Self.array: "inside an array"
      default: "inside an object"
      }
    throw problem("the text ends \(place)", at: bytes.count)
  }

  // MARK: - Names and values

  private mutating func name(_ byte: UInt8) throws(JSONProblem) -> Token {
    guard byte == .quote else {
      if expected == .name, byte == closing { throw unexpected("a comma must not stand before") }
      throw unexpected("a name in double quotes is expected, not")
    }
    let start = index
    let text = try string()
    try refuseTwice(text, at: start)
    skipSpace()
    guard index < bytes.count else { return try end() }
    guard bytes[index] == .colon else { throw unexpected("a colon is expected, not") }
    index += 1
    expected = .value
    return .name(text)
  }

  private mutating func refuseTwice(_ text: Text, at start: Int) throws(JSONProblem) {
    let bytes = bytes
    let name = bytes.span.extracting(text.range)
    guard names.insert(name, hasEscapes: text.hasEscapes, into: level) else {
      throw problem("the name \(quoted(string(text))) stands twice in one object", at: start)
    }
  }

  private mutating func value(_ byte: UInt8) throws(JSONProblem) -> Token {
    switch byte {
    case .quote:
      let text = try string()
      valueEnded()
      return .string(text)
    case UInt8(ascii: "{"):
      objects += 1
      try open(objects)
      return .beginObject
    case UInt8(ascii: "["):
      try open(Self.array)
      return .beginArray
    case .minus, 0x30...0x39:
      return .number(try number())
    case UInt8(ascii: "t") where takes("true"): return .bool(true)
    case UInt8(ascii: "f") where takes("false"): return .bool(false)
    case UInt8(ascii: "n") where takes("null"): return .null
    case closing where expected == .value && level == Self.array:
      throw unexpected("a comma must not stand before")
    default: throw unexpected("a value is expected, not")
    }
  }

  private mutating func takes(_ word: StaticString) -> Bool {
    let end = index + word.utf8CodeUnitCount
    guard end <= bytes.count else { return false }
    let isThere = word.withUTF8Buffer { bytes[index..<end].elementsEqual($0) }
    guard isThere else { return false }
    index = end
    valueEnded()
    return true
  }

  private mutating func number() throws(JSONProblem) -> Range<Int> {
    let start = index
    do throws(JSONNumber.Problem) {
      index += try JSONNumber.length(bytes.span.extracting(start..<bytes.count))
    } catch {
      switch error {
      case .leadingZero(let offset):
        throw problem("a number must not begin with 0", at: start + offset)
      case .noDigit(let offset):
        index += offset
        throw unexpected("a digit is expected, not")
      }
    }
    valueEnded()
    return start..<index
  }

  // MARK: - Strings (RFC 8259 §7)

  /// Reads from quote to quote.
  private mutating func string() throws(JSONProblem) -> Text {
    index += 1
    let start = index
    var hasEscapes = false
    while index < bytes.count {
      switch bytes[index] {
      case .quote:
        index += 1
        return Text(range: start..<index - 1, hasEscapes: hasEscapes)
      case .backslash:
        hasEscapes = true
        do throws(JSONEscape.Problem) {
          index += try JSONEscape.length(bytes.span.extracting(index..<bytes.count))
        } catch {
          throw problem(error.rawValue, at: index)
        }
      case 0..<0x20: throw unexpected("a string must escape")
      default: index += 1
      }
    }
    throw problem("the text ends inside a string", at: bytes.count)
  }

  // MARK: - Problems

  /// `what`, followed by what is there instead.
  private func unexpected(_ what: String) -> JSONProblem {
    guard index < bytes.count else { return problem("\(what) the end of the text", at: index) }
    let scalar = String(decoding: bytes[index...].prefix(4), as: UTF8.self).unicodeScalars.first
    return problem("\(what) \(scalar.map { quoted(String($0)) } ?? "")", at: index)
  }

  private func shown(_ byte: UInt8) -> String { quoted(String(Unicode.Scalar(byte))) }
}
