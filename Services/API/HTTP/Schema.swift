import Wire

/// The shapes of bodies and answers, for OpenAPI. Tests check them against what is served.
package struct Schema: Sendable {
  /// One member of an object.
  package struct Property: Sendable {
    package let name: String
    let type: JSONValue
    let summary: String?
    package let isRequired: Bool
    /// What it has, if it is an object; or what those in it have, if it is a list.
    var object: Schema?
    /// How many stand in it at most, if it is a list that is read.
    var elementsMax = 0

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

    /// An object, or null.
    static func optional(_ name: String, _ object: Schema, _ summary: String) -> Property {
      Property(
        name: name, type: Schema.nullable(object.reference), summary: summary, isRequired: false,
        object: object)
    }

    /// A list that is read.
    static func list(
      _ name: String, _ element: JSONValue, max: Int, of object: Schema? = nil,
      isRequired: Bool = false, _ summary: String
    ) -> Property {
      Property(
        name: name,
        type: [
          "type": "array", "items": element, "minItems": isRequired ? 1 : 0,
          "maxItems": .integer(max),
        ], summary: summary,
        isRequired: isRequired, object: object, elementsMax: max)
    }
  }

  package let name: String
  package let properties: [Property]
  /// Whether an unknown member is refused as a mistake. Between our own services unknown members
  /// are skipped, so that versions may differ.
  var refusesOthers = false

  /// As JSON Schema (draft 2020-12, which OpenAPI 3.1 uses).
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "type": "object",
      "required": .array(properties.filter(\.isRequired).map { .string($0.name) }),
      "properties": .object(
        Dictionary(uniqueKeysWithValues: properties.map { ($0.name, $0.json) })),
    ]
    if refusesOthers { members["additionalProperties"] = false }
    return .object(members)
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
  static let text: JSONValue = ["type": "string"]
  static let count: JSONValue = ["type": "integer", "minimum": 0]
  static let time: JSONValue = ["type": "string", "format": "date-time"]

  static let flag: JSONValue = ["type": "boolean"]

  /// A whole number.
  static func number(_ range: ClosedRange<Int>) -> JSONValue {
    [
      "type": "integer", "minimum": .integer(range.lowerBound),
      "maximum": .integer(range.upperBound),
    ]
  }

  /// One line with something visible in it, as `TextRules` requires; or empty, where allowed.
  static func line(_ charactersMax: Int, mayBeEmpty: Bool = false) -> JSONValue {
    let allowed = "[^\(forbidden)\\n\\r]*"
    let visible = "\(allowed)[^\(forbidden)\\s]\(allowed)"
    return [
      "type": "string", "minLength": mayBeEmpty ? 0 : 1, "maxLength": .integer(charactersMax),
      "pattern": .string(mayBeEmpty ? "^(\(visible))?$" : "^\(visible)$"),
    ]
  }

  /// One line of any characters that texts may hold.
  static func anyLine(_ charactersMax: Int) -> JSONValue {
    [
      "type": "string", "maxLength": .integer(charactersMax),
      "pattern": .string("^[^\(forbidden)\\n\\r]*$"),
    ]
  }

  /// Also takes null, which means the same as a missing member.
  static func nullable(_ schema: JSONValue) -> JSONValue {
    ["anyOf": [schema, ["type": "null"]]]
  }

  /// As `ServerID` requires: not dots alone.
  static let serverID: JSONValue = [
    "type": "string", "minLength": 1, "maxLength": .integer(Limits.serverIDBytesMax),
    "pattern": "^[A-Za-z0-9._-]*[A-Za-z0-9_-][A-Za-z0-9._-]*$",
  ]

  /// Characters forbidden in every text, for a character class in a pattern (ECMA-262): control
  /// characters except tab and line ends, bidi controls, and line separators.
  private static let forbidden =
    #"\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200E\u200F"#
    + #"\u2028-\u202E\u2066-\u2069"#

  static func list(of schema: Schema) -> JSONValue {
    ["type": "array", "items": schema.reference]
  }

  static let userCount = Schema(name: "UserCount", properties: [.required("users", count)])

  static let banner = Schema(
    name: "Banner",
    properties: [
      .required(
        "banner",
        [
          "type": "string", "maxLength": .integer(Limits.bannerBytesMax),
          "pattern": .string("^[^\(forbidden)]*$"),
        ],
        "At most \(Limits.bannerBytesMax) bytes of UTF-8; no control characters but line feed and "
          + "tab")
    ], refusesOthers: true)

  static let outcome = Schema(
    name: "Outcome",
    properties: [
      .required("status", ["type": "string", "enum": ["SUCCESS", "WAITING", "ERROR"]]),
      .optional("error", text, "Why, when the status is ERROR"),
      .optional("message", text, "For what, when the status is WAITING; else what there is to add"),
      .optional("changed", flag, "False: it was so already, and the log has no event of it"),
    ])

  static let configuration = Schema(
    name: "ChatConfiguration",
    properties: [
      .required("seq", count, "Grows with every change; what after compares with"),
      .required("banner", text),
      .required("bans", list(of: ban), "In force now, or until their time is up"),
      .optional("mutes", list(of: mute), "Whom nobody hears, likewise"),
      .required(
        "doors_open", flag, "False: newcomers are turned away, but for those who know the word"),
      .optional("doors_key", text, "The word that lets in while the doors are closed"),
      .required("history_lines", number(0...Limits.historyLinesMax), "Replayed to who joins"),
      .optional(
        "retention_days", number(0...Limits.retentionDaysMax), "0: what is said is not kept"),
      .optional("hidden", list(of: hiddenMessage), "Lines that nobody may be shown any more"),
      .optional(
        "bots", ["type": "array", "items": text], "Names of bots, which no person may have"),
      .optional("rules", rules.reference),
      .optional("limits", limits.reference),
      .optional("filters", list(of: wordFilter)),
      .required(
        "orders", list(of: order),
        "Those that wait since after the caller's after, in order; none for a caller without it"),
    ])

  static let serverReport = Schema(
    name: "ServerReport",
    properties: [
      .required("users", reportedCount),
      .required("lines", reportedCount, "Said since the server started"),
      .required("connections", reportedCount, "Accepted since the server started"),
      .required("uptime", reportedCount, "Seconds since the server started"),
      .required("version", anyLine(APILimits.versionBytesMax), "Its bytes count"),
      .optional(
        "url", nullable(url),
        "http://host:port where its roster can be asked for; an IPv6 address stands in brackets"),
      .optional("instance", nullable(serverID), "Another for each process that goes by this id"),
      .optional("port", nullable(number(1...65_535)), "Where people connect"),
      .optional("bus", busReport, "How it stands with the others of its room, which share a log"),
    ])

  static let busReport = Schema(
    name: "BusReport",
    properties: [
      .required(
        "state", text,
        BusReport.State.allCases.map(\.rawValue).joined(separator: ", ")
          + "; a bus with another state is left out"),
      .required("lag", reportedCount, "Entries of the log that it has not read yet"),
      .required("unsent", reportedCount, "Lines that wait to get into the log"),
    ])

  private static let reportedCount = number(0...APILimits.reportedCountMax)

  private static let url: JSONValue = [
    "type": "string", "maxLength": .integer(APILimits.urlBytesMax),
    "pattern": .string(
      #"^[Hh][Tt][Tt][Pp]://([A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])"#
        + "(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]"
        + "|6553[0-5]))?$"),
  ]

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
      .required("live", flag, "Its lease is running"),
      .required("seen", time),
      .required("report", serverReport.reference),
      .optional(
        "disputed", ["type": "boolean"], "True while another process goes by this id, refused"),
    ])

  static let serverList = Schema(
    name: "ServerList", properties: [.required("servers", list(of: serverEntry))])

  /// All schemas; the document lists them.
  package static let all =
    [
      userCount, banner, outcome, configuration, serverReport, busReport, lease, serverEntry,
      serverList,
      event, eventList, sampleList, status, fileStatus,
    ] + moderation + people + transcript + talk + wholeRoom + admins
}
