import Wire

extension Command {
  /// Every command, in the order in which `/help` shows them.
  package static let all: [Command] = [
    Command(
      name: "help", usage: "[COMMAND]", help: "lists the commands, or tells of one", action: help),
    Command(
      name: "nick", usage: "NAME", help: "gives you another name: letters, digits, - and _",
      action: nick),
    Command(name: "who", usage: "", help: "lists who is here", action: who),
    Command(name: "me", usage: "TEXT", help: "says what you do: * ann waves", action: me),
    Command(
      name: "msg", usage: "NAME TEXT", help: "tells one person alone", action: msg),
    Command(
      name: "r", usage: "TEXT", help: "answers who told you something alone last", action: r),
    Command(
      name: "last", usage: "[N|@NAME]",
      help: "shows the last lines that were said, or the last 20 that somebody said", action: last),
    Command(
      name: "find", usage: "WORDS",
      help: "shows the last 20 lines with these words, \"phrases\" or @NAME",
      action: find),
    Command(
      name: "ignore", usage: "[NAME]",
      help: "hides what somebody says, or lists whom you ignore", action: ignore),
    Command(
      name: "unignore", usage: "NAME", help: "shows again what somebody says", action: unignore),
    Command(
      name: "quiet", usage: "", help: "hides who comes, goes or changes names; again shows them",
      action: quiet),
    Command(
      name: "timestamps", usage: "", help: "shows the time before each line; again hides it",
      action: timestamps),
    Command(
      name: "stop", usage: "[NAME]",
      help: "drops your lines that wait, or those of who is gone from your address", action: stop),
    Command(
      name: "key", usage: "WORD",
      help: "lets you in where the room asks for a word; it has to be your first line", action: key),
    Command(
      name: "login", usage: "NAME [CODE]",
      help: "lets an admin moderate here; telnet asks for the password, nc needs a code",
      action: logIn),
    Command(name: "banner", usage: "", help: "shows the banner again", action: banner),
    Command(name: "quit", usage: "", help: "leaves the room", action: quit),
  ]

  @Sendable private static func help(_ request: Request) {
    let topic = request.argument.text.lowercased().drop { $0 == "/" }
    if topic.isEmpty {
      let all = request.isLoggedIn ? all + forAdmins : all
      let width = all.map(\.synopsis.count).max() ?? 0
      let lines = all.map { command in
        let gap = String(repeating: " ", count: width - command.synopsis.count)
        return "  \(command.synopsis)\(gap)  \(command.help)"
      }
      request.room.tell(
        request.member, ["whatever does not begin with / is said to everybody"] + lines)
    } else if let command = named(String(topic)) ?? meant(by: String(topic), hasArgument: false)
      ?? namedForAdmins(String(topic))
    {
      request.answer("\(command.synopsis): \(command.help)")
    } else {
      request.answer(unknown(String(topic), toAdmin: request.isLoggedIn))
    }
  }

  /// Whoever pipes a log in sends it, whether or not the doors ask for it.
  @Sendable private static func key(_ request: Request) {
    request.answer("you are in, and need no word; nobody was shown yours")
  }

  @Sendable private static func banner(_ request: Request) {
    if request.banner.bytes.isEmpty {
      request.answer("there is no banner")
    } else {
      request.room.show(request.banner.bytes, to: request.member)
    }
  }

  @Sendable private static func quit(_ request: Request) {
    request.answer("goodbye")
    request.room.dismiss(request.member, .quit)
  }
}
