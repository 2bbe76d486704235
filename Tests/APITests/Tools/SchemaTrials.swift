import API

/// What the OpenAPI document says of a value, as values.
enum SchemaTrials {
  /// Values at the limits of a schema and beyond, and whether they are to be taken.
  static func trials(of schema: JSONValue) -> [(JSONValue, isTaken: Bool)] {
    if case .array(let choices)? = schema["anyOf"] {
      let nullIsTaken = choices.contains { $0["type"] == "null" }
      let others = choices.filter { $0["type"] != "null" && $0["format"] == nil }.flatMap(trials)
      return others.filter { $0.0 != .null } + [(.null, nullIsTaken), (.array([]), false)]
    }
    switch schema["type"]?.text {
    case "boolean": return [(true, true), (false, true), (1, false), ("true", false)]
    case "integer": return integers(schema) + [(.number(1.5), false), ("x", false), (true, false)]
    case "string" where schema["format"] == "date-time":
      return [
        ("2026-11-28T13:20:00Z", true), ("1970-01-01T01:00:00.001+01:00", true),
        ("1969-12-31T23:59:59Z", false), ("2026-11-28", false), ("now", false),
      ]
    case "string": return texts(schema) + [(1, false), (.null, false), (["x"], false)]
    case "array":
      guard case .array(let values)? = schema["items"]?["enum"] else { return [] }
      let all = values.compactMap(\.text).joined(separator: ",")
      return values.map { ($0, true) }
        + [(.string(all), true), (.string(all + ",nonsense"), false), ("nonsense", false)]
    default: return []
    }
  }

  private static func integers(_ schema: JSONValue) -> [(JSONValue, isTaken: Bool)] {
    guard case .integer(let minimum)? = schema["minimum"],
      case .integer(let maximum)? = schema["maximum"]
    else { return [(-1, false), ("no limit", true)] }
    return [
      (.integer(minimum), true), (.integer(maximum), true), (.integer(minimum - 1), false),
      (.integer(maximum + 1), false),
    ]
  }

  private static func texts(_ schema: JSONValue) -> [(JSONValue, isTaken: Bool)] {
    if case .array(let values)? = schema["enum"] {
      return values.map { ($0, true) } + [("nonsense", false)]
    }
    guard case .integer(let maximum)? = schema["maxLength"] else {
      // What is told by a pattern alone has tests of its own.
      return schema["pattern"] == nil ? [("no limit", true)] : []
    }
    let isPlain = schema["pattern"]?.text?.contains("://") != true
    let full = String(repeating: "x", count: maximum)
    let tooLong = JSONValue.string(full + "x")
    let isBlankTaken = schema["minLength"] == 0 || schema["minLength"] == nil
    let refused: [(JSONValue, isTaken: Bool)] = [
      (tooLong, false), ("\u{1B}", false), ("\u{202E}", false),
    ]
    return isPlain ? refused + [(.string(full), true), ("", isBlankTaken)] : refused
  }
}
