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
    Command(name: "quit", usage: "", help: "leaves the room", action: quit),
  ]

  /// Names shown by `/who`; the rest is a number.
  private static let whoNamesMax = 50

  @Sendable private static func help(_ request: Request) {
    let topic = request.argument.text.lowercased().drop { $0 == "/" }
    if topic.isEmpty {
      let width = all.map(\.synopsis.count).max() ?? 0
      let lines = all.map { command in
        let gap = String(repeating: " ", count: width - command.synopsis.count)
        return "  \(command.synopsis)\(gap)  \(command.help)"
      }
      request.room.tell(
        request.member, ["whatever does not begin with / is said to everybody"] + lines)
    } else if let command = named(String(topic)) {
      request.answer("\(command.synopsis): \(command.help)")
    } else {
      request.answer(unknown(String(topic)))
    }
  }

  @Sendable private static func nick(_ request: Request) {
    do throws(NicknameProblem) {
      try request.room.rename(request.member, to: request.argument.text)
    } catch {
      request.answer(error.description)
    }
  }

  @Sendable private static func who(_ request: Request) {
    let members = request.room.members
    let others = members.lazy.filter { $0 !== request.member }.prefix(whoNamesMax - 1)
    var names = ["\(request.member.name.text) (you)"] + others.map(\.name.text).sorted()
    if names.count < members.count { names.append("\(members.count - names.count) others") }
    request.answer("\(members.count) here: \(names.joined(separator: ", "))")
  }

  @Sendable private static func me(_ request: Request) {
    if request.argument.isEmpty {
      request.answer("/me needs to know what you do: /me waves")
    } else {
      request.room.act(request.argument, by: request.member)
    }
  }

  @Sendable private static func quit(_ request: Request) {
    request.answer("goodbye")
    request.room.dismiss(request.member)
  }
}
