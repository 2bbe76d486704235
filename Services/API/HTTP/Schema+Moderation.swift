import Wire

/// The shapes of what admins decide.
extension Schema {
  static let ban = Schema(
    name: "Ban",
    properties: [
      .required("id", count),
      .required("range", text, "An address or a CIDR range; empty in a ban of a name"),
      .optional("name", text, "Nobody may go by it, nor by one that looks like it"),
      .required("reason", text),
      .optional("until", time, "Missing: for ever"),
      .required("since", time),
      .required("actor", text, "Who banned it"),
    ])

  static let range: JSONValue = [
    "anyOf": [
      ["type": "string", "format": "ipv4"], ["type": "string", "format": "ipv6"],
      ["type": "string", "pattern": #"^[0-9A-Fa-f:.]{2,45}/[0-9]{1,3}$"#],
    ]
  ]

  static let banList = Schema(name: "BanList", properties: [.required("bans", list(of: ban))])

  static let newBan = Schema(
    name: "NewBan",
    properties: [
      .optional(
        "name", line(Limits.nicknameColumnsMax),
        "Whoever goes by it, or by one that looks like it, is put out; nobody else at their address is"
      ),
      .optional(
        "range", nullable(range),
        "192.0.2.7, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/32; nothing of this machine itself, no "
          + "bits behind the prefix, and at the widest a /8 or a /16"),
      .required("reason", line(Limits.reasonCharactersMax, mayBeEmpty: true), "May be empty"),
      .optional(
        "minutes", nullable(number(1...Limits.banMinutesMax)), "How long; missing: for ever"),
    ], refusesOthers: true)

  static let memberAction = Schema(
    name: "MemberAction",
    properties: [
      .required("server", serverID, "The chat server they are on"),
      .optional(
        "instance", nullable(serverID),
        "The process there, as in the roster; missing: the present one"),
      .required("member", number(0...APILimits.seqMax), "Their id there, as in the roster"),
      .required("name", line(Limits.nicknameColumnsMax), "Their name there, as in the roster"),
      .optional("reason", nullable(line(Limits.reasonCharactersMax, mayBeEmpty: true))),
    ], refusesOthers: true)

  static let announcement = Schema(
    name: "Announcement",
    properties: [
      .required(
        "text", line(Limits.lineBytesMax),
        "One line of at most \(Limits.lineBytesMax) bytes of UTF-8")
    ], refusesOthers: true)

  static let history = Schema(
    name: "HistorySetting",
    properties: [.required("lines", number(0...Limits.historyLinesMax))], refusesOthers: true)

  static let order = Schema(
    name: "Order",
    properties: [
      .required("id", text, "Tells it from all others"),
      .required("seq", count, "The event since which it waits"),
      .required(
        "action",
        ["type": "string", "enum": .array(Order.Action.allCases.map { .string($0.rawValue) })]),
      .optional("server", text, "Missing: every chat server"),
      .optional("instance", text, "Only this process of it"),
      .optional("member", count),
      .optional("name", text, "Only if they go by it"),
      .optional("text", text, "The reason, or what is announced"),
      .optional("until", time, "When a mute ends; missing: when it is lifted"),
    ])

  static let orderResult = Schema(
    name: "OrderResult",
    properties: [
      .required("order", serverID, "Its id"),
      .required("server", serverID, "The chat server"),
      .required(
        "outcome",
        [
          "type": "string",
          "enum": ["done", "absent", "renamed", "busy", "held", "muted"],
        ]),
      .optional(
        "name", nullable(line(Limits.nicknameColumnsMax, mayBeEmpty: true)),
        "Whom the member is now, if renamed"),
      .optional(
        "range", nullable(range), "Where who was muted comes from, if it tells people apart"),
      .list(
        "mutes", number(1...APILimits.seqMax), max: Limits.mutesMax,
        "From which the member was unmuted, or which hold them muted"),
    ])

  static let rosterEntry = Schema(
    name: "RosterEntry",
    properties: [
      .required("id", count, "Never given to anybody else"),
      .required("name", text),
      .required("address", text),
      .required("since", count, "Seconds since they joined"),
      .optional("idle", count, "Seconds since they last did something; missing: they never have"),
      .required("lines", count, "Said"),
      .required("muted", flag),
      .optional("voiced", flag, "True: they may talk while only some may"),
      .optional("mute", muteInForce.reference, "Why, and how sure that is, where a mute is kept"),
      .optional("gone", flag, "True: their connection is gone, and lines of theirs are still said"),
      .optional("joined", time, "When they joined, to the second; missing: their server is older"),
      .optional("active", time, "When they last did something; missing: they never have"),
    ])

  static let roster = Schema(
    name: "Roster",
    properties: [
      .optional("instance", text, "The process that they are on"),
      .required("users", list(of: rosterEntry)),
      .required("total", count, "How many match in all"),
      .optional("next", count, "The after of the next page; missing on the last"),
    ])

  static let moderation = [
    ban, banList, newBan, memberAction, announcement, history, order, orderResult,
    rosterEntry, roster,
  ]
}
