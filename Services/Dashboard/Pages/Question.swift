package import TinyHTTP
package import Wire

/// What is known about the subject of a command when the question is asked.
package enum Subject {
  case member(RosterEntry)
  case ban(Ban)
  /// Days for which what is said is kept now.
  case retention(days: Int)
  /// Those of the room now.
  case limits(RoomLimits)
  case bot(Bot)
  case admin(Admin)
  case token(APIToken)
  /// Somebody in the room whose address is to be banned, and who else has it.
  case neighbours(Neighbours)
  /// They have left, or the ban has ended: there is nothing to do.
  case gone
  /// It could not be found out, for this reason.
  case unknown(String)
  /// The command is about nobody in particular.
  case notNeeded

  /// The person whom `action` means, in a roster that begins with their id. In another process,
  /// nobody is that person, not even somebody with their id.
  package init(of action: MemberAction, in roster: Roster) {
    let isSame =
      action.instance == nil || roster.instance == nil || action.instance == roster.instance
    let entry = isSame ? roster.users.first { $0.id == action.member } : nil
    self = entry.map(Subject.member) ?? .gone
  }

  /// A sentence on what differs from the command; nil when nothing does.
  package func surprise(about command: AdminCommand) -> String? {
    guard let member = command.member else { return nil }
    switch self {
    case .gone: return "\(member.name) is not here any more."
    case .member(let entry) where entry.name != member.name:
      return "\(member.name) is \(entry.name) now."
    default: return nil
    }
  }
}

