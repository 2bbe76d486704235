import ServiceKit
import TinyHTTP

/// A JSON object that a caller sent, read member by member.
struct RequestObject {
  private var members: [String: JSONValue] = [:]
  /// Those that are objects which the schema describes.
  private var objects: [String: RequestObject] = [:]
  /// Those that are lists which the schema describes, as far as they may go, and one more.
  private var lists: [String: [Element]] = [:]
  /// A member that a schema refuses.
  private var stranger: (name: String, schema: Schema)?

  /// What stands in a list: an object that the schema describes, or another value.
  private typealias Element = (value: JSONValue, object: RequestObject?)

  private init() {}

  /// Reads `body` as an object of `schema`. Throws what is wrong with the JSON, or names an unknown
  /// member if the schema refuses those: a mistyped `minutes` must not ban for ever.
  init(_ body: [UInt8], _ schema: Schema) throws(HTTPError) {
    let kind: String?
    do throws(JSONError) {
      kind = try JSON.read(body) { (reader) throws(JSONProblem) in
        try take(from: &reader, schema)
      }
    } catch {
      throw HTTPError(.badRequest, error.message)
    }
    if let kind { throw HTTPError(.badRequest, "the body must be a JSON object, not \(kind)") }
    if let stranger { throw Self.refusal(of: stranger.name, stranger.schema) }
  }

  /// Keeps the members that are in `schema`, and stops at one that it refuses. Returns what the
  /// body is when it is not an object.
  private mutating func take(
    from reader: inout JSONReader, _ schema: Schema
  ) throws(JSONProblem) -> String? {
    let first = try reader.next()
    guard first == .beginObject else { return first.kind }
    try takeMembers(from: &reader, schema)
    return nil
  }

  private mutating func takeMembers(
    from reader: inout JSONReader, _ schema: Schema
  ) throws(JSONProblem) {
    while case .name(let text) = try reader.next() {
      if let property = schema.properties.first(where: { reader.says(text, $0.name) }) {
        let token = try reader.next()
        if token == .beginObject, let schema = property.object {
          var object = RequestObject()
          try object.takeMembers(from: &reader, schema)
          (members[property.name], objects[property.name]) = ([:], object)
          stranger = object.stranger
        } else if token == .beginArray, property.elementsMax > 0 {
          members[property.name] = []
          try takeList(property, from: &reader)
        } else {
          members[property.name] = try Self.value(token, from: &reader)
        }
      } else if schema.refusesOthers {
        stranger = (reader.string(text), schema)
      } else {
        try reader.skipValue()
      }
      if stranger != nil { return }
    }
  }

  private mutating func takeList(
    _ property: Schema.Property, from reader: inout JSONReader
  ) throws(JSONProblem) {
    var list: [Element] = []
    while case let token = try reader.next(), token != .endArray {
      if token == .beginObject, let schema = property.object {
        var object = RequestObject()
        try object.takeMembers(from: &reader, schema)
        stranger = object.stranger
        list.append(([:], object))
      } else {
        list.append((try Self.value(token, from: &reader), nil))
      }
      if stranger != nil { return }
      if list.count > property.elementsMax {
        try reader.skipRest()
        break
      }
    }
    lists[property.name] = list
  }

  /// Keeps an array or an object that no schema describes as an empty one: no member takes any, and
  /// many small ones would cost many times as much as one long text.
  private static func value(
    _ token: JSONReader.Token, from reader: inout JSONReader
  ) throws(JSONProblem) -> JSONValue {
    switch token {
    case .beginArray:
      try reader.skipRest()
      return []
    case .beginObject:
      try reader.skipRest()
      return [:]
    default: return try JSONValue(token, &reader)
    }
  }

  private static func refusal(of stranger: String, _ schema: Schema) -> HTTPError {
    .stranger("", stranger, among: schema.properties.map(\.name))
  }

  /// A required member that must be a string.
  func string(_ key: String) throws(HTTPError) -> String {
    let value = try member(key, "a string")
    guard case .string(let text) = value else { throw mismatch(key, "a string", value) }
    return text
  }

  /// A required member that must be one line of at most `charactersMax` characters, cleaned. It
  /// must hold something visible, unless it is empty and `mayBeEmpty`. `bytesMax` is four bytes per
  /// character unless given.
  func line(
    _ key: String, charactersMax: Int, bytesMax: Int? = nil, mayBeEmpty: Bool = false
  ) throws(HTTPError) -> String {
    let text = try string(key)
    do throws(TextProblem) {
      return try TextRules.cleanLine(
        text, charactersMax: charactersMax, bytesMax: bytesMax, mayBeEmpty: mayBeEmpty)
    } catch {
      throw HTTPError(.badRequest, "\"\(key)\" \(error)")
    }
  }

