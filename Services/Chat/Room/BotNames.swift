import Wire

/// Programs that admins let talk here.
struct BotNames {
  /// In order of their names.
  private(set) var listed: [Nickname] = []
  /// By what they look like.
  private var holders: [String: Nickname] = [:]

  /// Names that are none are left out, and what is beyond `Limits.botsMax`.
  mutating func adopt(_ names: [String]) {
    listed = names.prefix(Limits.botsMax).compactMap { try? Nickname(chosen: $0) }
      .sorted { $0.text < $1.text }
    holders = [:]
    for name in listed { for key in name.keys { holders[key] = name } }
  }

  /// A bot that goes by that name, or by one that looks the same.
  func namesake(of text: String) -> Options.Ignored? {
    Nickname.keys(of: text).lazy.compactMap { holders[$0] }.first
      .map { Options.Ignored(id: Self.number(of: $0), name: $0) }
  }

  /// The number by which members ignore a bot. It is made of the name, and below zero, where no
  /// member's is: history remembers it, and nothing has to be kept for bots that are gone.
  static func number(of bot: Nickname) -> Int {
    var hasher = Hasher()
    hasher.combine(bot.text)
    return -1 - (hasher.finalize() & .max)
  }
}
