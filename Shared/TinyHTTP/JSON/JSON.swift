import FoundationEssentials

/// A body that is not JSON, or not the JSON that was expected; `message` is for its sender.
package struct JSONError: Error, Equatable, CustomStringConvertible {
  package let message: String
  package var description: String { message }
}

/// JSON for people who use curl: pretty-printed, sorted keys, plain slashes, a newline at the end.
package enum JSON {
  /// Throws when JSON cannot hold the value.
  package static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try [UInt8](encoder.encode(value)) + [.lf]
  }

  /// The same in one line, without its end.
  package static func encodeLine(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try [UInt8](encoder.encode(value))
  }

  /// Throws a sentence that says which value is wrong and what it should be. Nothing else calls the
  /// toolchain's decoder: bytes that `JSONReader` has not passed can crash it, and the process with
  /// it.
  package static func decode<T: Decodable>(
    _ type: T.Type, from bytes: [UInt8]
  ) throws(JSONError) -> T {
    try read(bytes) { _ in }
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw JSONError(message: explain(error))
    }
  }

  /// Lets `take` read the text token by token, then reads the rest to its end: nothing is trusted
  /// before all of it has passed. Throws what is wrong and where.
  package static func read<T>(
    _ bytes: [UInt8], _ take: (inout JSONReader) throws(JSONProblem) -> T
  ) throws(JSONError) -> T {
    if bytes.isEmpty { throw JSONError(message: "the body is empty; JSON is expected") }
    do throws(JSONProblem) {
      var reader = try JSONReader(bytes)
      let taken = try take(&reader)
      while try reader.next() != .end {}
      return taken
    } catch {
      throw JSONError(
        message:
          "the body is not valid JSON at line \(error.line), column \(error.column): \(error.what)")
    }
  }

  private static func explain(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      "\(name(context.codingPath + [key])) is missing"
    case .valueNotFound(_, let context):
      "\(name(context.codingPath)) must not be null"
    case .typeMismatch(let type, let context):
      "\(name(context.codingPath)) must be \(expectation(type))"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      "\(name(context.codingPath)) has a value that is not allowed"
    default:
      "the body has a value that does not fit where it stands, such as a number that is not whole"
    }
  }

  /// `"users[2].name"`, or the body as a whole.
  private static func name(_ path: [any CodingKey]) -> String {
    var text = ""
    for key in path {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
    return text.isEmpty ? "the body" : "\"\(text)\""
  }

  private static func expectation(_ type: any Any.Type) -> String {
    switch type {
    case is String.Type: "a string"
    case is Bool.Type: "true or false"
    case is any BinaryInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    case is [Any].Type: "a list"
    case is [String: Any].Type: "an object"
    default: "of another type"
    }
  }
}