  /// The same, but nil when the member is missing, null or empty.
  func lineIfPresent(_ key: String, charactersMax: Int) throws(HTTPError) -> String? {
    guard has(key) else { return nil }
    let text = try line(key, charactersMax: charactersMax, mayBeEmpty: true)
    return text.isEmpty ? nil : text
  }

  /// A required member that must be true or false.
  func bool(_ key: String) throws(HTTPError) -> Bool {
    let value = try member(key, "true or false")
    guard case .bool(let bool) = value else { throw mismatch(key, "true or false", value) }
    return bool
  }

  /// A required member that must be a whole number from 0 to `APILimits.reportedCountMax`.
  func count(_ key: String) throws(HTTPError) -> Int {
    try number(key, in: 0...APILimits.reportedCountMax)
  }

  /// A required member that must be a whole number in `range`.
  func number(_ key: String, in range: ClosedRange<Int>) throws(HTTPError) -> Int {
    let value = try member(key, "a whole number")
    guard case .integer(let number) = value else { throw mismatch(key, "a whole number", value) }
    guard range.contains(number) else {
      throw HTTPError(
        .badRequest, "\"\(key)\" must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// The same, but nil when the member is missing or null.
  func numberIfPresent(_ key: String, in range: ClosedRange<Int>) throws(HTTPError) -> Int? {
    has(key) ? try number(key, in: range) : nil
  }

  /// A member that must be an object, as its schema describes it; nil when it is missing or null.
  func objectIfPresent(_ key: String) throws(HTTPError) -> RequestObject? {
    guard let value = members[key], value != .null else { return nil }
    guard let object = objects[key], value == [:] else {
      throw mismatch(key, "an object", value)
    }
    return object
  }

  /// Not missing, though it may be null.
  func isGiven(_ key: String) -> Bool { members[key] != nil }

  /// A required member that must be a list of 1 to `max` objects, as its schema describes them.
  func objects(_ key: String, max: Int) throws(HTTPError) -> [RequestObject] {
    let value = try member(key, "a list")
    guard let list = lists[key], value == [] else { throw mismatch(key, "a list", value) }
    guard (1...max).contains(list.count) else {
      throw HTTPError(.badRequest, "\"\(key)\" must hold 1 to \(max) objects")
    }
    var found: [RequestObject] = []
    for (value, object) in list {
      guard let object else {
        throw HTTPError(.badRequest, "\"\(key)\" must hold objects, not \(value.kind)")
      }
      found.append(object)
    }
    return found
  }

  /// A member that must be a list of at most `max` whole numbers in `range`; nil when it is missing or
  /// null.
  func numbersIfPresent(
    _ key: String, in range: ClosedRange<Int>, max: Int
  ) throws(HTTPError) -> [Int]? {
    guard has(key), let value = members[key] else { return nil }
    guard let list = lists[key], value == [] else { throw mismatch(key, "a list", value) }
    var found: [Int] = []
    for (value, _) in list {
      guard case .integer(let number) = value, range.contains(number), found.count < max else {
        throw HTTPError(
          .badRequest, "\"\(key)\" must hold at most \(max) whole numbers from \(range.lowerBound)")
      }
      found.append(number)
    }
    return found
  }

  /// Neither missing nor null.
  func has(_ key: String) -> Bool { (members[key] ?? .null) != .null }

  private func member(_ key: String, _ wanted: String) throws(HTTPError) -> JSONValue {
    guard let value = members[key] else {
      throw HTTPError(.badRequest, "\"\(key)\" is missing; it must be \(wanted)")
    }
    return value
  }

  private func mismatch(_ key: String, _ wanted: String, _ value: JSONValue) -> HTTPError {
    HTTPError(.badRequest, "\"\(key)\" must be \(wanted), not \(value.kind)")
  }
}

extension JSONReader.Token {
  /// The `JSONValue.kind` of a value that begins with this token.
  fileprivate var kind: String {
    switch self {
    case .beginArray: "an array"
    case .string: "a string"
    case .number: "a number"
    case .bool: "true or false"
    case .null: "null"
    case .beginObject, .name, .endArray, .endObject, .end: "an object"
    }
  }
}

extension HTTPError {
  /// Nothing of that name is known: 400 with the one that may be meant, or all of them.
  static func stranger(_ kind: String, _ name: String, among names: [String]) -> HTTPError {
    let hint =
      if let nearest = Suggestion.nearest(to: name, among: names) {
        "did you mean \"\(nearest)\"?"
      } else {
        "there is " + names.map { "\"\($0)\"" }.joined(separator: ", ")
      }
    return HTTPError(.badRequest, "there is no \(kind)\(quoted(name)); \(hint)")
  }
}
