package import TinyHTTP
package import Wire

/// What is known of a bot, in words.
package enum BotWords {
  /// `May talk and read. Made by admin@192.0.2.1 24 Nov 12:03:10 UTC, last used 12:03:11 UTC.`
  package static func facts(_ bot: Bot, today: String) -> HTML {
    let may: HTML = bot.mayRead ? "May talk and read what was said" : "May talk"
    let used: HTML =
      if let time = bot.lastUsed {
        "last used \(HTML.time(time, today: today)) UTC"
      } else {
        "never used"
      }
    return """
      \(may). Made by \(HTML.name(bot.actor)) \(HTML.time(bot.since, today: today)) UTC, \(used).
      """
  }
}
