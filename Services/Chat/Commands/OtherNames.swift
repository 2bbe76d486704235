package import Wire

/// What people type who know other chats and shells. It is done, and not listed.
extension Command {
  private static let otherNames = [
    "bye": "quit", "exit": "quit", "leave": "quit", "logout": "quit", "part": "quit", "q": "quit",
    "list": "who", "names": "who", "users": "who", "w": "who", "whois": "who",
    "dm": "msg", "m": "msg", "pm": "msg", "query": "msg", "tell": "msg", "whisper": "msg",
    "name": "nick", "reply": "r", "history": "last", "commands": "help", "h": "help", "?": "help",
  ]

  /// The command that `name` is another name of. `/w` is a list for some, and for others a whisper.
  static func meant(by name: String, hasArgument: Bool) -> Command? {
    if name == "w", hasArgument { return named("msg") }
    return otherNames[name].flatMap(named)
  }

  /// A word to who has said what ends a shell, or nil. It has been said all the same: it may be a line
  /// of a log.
  package static func hint(onSaying text: CleanText) -> String? {
    guard text.bytes.count == 4, ["exit", "quit"].contains(text.text.lowercased()) else {
      return nil
    }
    return "/quit leaves; without its slash it is said to everybody"
  }
}
