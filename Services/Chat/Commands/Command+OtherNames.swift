package import Wire

/// Command names from other chats and from shells. They work, and `/help` does not list them.
extension Command {
  private static let otherNames = [
    "bye": "quit", "exit": "quit", "leave": "quit", "part": "quit", "q": "quit",
    "list": "who", "names": "who", "users": "who", "w": "who", "whois": "who",
    "dm": "msg", "m": "msg", "pm": "msg", "query": "msg", "tell": "msg", "whisper": "msg",
    "name": "nick", "reply": "r", "history": "last", "commands": "help", "h": "help", "?": "help",
  ]

  /// The command that `name` is an alias of. Some expect `/w` to list people, others to whisper.
  static func meant(by name: String, hasArgument: Bool) -> Command? {
    if name == "w", hasArgument { return named("msg") }
    return otherNames[name].flatMap(named)
  }

  /// A hint for somebody who said a word that is a command elsewhere, or nil. The word is said all
  /// the same: it may be a line of a log.
  package static func hint(onSaying text: CleanText) -> String? {
    guard text.bytes.count == 4 else { return nil }
    switch text.text.lowercased() {
    case "exit", "quit": return "/quit leaves; without its slash it is said to everybody"
    case "help": return "/help lists the commands; without its slash it is said to everybody"
    default: return nil
    }
  }
}