/// Asks to confirm a command, naming its subject; and again, with what was typed, if it failed.
package struct Question {
  package let command: AdminCommand
  private let subject: Subject
  private let problem: String?
  /// What differs from the link that led here.
  private let surprise: String?
  private let key: String
  /// The line of the room that led here, and to which it leads back.
  private let line: Int?
  /// RFC 3339, UTC.
  private let timeOfDay: String
  /// Who is asked.
  private let visitor: Visitor

  /// `key` is that of the form when the question is asked again; nil makes a new one.
  package init(
    _ command: AdminCommand, _ subject: Subject, problem: String? = nil, key: String? = nil,
    line: Int? = nil, timeOfDay: String, for visitor: Visitor = .anyone
  ) {
    self.visitor = visitor
    surprise = problem == nil ? subject.surprise(about: command) : nil
    self.key = key ?? CommandKey.new()
    self.command = Self.corrected(command, by: subject)
    self.subject = subject
    self.problem = problem
    self.line = line
    self.timeOfDay = timeOfDay
  }

  /// A link may carry any name; the chat server knows the real one.
  private static func corrected(_ command: AdminCommand, by subject: Subject) -> AdminCommand {
    switch (command, subject) {
    case (.kick(var action), .member(let entry)):
      action.name = entry.name
      return .kick(action)
    case (.mute(var action), .member(let entry)):
      action.name = entry.name
      return .mute(action)
    case (.unmute(var action), .member(let entry)):
      action.name = entry.name
      return .unmute(action)
    // Where it is not known yet whether they have voice, one link stands for both.
    case (.voice(var action), .member(let entry)):
      action.name = entry.name
      return entry.voiced == true ? .unvoice(action) : .voice(action)
    case (.unvoice(var action), .member(let entry)):
      action.name = entry.name
      return .unvoice(action)
    case (.lift(let id, _), .ban(let ban)): return .lift(id: id, range: ban.target)
    case (.revokeBot(let id, _), .bot(let bot)): return .revokeBot(id: id, name: bot.name)
    case (.changeRole(let id, _, let role), .admin(let admin)):
      return .changeRole(id: id, name: admin.name, role)
    case (.setPassword(let id, _, let password), .admin(let admin)):
      return .setPassword(id: id, name: admin.name, password: password)
    case (.removeAdmin(let id, _), .admin(let admin)): return .removeAdmin(id: id, name: admin.name)
    case (.revokeToken(let id, _), .token(let token)):
      return .revokeToken(id: id, name: token.name)
    default: return command
    }
  }

  /// The middle of the page.
  package var html: HTML {
    """
    <section class="card" aria-labelledby="question">
    <h2 id="question">\(heading)</h2>
    \(problem.map { Note.bad($0).html })\(facts)
    \(form)
    </section>
    """
  }

  private var heading: HTML {
    if case .gone = subject { command.gone } else { command.question }
  }

  private var form: HTML {
    if case .gone = subject { return "<p class=\"actions\">\(back("Back"))</p>" }
    let look: HTML = isHarsh ? " class=\"harsh\"" : ""
    return """
      <form method="post" action="\(command.kind.path)">
      \(Fields.hidden("\(CommandKey.field)", key))\(origin)\(inputs)
      <p class="hint">\(command.consequence)</p>
      <p class="actions"><button\(look)>\(command.button)</button>\(back("Cancel"))</p>
      </form>
      """
  }

  private var isHarsh: Bool {
    guard case (.retention(let days), .retention(let present)) = (command, subject) else {
      return command.isHarsh
    }
    return days < present
  }

  private var origin: HTML? { line.map { Fields.hidden("line", String($0)) } }

  private func back(_ label: HTML) -> HTML {
    let home = line.map { RoomAddress.line($0) } ?? command.home
    return "<a class=\"button quiet\" href=\"\(home)\">\(label)</a>"
  }

  // MARK: - Who it is

  private var facts: HTML? {
    switch subject {
    case .member(let entry):
      let notice = surprise.map { "<p class=\"notice\">\(TerminalText.visible($0))</p>" as HTML }
      return """
        \(notice)<p>On \(HTML.name(command.member?.server ?? "")), from \(HTML.name(entry.address)).</p>
        <p class="facts">\(PersonWords.facts(entry))</p>
        """
    case .ban(let ban):
      return "<p>\(BanWords.terms(ban, today: timeOfDay))</p>\(BanWords.reason(ban))"
    case .neighbours(let neighbours): return neighbours.html
    case .retention(let days): return "<p>\(RetentionWords.change(from: days, by: command))</p>"
    case .limits(let limits):
      guard case .room(let change) = command else { return nil }
      return change.change(from: limits)
    case .bot(let bot): return "<p>\(BotWords.facts(bot, today: timeOfDay))</p>"
    case .admin(let admin):
      return """
        <p>Now \(admin.role.words).</p><p class="facts">\(AdminWords.facts(admin, today: timeOfDay))</p>
        """
    case .token(let token):
      return """
        <p>Of \(HTML.name(token.admin)). \(AdminWords.facts(token, today: timeOfDay))</p>
        """
    case .gone: return "<p>\(command.goneAlready)</p>"
    case .unknown(let reason):
      return """
        <p class="notice">\(TerminalText.visible(reason)) The name is the one in the link that \
        brought you here.</p>
        """
    case .notNeeded:
      return nil
    }
  }

  // MARK: - What to fill in

  private var inputs: HTML {
    switch command {
    case .kick(let action), .mute(let action):
      "\(member(action))\(Fields.reason(action.reason ?? "", label: "Reason, which they will read"))"
    case .unmute(let action), .voice(let action), .unvoice(let action): member(action)
    case .ban(let ban):
      """
      \(Fields.range(ban.target, isChosen: problem != nil))\(Fields.duration(ban.minutes))\
      \(Fields.reason(ban.reason, label: "Reason, which they will read"))
      """
    case .lift(let id, let range):
      "\(Fields.hidden("id", String(id)))\(Fields.hidden("range", range))"
    case .announce(let text): Fields.announcement(text)
    case .open, .close: ""
    case .room(let change): fields(change)
    case .person(let change): Fields.person(change)
    case .history(let lines): Fields.history(lines)
    case .retention(let days): Fields.hidden("days", String(days))
    case .hide(let id), .show(let id): Fields.hidden("id", String(id))
    case .makeBot(let bot): Fields.bot(bot)
    case .revokeBot(let id, let name), .removeAdmin(let id, let name),
      .revokeToken(let id, let name):
      identity(id, name)
    case .makeAdmin(let admin): Fields.admin(admin)
    case .changeRole(let id, let name, let role): "\(identity(id, name))\(Fields.role(role))"
    case .setPassword(let id, let name, _):
      "\(identity(id, name))\(Fields.newPassword("password", label: "New password"))"
    case .changePassword: Fields.ownPassword(of: visitor.name)
    case .makeToken(let token): Fields.token(token, upTo: visitor.role)
    }
  }

  private func fields(_ change: RoomChange) -> HTML {
    switch change {
    case .slow(let seconds): Fields.slowSeconds(seconds, label: "Seconds from a line to the next")
    case .voicedOnly(let only): Fields.hidden("only", only ? "true" : "false")
    case .word(let word): Fields.word(word, label: "The word")
    case .limits(let limits):
      HTML.join(
        LimitField.allCases.map { field in
          Fields.hidden("\(field.name)", limits[keyPath: field.path].map { String($0) } ?? "")
        })
    }
  }

  private func identity(_ id: Int, _ name: String) -> HTML {
    "\(Fields.hidden("id", String(id)))\(Fields.hidden("name", name))"
  }

  private func member(_ action: MemberAction) -> HTML {
    """
    \(Fields.hidden("server", action.server))\(Fields.hidden("member", String(action.member)))\
    \(action.instance.map { Fields.hidden("instance", $0) })\(Fields.hidden("name", action.name))
    """
  }
}
