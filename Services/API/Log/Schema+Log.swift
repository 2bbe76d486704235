import Wire

/// The shapes of the log.
extension Schema {
  static let eventAction: JSONValue = [
    "type": "string", "enum": .array(EventAction.allCases.map { .string($0.rawValue) }),
  ]

  static let event = Schema(
    name: "Event",
    properties: [
      .required("seq", count),
      .required("time", time),
      .required(
        "actor", text,
        "Who did it: an admin's name; api for a call with API_TOKEN, or without any; dashboard for a page "
          + "that is open to everybody"),
      .required(
        "action", text, EventAction.allCases.map(\.rawValue).joined(separator: ", ")),
      .required("target", text),
      .optional("old", text),
      .optional("new", text),
      .optional("note", text, "What the caller added in X-Actor; nobody has proved it"),
    ])

  static let eventList = Schema(
    name: "EventList",
    properties: [
      .required("events", list(of: event)),
      .optional("next", count, "Where more of them may be: before it, or after it"),
    ])
}
