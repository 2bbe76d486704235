import Wire

extension Schema {
  static let room: JSONValue = [
    "type": "string", "minLength": 1, "maxLength": 32,
    "pattern": "^[a-z0-9._-]*[a-z0-9_-][a-z0-9._-]*$",
  ]
  static let kind: JSONValue = [
    "type": "string", "enum": .array(MessageKind.allCases.map { .string($0.rawValue) }),
  ]

  private static let origin: JSONValue = [
    "type": "string", "pattern": "^[A-Za-z0-9._-]*[A-Za-z0-9_-][A-Za-z0-9._-]*\\.[A-Za-z0-9_-]+$",
  ]

  static let newMessage = Schema(
    name: "NewMessage",
    properties: [
      .required("time", number(0...APILimits.seqMax), "Milliseconds since 1970, UTC"),
      .required("kind", text, "As in Message, but not missing; one that is not known is a notice"),
      .optional("member", nullable(number(0...APILimits.seqMax)), "Who said it"),
      .required("name", anyLine(APILimits.messageNameBytesMax), "Its bytes count"),
      .required("text", anyLine(Limits.lineBytesMax), "Its bytes count"),
    ])

  static let messageBatch = Schema(
    name: "MessageBatch",
    properties: [
      .required("room", room),
      .required("origin", origin, "SERVER.INSTANCE: the process that hands them over"),
      .required(
        "first", number(1...APILimits.seqMax),
        "The number of the first; an origin counts each room's lines from 1, without a gap"),
      .required(
        "messages",
        [
          "type": "array", "items": newMessage.reference, "minItems": 1,
          "maxItems": .integer(Limits.messagesBatchMax),
        ]),
    ])

  static let messageReceipt = Schema(
    name: "MessageReceipt",
    properties: [
      .required("last", count, "No line up to this number need come again")
    ])

  static let message = Schema(
    name: "Message",
    properties: [
      .required("id", count, "Grows with each line, and is never used again"),
      .required("room", text),
      .required("origin", text, "The process that handed it over"),
      .required("number", count, "By which that process counts the room's lines"),
      .required("time", time),
      .required("kind", kind),
      .optional("member", count, "Who said it; missing for bots and the server"),
      .required("name", text),
      .optional("text", text, "Missing while it is hidden"),
      .optional("hidden_by", text, "Who has hidden it"),
    ])

  static let messageList = Schema(
    name: "MessageList",
    properties: [
      .required("messages", list(of: message)),
      .required("more", flag, "There are more in that direction"),
    ])

  static let retention = Schema(
    name: "Retention",
    properties: [
      .required("days", number(0...Limits.retentionDaysMax), "0: what is said is not kept")
    ], refusesOthers: true)

  static let hiddenMessage = Schema(
    name: "HiddenMessage",
    properties: [.required("origin", text), .required("number", count)])

  static let transcript = [
    newMessage, messageBatch, messageReceipt, message, messageList, retention, hiddenMessage,
  ]
}
