import TinyHTTP

/// A JSON object that a caller sent, read member by member.
struct RequestObject {
  let members: [String: JSONValue]

  /// A member that has to be there and be a string.
  func string(_ key: String) throws(HTTPError) -> String {
    let value = try member(key, "a string")
    guard case .string(let text) = value else { throw mismatch(key, "a string", value) }
    return text
  }

  /// A member that has to be a string of one line, of at most that many characters, and says
  /// something unless `mayBeBlank`. A character counts for four bytes when `bytesMax` does not say.
  func line(
    _ key: String, charactersMax: Int, bytesMax: Int? = nil, mayBeBlank: Bool = false
  ) throws(HTTPError) -> String {
    let text = try string(key)
    if let problem = TextRules.problem(
      withLine: text, charactersMax: charactersMax, bytesMax: bytesMax)
    {
      throw HTTPError(.badRequest, "\"\(key)\" \(problem)")
    }
    if !mayBeBlank, text.allSatisfy(\.isWhitespace) {
      throw HTTPError(.badRequest, "\"\(key)\" says nothing")
    }
    return text
  }

  /// The same, for one that may be missing or null, which are nil, as is one that says nothing.
  func lineIfPresent(_ key: String, charactersMax: Int) throws(HTTPError) -> String? {
    guard has(key) else { return nil }
    let text = try line(key, charactersMax: charactersMax, mayBeBlank: true)
    return text.allSatisfy(\.isWhitespace) ? nil : text
  }

  /// A member that has to be true or false.
  func bool(_ key: String) throws(HTTPError) -> Bool {
    let value = try member(key, "true or false")
    guard case .bool(let bool) = value else { throw mismatch(key, "true or false", value) }
    return bool
  }

  /// A member that has to be a whole number from 0 to `APILimits.reportedCountMax`.
  func count(_ key: String) throws(HTTPError) -> Int {
    try number(key, in: 0...APILimits.reportedCountMax)
  }

  /// A member that has to be a whole number in `range`.
  func number(_ key: String, in range: ClosedRange<Int>) throws(HTTPError) -> Int {
    let value = try member(key, "a whole number")
    guard case .integer(let number) = value else { throw mismatch(key, "a whole number", value) }
    guard range.contains(number) else {
      throw HTTPError(
        .badRequest, "\"\(key)\" must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// The same, for one that may be missing or null, which are nil.
  func numberIfPresent(_ key: String, in range: ClosedRange<Int>) throws(HTTPError) -> Int? {
    has(key) ? try number(key, in: range) : nil
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
