/// The shapes of bodies and answers, for the OpenAPI document. Tests hold them against what is served.
package struct Schema {
  /// One member of an object.
  package struct Property {
    package let name: String
    let type: JSONValue
    let summary: String?
    package let isRequired: Bool

    static func required(
      _ name: String, _ type: JSONValue, _ summary: String? = nil
    ) -> Property {
      Property(name: name, type: type, summary: summary, isRequired: true)
    }

    static func optional(
      _ name: String, _ type: JSONValue, _ summary: String? = nil
    ) -> Property {
      Property(name: name, type: type, summary: summary, isRequired: false)
    }
  }

  package let name: String
  package let properties: [Property]

  /// As JSON Schema (draft 2020-12, which OpenAPI 3.1 takes).
  var json: JSONValue {
    [
      "type": "object",
      "required": .array(properties.filter(\.isRequired).map { .string($0.name) }),
      "properties": .object(
        Dictionary(uniqueKeysWithValues: properties.map { ($0.name, $0.json) })),
    ]
  }

  var reference: JSONValue { Self.reference(to: name) }

  fileprivate static func reference(to name: String) -> JSONValue {
    ["$ref": .string("#/components/schemas/\(name)")]
  }
}

extension Schema.Property {
  fileprivate var json: JSONValue {
    guard let summary, case .object(var members) = type else { return type }
    members["description"] = .string(summary)
    return .object(members)
  }
}

extension Schema {
  private static let text: JSONValue = ["type": "string"]
  private static let count: JSONValue = ["type": "integer", "minimum": 0]
  private static let time: JSONValue = ["type": "string", "format": "date-time"]

  private static func list(of schema: Schema) -> JSONValue {
    ["type": "array", "items": schema.reference]
  }

  static let userCount = Schema(name: "UserCount", properties: [.required("users", count)])

  static let banner = Schema(
    name: "Banner",
    properties: [
      .required(
        "banner", text,
        "At most 4,096 bytes of UTF-8; no control characters but line feed and tab")
    ])

  static let outcome = Schema(
    name: "Outcome",
    properties: [
      .required("status", ["type": "string", "enum": ["SUCCESS", "ERROR"]]),
      .optional("error", text, "Why, when the status is ERROR"),
    ])

  static let configuration = Schema(
    name: "ChatConfiguration",
    properties: [
      .required("seq", count, "Grows with every change; what after compares with"),
      .required("banner", text),
    ])

  static let serverReport = Schema(
    name: "ServerReport",
    properties: [
      .required("users", count),
      .required("lines", count, "Said since the server started"),
      .required("connections", count, "Accepted since the server started"),
      .required("uptime", count, "Seconds since the server started"),
      .required("version", text),
    ])

  static let lease = Schema(
    name: "Lease",
    properties: [
      .required("status", text),
      .required("lease", count, "Seconds until the server counts as gone"),
    ])

  static let serverEntry = Schema(
    name: "ServerEntry",
    properties: [
      .required("id", text),
      .required("live", ["type": "boolean"], "Its lease is running"),
      .required("seen", time),
      .required("report", serverReport.reference),
    ])

  static let serverList = Schema(
    name: "ServerList", properties: [.required("servers", list(of: serverEntry))])

  static let event = Schema(
    name: "Event",
    properties: [
      .required("seq", count),
      .required("time", time),
      .required("actor", text, "api, or what the caller named in X-Actor"),
      .required("action", text, "banner.changed, server.joined, server.left"),
      .required("target", text),
      .optional("old", text),
      .optional("new", text),
    ])

  static let eventList = Schema(
    name: "EventList", properties: [.required("events", list(of: event))])

  /// Every shape there is; the document lists them.
  package static let all = [
    userCount, banner, outcome, configuration, serverReport, lease, serverEntry, serverList, event,
    eventList,
  ]
}
