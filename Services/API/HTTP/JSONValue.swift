package import TinyHTTP

/// A JSON value: what a body is parsed into, and what the OpenAPI document is built from.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A number with a fraction or an exponent, or one too large for `Int`.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// "a string", "an array" …: for messages that say what was found.
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .integer, .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSONValue {
  /// Reads the next value from `reader`.
  package init(from reader: inout JSONReader) throws(JSONProblem) {
    self = try JSONValue(try reader.next(), &reader)
  }

  /// Reads the value that begins with `token`. Recurses as deep as the reader allows: 32 levels.
  init(_ token: JSONReader.Token, _ reader: inout JSONReader) throws(JSONProblem) {
    switch token {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .string(let text): self = .string(reader.string(text))
    case .number(let range): self = try Self.number(range, reader)
    case .beginArray:
      var values: [JSONValue] = []
      while case let token = try reader.next(), token != .endArray {
        values.append(try JSONValue(token, &reader))
      }
      self = .array(values)
    case .beginObject:
      var members: [String: JSONValue] = [:]
      while case .name(let name) = try reader.next() {
        members[reader.string(name)] = try JSONValue(from: &reader)
      }
      self = .object(members)
    case .name, .endArray, .endObject, .end:
      preconditionFailure("the reader says these in other places only")
    }
  }

  /// A whole number is an integer however it is written, as in JSON Schema.
  private static func number(
    _ range: Range<Int>, _ reader: JSONReader
  ) throws(JSONProblem) -> JSONValue {
    let text = reader.number(range)
    if let integer = Int(text) ?? wholeNumber(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      throw reader.problem("the number is too large", at: range.lowerBound)
    }
    return .number(number)
  }

  /// Reads `20`, `2e1` or `20.0` digit by digit, since a `Double` would round other numbers to the
  /// same value. Nil when the number is not whole or does not fit.
  private static func wholeNumber(_ text: String) -> Int? {
    guard text.utf8.count <= 2 * digitsMax else { return nil }
    let parts = text.split { $0 == "e" || $0 == "E" }
    let mantissa = parts[0].split(separator: ".")
    let fraction = mantissa.count > 1 ? mantissa[1] : ""
    let digits = "\(mantissa[0])\(fraction)"
    if digits.allSatisfy({ $0 == "0" || $0 == "-" }) { return 0 }
    guard let exponent = parts.count > 1 ? Int(parts[1]) : 0,
      (-digitsMax...digitsMax).contains(exponent)
    else { return nil }
    let end = mantissa[0].count + exponent
    guard end > 0, digits.dropFirst(end).allSatisfy({ $0 == "0" }) else { return nil }
    return Int(digits.prefix(end) + String(repeating: "0", count: max(0, end - digits.count)))
  }

  /// More zeros than any `Int` has digits.
  private static let digitsMax = 20
}

extension JSON {
  /// Throws what is wrong and where.
  package static func decode(
    _ type: JSONValue.Type, from bytes: [UInt8]
  ) throws(JSONError) -> JSONValue {
    try read(bytes) { (reader) throws(JSONProblem) in try JSONValue(from: &reader) }
  }
}

extension JSONValue: Encodable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let values): try container.encode(values)
    case .object(let members): try container.encode(members)
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(uniqueKeysWithValues: elements))
  }
}
