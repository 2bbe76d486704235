/// Why bytes are not the JSON we take, and where.
package struct JSONProblem: Error, Equatable, CustomStringConvertible {
  package let message: String
  /// Bytes before the place.
  package let offset: Int
  package var description: String { "\(message) at byte \(offset)" }
}

/// Parses what a caller sent (RFC 8259), stricter than most where leniency hides mistakes or
/// attacks: one value in valid UTF-8, no key twice, no lone surrogates, and at most
/// `APILimits.jsonDepthMax` arrays and objects inside each other, so that recursion is bounded.
package struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0

  /// The value that `bytes` are, all of them.
  package static func parse(_ bytes: [UInt8]) throws(JSONProblem) -> JSONValue {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw JSONProblem(
        message: "not JSON: not valid UTF-8", offset: error.byteOffsets.lowerBound)
    }
    var parser = JSONParser(bytes: bytes)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.peek == nil else { throw parser.problem("something follows the value") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func value(depth: Int) throws(JSONProblem) -> JSONValue {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw problem("it ends too early")
    default: throw problem("a value was expected")
    }
  }

  private mutating func object(depth: Int) throws(JSONProblem) -> JSONValue {
    try open(depth)
    var members: [String: JSONValue] = [:]
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      let start = position
      guard peek == UInt8(ascii: "\"") else { throw problem("a key in double quotes was expected") }
      let key = try string()
      guard take(":") else { throw problem("':' was expected") }
      let value = try value(depth: depth + 1)
      guard members.updateValue(value, forKey: key) == nil else {
        throw problem("the key \"\(key.prefix(32))\" stands there twice", at: start)
      }
    } while take(",")
    guard take("}") else { throw problem("',' or '}' was expected") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONProblem) -> JSONValue {
    try open(depth)
    var values: [JSONValue] = []
    if take("]") { return .array(values) }
    repeat { values.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw problem("',' or ']' was expected") }
    return .array(values)
  }

  private mutating func open(_ depth: Int) throws(JSONProblem) {
    guard depth < APILimits.jsonDepthMax else {
      throw problem("more than \(APILimits.jsonDepthMax) arrays and objects inside each other")
    }
    position += 1
  }

  private mutating func string() throws(JSONProblem) -> String {
    position += 1
    var text: [UInt8] = []
    while true {
      switch peek {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text.append(contentsOf: String(try escape()).utf8)
      case nil: throw problem("the string does not end")
      case .some(let byte) where byte < 0x20:
        throw problem("a control character in a string must be escaped, as in \\n")
      case .some(let byte):
        text.append(byte)
        position += 1
      }
    }
  }

  private mutating func escape() throws(JSONProblem) -> Unicode.Scalar {
    let start = position
    position += 1
    guard let letter = peek else { throw problem("the string does not end") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(from: start)
    default: throw problem("there is no such escape", at: start)
    }
  }

  /// `\uXXXX`, or two of them that make one scalar beyond U+FFFF.
  private mutating func unicodeEscape(from start: Int) throws(JSONProblem) -> Unicode.Scalar {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, peek == UInt8(ascii: "\\"), at(position + 1) == UInt8(ascii: "u") else {
      throw problem("half of a surrogate pair", at: start)
    }
    position += 2
    let second = try hexadecimal()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw problem("half of a surrogate pair", at: start) }
    return scalar
  }

  private mutating func hexadecimal() throws(JSONProblem) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw problem("\\u takes four hexadecimal digits")
      }
      value = value << 4 + UInt32(digit)
      position += 1
    }
    return value
  }

  private mutating func number() throws(JSONProblem) -> JSONValue {
    let start = position
    if peek == UInt8(ascii: "-") { position += 1 }
    if peek == UInt8(ascii: "0") { position += 1 } else { try digits() }
    var isInteger = true
    if peek == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      try digits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      isInteger = false
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      throw problem("the number is too large", at: start)
    }
    return .number(number)
  }

  private mutating func digits() throws(JSONProblem) {
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    if position == start { throw problem("a digit was expected") }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONProblem)
    -> JSONValue
  {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count, bytes[position..<end].elementsEqual(word.description.utf8) else {
      throw problem("a value was expected")
    }
    position = end
    return value
  }

  /// Takes `mark` when it is next, after any white space.
  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private var peek: UInt8? { at(position) }

  private func at(_ position: Int) -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private func problem(_ message: String, at offset: Int? = nil) -> JSONProblem {
    JSONProblem(message: "not JSON: \(message)", offset: offset ?? position)
  }
}
