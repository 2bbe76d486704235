/// A reply of a server, or an element of one (RESP2, as Redis and Valkey speak it).
package enum RESPValue: Equatable, Sendable {
  /// A short text such as `OK`.
  case text(String)
  case error(RESPError)
  case integer(Int)
  /// Bytes of any kind, as they were stored.
  case bulk([UInt8])
  /// No value: a missing key, a wait that ended without anything. RESP2 writes it in two ways.
  case null
  case array([RESPValue])

  /// Of a bulk or a short text.
  package var bytes: [UInt8]? {
    switch self {
    case .bulk(let bytes): bytes
    case .text(let text): Array(text.utf8)
    case .error, .integer, .null, .array: nil
    }
  }

  /// Of a bulk that is UTF-8, or a short text.
  package var string: String? {
    switch self {
    case .bulk(let bytes): String(utf8: bytes.span)
    case .text(let text): text
    case .error, .integer, .null, .array: nil
    }
  }

  package var integer: Int? {
    if case .integer(let number) = self { number } else { nil }
  }

  package var elements: [RESPValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }
}

extension String {
  /// Nil for what is not UTF-8. `init(validating:as:)` does the same, and takes a thousand
  /// instructions to look up with which types.
  package init?(utf8 bytes: Span<UInt8>) {
    guard let valid = try? UTF8Span(validating: bytes) else { return nil }
    self.init(copying: valid)
  }
}

/// What a server says when it does not do what it was asked.
package struct RESPError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The word in capitals that tells programs what happened: `WRONGTYPE`, `OOM`, mostly `ERR`.
  package let code: String
  /// For people; may be empty, and may hold anything that a script put into it.
  package let message: String

  package init(code: String, message: String) {
    self.code = code
    self.message = message
  }

  /// The line behind the `-`. One that does not begin with a code gets `ERR`.
  init(_ line: String) {
    let code = line.prefix { $0 != " " }
    let isCode = !code.isEmpty && code.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) }
    self.code = isCode ? String(code) : "ERR"
    message = isCode ? String(line.dropFirst(code.count + 1)) : line
  }

  package var description: String { message.isEmpty ? code : "\(code) \(message)" }
}
