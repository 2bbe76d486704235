import ServiceKit
package import Wire

/// Something a person can ask for with a line that begins with a slash.
///
/// Commands are data: `Command.all` lists them, and `/help` shows that list.
package struct Command: Sendable {
  /// What follows the slash.
  package let name: String
  /// What follows the name; empty when nothing does.
  package let usage: String
  package let help: String
  let action: @Sendable (Request) -> Void

  /// Who asks, where, and for what.
  struct Request {
    let member: Member
    let room: Room
    let banner: BannerText
    let argument: CleanText
    /// Nil where nobody can log in.
    var desk: AdminDesk?

    func answer(_ notices: String...) { room.tell(member, notices) }

    var isLoggedIn: Bool { desk?.login(of: member) != nil }

    /// The member called `name`; nil when there is none, and then the asker is told. Members who
    /// are leaving can be heard, but hear nothing.
    func find(_ name: String, orLeaving: Bool = false) -> Member? {
      if let found = room.member(named: name), found.isHere || orLeaving { return found }
      tellThatNobodyIs(name)
      return nil
    }

    func tellThatNobodyIs(_ name: String) {
      if let bot = room.bot(named: name) {
        answer("\(bot.name.text) is a bot: it talks, and hears nobody")
      } else {
        answer("nobody here is called \(Command.shown(name)); /who lists who is")
      }
    }
  }

  /// `/nick NAME`
  package var synopsis: String { usage.isEmpty ? "/\(name)" : "/\(name) \(usage)" }

  /// Runs the command called `name`, or tells the member what there is instead.
  package static func run(
    _ name: String, _ argument: CleanText, for member: Member, in room: Room, _ banner: BannerText,
    _ desk: AdminDesk? = nil
  ) {
    let request = Request(
      member: member, room: room, banner: banner, argument: argument, desk: desk)
    if let command = named(name) ?? meant(by: name, hasArgument: !argument.isEmpty) {
      command.action(request)
    } else if let command = namedForAdmins(name) {
      command.runForAdmin(request)
    } else {
      room.tell(member, unknown(name, toAdmin: request.isLoggedIn))
    }
  }

  static func named(_ name: String) -> Command? { all.first { $0.name == name } }

  /// What was typed, shortened when it is long.
  static func shown(_ text: String) -> String {
    text.unicodeScalars.count > 20 ? "\(text.prefix(20))…" : text
  }

  /// Says that there is no such command, and names a similar one if there is one.
  package static func unknown(_ name: String, toAdmin isAdmin: Bool = false) -> String {
    let shown = shown(name)
    let known = isAdmin ? all + forAdmins : all
    if let nearest = Suggestion.nearest(to: name, among: known.map(\.name)).flatMap({ name in
      known.first { $0.name == name }
    }) {
      return "there is no /\(shown); did you mean \(nearest.synopsis)?"
    }
    return "there is no /\(shown); /help lists the commands, // begins a line with a slash"
  }
}
