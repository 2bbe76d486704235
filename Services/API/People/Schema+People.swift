import Wire

/// The shapes of what is decided and known about people.
extension Schema {
  static let mute = Schema(
    name: "Mute",
    properties: [
      .required("id", count),
      .optional("server", text, "The chat server on which the person was; only of a person"),
      .optional("instance", text, "The process there"),
      .optional("member", count, "Their id there"),
      .optional("name", text, "The muted name, or the person's then"),
      .optional(
        "range", text, "The muted address or range, or the person's, if it tells people apart"),
      .required("reason", text),
      .optional("until", time, "Missing: until it is lifted"),
      .required("since", time),
      .required("actor", text, "Who made it"),
    ])

  static let muteList = Schema(
    name: "MuteList", properties: [.required("mutes", list(of: mute))])

  static let newMute = Schema(
    name: "NewMute",
    properties: [
      .optional("server", serverID, "Of a person: the chat server they are on"),
      .optional(
        "instance", nullable(serverID),
        "The process there, as in the roster; missing: the present one"),
      .optional("member", number(0...APILimits.seqMax), "Their id there, as in the roster"),
      .optional(
        "name", line(Limits.nicknameColumnsMax),
        "Their name there, as in the roster; or, without a server, the name to be muted"),
      .optional(
        "range", nullable(range),
        "Without a server and a name: the address or range to be muted, as with bans"),
      .optional("reason", nullable(line(Limits.reasonCharactersMax, mayBeEmpty: true))),
      .optional(
        "minutes", nullable(number(1...Limits.banMinutesMax)),
        "How long; missing: until it is lifted"),
    ], refusesOthers: true)

  static let muteInForce = Schema(
    name: "MuteInForce",
    properties: [
      .required("id", count, "The mute's"),
      .required(
        "by",
        [
          "type": "string",
          "enum": .array(MuteInForce.Match.allCases.map { .string($0.rawValue) }),
        ],
        "connection: the very one that was muted; name: whoever goes by it; address, range: "
          + "whoever comes from there"),
      .optional("until", time, "Missing: until it is lifted"),
    ])

  static let ended = Schema(
    name: "Ended",
    properties: [
      .required("place", count, "Grows with each that ends; what before compares with"),
      .required("id", count, "The id that it had"),
      .optional("server", text, "Of a mute of a person: where they were"),
      .optional("member", count),
      .optional("name", text),
      .optional("range", text),
      .required("reason", text),
      .optional("until", time, "Missing: it had no end"),
      .required("since", time),
      .required("actor", text, "Who made it"),
      .required("ended", time),
      .required("ended_by", text, "Who ended it; api: its time was up"),
    ])

  static let endedList = Schema(
    name: "EndedList",
    properties: [
      .required("ended", list(of: ended)), .required("more", flag, "There are older ones"),
    ])

  static let termsChange = Schema(
    name: "TermsChange",
    properties: [
      .optional(
        "reason", nullable(line(Limits.reasonCharactersMax, mayBeEmpty: true)),
        "Missing: as it is"),
      .optional(
        "minutes", nullable(number(0...Limits.banMinutesMax)),
        "How long from now on; 0: until it is lifted; missing: as it is"),
    ], refusesOthers: true)

  static let note = Schema(
    name: "Note",
    properties: [
      .required("id", count),
      .optional("name", text, "It is about whoever goes by it,"),
      .optional("range", text, "or about whoever comes from there"),
      .required("text", text),
      .required("since", time),
      .required("actor", text, "Who wrote it"),
    ])

  static let noteList = Schema(
    name: "NoteList",
    properties: [
      .required("notes", list(of: note)), .required("more", flag, "There are older ones"),
    ])

  static let newNote = Schema(
    name: "NewNote",
    properties: [
      .optional("name", line(Limits.nicknameColumnsMax), "Either this"),
      .optional("range", nullable(range), "or this"),
      .required("text", line(Limits.noteCharactersMax)),
    ], refusesOthers: true)

  static let personHere = Schema(
    name: "PersonHere",
    properties: [
      .required("server", text, "Their chat server"),
      .optional("instance", text, "The process there"),
      .required("user", rosterEntry.reference),
    ])

  static let silence = Schema(
    name: "Silence", properties: [.required("server", text), .required("why", text)])

  static let peopleHere = Schema(
    name: "PeopleHere",
    properties: [
      .required("people", list(of: personHere), "A page, in the order that was asked for"),
      .required("total", count, "How many match in all, as far as is known"),
      .optional("missing", list(of: silence), "Chat servers that did not say; missing: none"),
      .optional("next", text, "The after of the next page; missing on the last"),
      .required(
        "servers", ["type": "array", "items": text], "The chat servers that there are"),
    ])

  static let historyName = Schema(
    name: "HistoryName",
    properties: [
      .required("name", text),
      .required("lines", count, "Said by it"),
      .required("first", time, "Of the first line that is kept, also of coming and of a new name"),
      .required("last", time, "Of the last one"),
    ])

  static let personHistory = Schema(
    name: "PersonHistory",
    properties: [
      .required("names", list(of: historyName), "The last used first"),
      .required("visits", count, "The last connections that went by the name"),
    ])

  static let bulkPerson = Schema(
    name: "BulkPerson",
    properties: [
      .required("server", serverID, "The chat server they are on"),
      .optional(
        "instance", nullable(serverID),
        "The process there, as in the roster; missing: the present one"),
      .required("member", number(0...APILimits.seqMax), "Their id there, as in the roster"),
      .required("name", line(Limits.nicknameColumnsMax), "Their name there, as in the roster"),
    ], refusesOthers: true)

  static let bulk = Schema(
    name: "NewBulk",
    properties: [
      .required(
        "action",
        [
          "type": "string",
          "enum": .array(NewBulk.Action.allCases.map { .string($0.rawValue) }),
        ], "ban: nobody may go by their names, and they are put out"),
      .optional("reason", nullable(line(Limits.reasonCharactersMax, mayBeEmpty: true))),
      .optional(
        "minutes", nullable(number(1...Limits.banMinutesMax)),
        "How long mutes and bans hold; missing: until they are lifted"),
      .list(
        "people", bulkPerson.reference, max: Limits.bulkMax, of: bulkPerson, isRequired: true,
        "In one body of at most 64 KiB"),
    ], refusesOthers: true)

  static let bulkOutcomes = Schema(
    name: "BulkOutcomes",
    properties: [.required("outcomes", list(of: outcome), "One for each person, in their order")])

  static let people = [
    mute, muteList, newMute, muteInForce, ended, endedList, termsChange, note, noteList, newNote,
    personHere, silence, peopleHere, historyName, personHistory, bulkPerson, bulk, bulkOutcomes,
  ]
}
