import API

extension JSONValue {
  /// The same object with another member; nil takes it away.
  func with(_ name: String, _ value: JSONValue?) -> JSONValue {
    guard case .object(var members) = self else { return self }
    members[name] = value
    return .object(members)
  }

  /// As it stands in a query or a field; nil for what cannot, or not for that schema.
  func plain(in schema: JSONValue) -> String? {
    switch (schema["type"]?.text, self) {
    case ("boolean", .bool(let flag)): "\(flag)"
    case ("boolean", _): nil
    case (_, .string(let text)): text.contains("\u{1B}") ? nil : text
    case ("integer", .integer(let number)): "\(number)"
    default: nil
    }
  }
}
