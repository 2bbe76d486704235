import Wire

/// The shapes of bots, and of what they say.
extension Schema {
  static let bot = Schema(
    name: "Bot",
    properties: [
      .required("id", count),
      .required("name", text),
      .required("may_read", flag, "It may read what was said, too"),
      .required("since", time),
      .required("actor", text, "Who made it"),
      .optional("last_used", time, "When its token was last used; missing: never"),
    ])

  static let botList = Schema(name: "BotList", properties: [.required("bots", list(of: bot))])

  static let newBot = Schema(
    name: "NewBot",
    properties: [
      .required(
        "name", line(Limits.nicknameColumnsMax),
        "As people's: letters of one script, digits, - and _; nobody else may have it, or one like it"
      ),
      .optional(
        "may_read", nullable(flag), "Whether it may read what was said, too; missing: it may not"),
    ], refusesOthers: true)

  static let botCredentials = Schema(
    name: "BotCredentials",
    properties: [
      .required("id", count),
      .required("name", text),
      .required("token", text, "In this answer and in no other"),
    ])

  static let botText = Schema(
    name: "BotText",
    properties: [
      .required(
        "text", text,
        "At most \(Limits.botLinesMax) lines of \(Limits.lineBytesMax) bytes of UTF-8; a longer one "
          + "counts for several, and an empty one not at all"),
      .optional(
        "name", line(Limits.nicknameColumnsMax),
        "Which bot says it, where the request has no bot's token; else its own name or nothing"),
    ], refusesOthers: true)

  static let slackMessage = Schema(
    name: "SlackMessage",
    properties: [
      .optional("text", nullable(text), "More lines than a bot may say at once are cut"),
      .optional("attachments", list(of: slackAttachment), "Read where there is no text"),
    ])

  static let slackAttachment = Schema(
    name: "SlackAttachment",
    properties: [
      .optional("fallback", text, "Read where nothing else is"),
      .optional("pretext", text),
      .optional("title", text),
      .optional("title_link", text),
      .optional("text", text),
    ])

  static let talk = [
    bot, botList, newBot, botCredentials, botText, slackMessage, slackAttachment,
  ]
}
