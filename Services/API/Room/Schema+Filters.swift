import Wire

/// The shapes of word filters and of held lines.
extension Schema {
  static let wordFilter = Schema(
    name: "Filter",
    properties: [
      .required("id", count),
      .required("pattern", text),
      .required("action", filterAction),
      .required("reason", text, "Shown to whoever wrote the line; may be empty"),
      .required("since", time),
      .required("actor", text, "Who made it"),
    ])

  static let filterList = Schema(
    name: "FilterList", properties: [.required("filters", list(of: wordFilter))])

  static let newFilter = Schema(
    name: "NewFilter",
    properties: [
      .required(
        "pattern", line(Limits.filterCharactersMax),
        "Words in a row, whole ones, whatever their case and accents and what is between them; * at an "
          + "end of a word or in it stands for any letters, and by itself for any word"),
      .required(
        "action", filterAction, "refuse: the line is not said; hold: a moderator decides about it"),
      .optional(
        "reason", nullable(line(Limits.reasonCharactersMax, mayBeEmpty: true)),
        "Shown to whoever wrote the line"),
    ], refusesOthers: true)

  private static let filterAction: JSONValue = [
    "type": "string",
    "enum": .array(WordFilter.Action.allCases.map { .string($0.rawValue) }),
  ]

  static let newHeldLine = Schema(
    name: "NewHeldLine",
    properties: [
      .required("key", serverID, "Tells it from all others; again with the same does nothing"),
      .required("server", serverID),
      .required("instance", serverID),
      .required("member", number(0...APILimits.seqMax), "Who wrote it, as in the roster"),
      .required("name", line(Limits.nicknameColumnsMax)),
      .required("kind", heldKind, "done: with /me"),
      .required(
        "text", line(Limits.longLineBytesMax),
        "At most \(Limits.longLineBytesMax) bytes of UTF-8"),
      .required("filter", number(1...APILimits.seqMax), "The id of the one that held it"),
    ])

  static let heldLine = Schema(
    name: "HeldLine",
    properties: [
      .required("id", count),
      .required("server", text, "Where its author is"),
      .required("instance", text),
      .required("member", count),
      .required("name", text, "As it was when they wrote it"),
      .required("kind", heldKind, "done: with /me"),
      .required("text", text),
      .required("filter", count, "The id of the one that held it"),
      .optional("pattern", text, "Of that filter; missing: it is gone"),
      .required("since", time, "Dropped after \(Limits.heldSecondsMax / 3_600) hours"),
      .optional("releasing", flag, "True while a chat server is asked to say it"),
    ])

  private static let heldKind: JSONValue = [
    "type": "string",
    "enum": .array(NewHeldLine.Kind.allCases.map { .string($0.rawValue) }),
  ]

  static let heldList = Schema(
    name: "HeldList",
    properties: [
      .required("lines", list(of: heldLine)),
      .required("total", count, "How many wait in all"),
      .optional("next", count, "The after of the next page; missing on the last one"),
    ])

  static let filtering = [wordFilter, filterList, newFilter, newHeldLine, heldLine, heldList]
}
