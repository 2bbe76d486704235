import Wire

/// The shapes of what holds for the whole room.
extension Schema {
  static let doors = Schema(
    name: "Doors",
    properties: [
      .required("open", flag, "False: newcomers are turned away, but for those who know the word"),
      .optional("keyed", flag, "True: there is a word"),
      .optional("key", text, "The word, for those who may change it"),
    ])

  static let newDoors = Schema(
    name: "NewDoors",
    properties: [
      .required("open", flag, "False: newcomers are turned away"),
      .optional(
        "key",
        nullable([
          "type": "string", "minLength": .integer(Limits.doorKeyCharactersMin),
          "maxLength": .integer(Limits.doorKeyCharactersMax), "pattern": #"^\S+$"#,
        ]), "The word that lets in all the same; missing: nobody gets in"),
    ], refusesOthers: true)

  static let rules = Schema(
    name: "RoomRules",
    properties: [
      .required("slow_seconds", slowSeconds, slowSummary),
      .required("voiced_only", flag, voicedSummary),
    ])

  static let newRules = Schema(
    name: "NewRules",
    properties: [
      .optional("slow_seconds", nullable(slowSeconds), slowSummary + "; missing: as it is"),
      .optional("voiced_only", nullable(flag), voicedSummary + "; missing: as it is"),
    ], refusesOthers: true)

  private static let slowSeconds = number(0...Limits.slowSecondsMax)
  private static let slowSummary = "Slow mode: seconds from a person's line to the next; 0: off"
  private static let voicedSummary = "True: only those with voice may talk"

  static let limits = Schema(
    name: "RoomLimits",
    properties: limitSummaries.map { .optional($0.rawValue, roomLimit, $1) })

  static let newLimits = Schema(
    name: "NewLimits",
    properties: limitSummaries.map { .optional($0.rawValue, nullable(roomLimit), $1) },
    refusesOthers: true)

  private static let roomLimit = number(0...Limits.roomLimitMax)
  private static let limitSummaries: [(RoomLimits.CodingKeys, String)] = [
    (.talkRate, "Lines a second from one person in the long run, as CHAT_TALK_RATE"),
    (.talkBurst, "Lines from one person at once, as CHAT_TALK_BURST"),
    (
      .connectionsMax,
      "As CHAT_CONNECTIONS_MAX; no chat server lets in more than its descriptors allow"
    ),
    (.connectionsPerAddress, "As CHAT_CONNECTIONS_PER_ADDRESS"),
  ]

  static let wholeRoom = [doors, newDoors, rules, newRules, limits, newLimits] + filtering
}
