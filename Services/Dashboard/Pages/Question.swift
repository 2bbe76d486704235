package import TinyHTTP
import Wire

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
    case (.kick(var action), .member(let entry, _)):
      action.name = entry.name
      return .kick(action)
    case (.mute(var action), .member(let entry, _)):
      action.name = entry.name
      return .mute(action)
    case (.unmute(var action), .member(let entry, _)):
      action.name = entry.name
      return .unmute(action)
    // Where it is not known yet whether they have voice, one link stands for both.
    case (.voice(var action), .member(let entry, _)):
      action.name = entry.name
      return entry.voiced == true ? .unvoice(action) : .voice(action)
    case (.unvoice(var action), .member(let entry, _)):
      action.name = entry.name
      return .unvoice(action)
    case (.ban(var ban), .aims(let aims)) where ban.name != nil:
      // It is asked about them as they are called now.
      ban.name = aims.person?.name ?? ban.name
      return .ban(ban)
    case (.words(let change), _): return .words(change.corrected(by: subject))
    case (.lift(let id, _), .ban(let ban)): return .lift(id: id, range: ban.target)
    case (.decision(let decision), _): return .decision(decision.corrected(by: subject))
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
    if case .aims(let aims) = subject, aims.aims.isEmpty, let person = aims.person {
      return "\(HTML.name(person.name)) cannot be banned"
    }
    return hasNothingToDo ? command.gone : command.question
  }

  private var hasNothingToDo: Bool {
    switch subject {
    case .gone: true
    case .aims(let aims): aims.aims.isEmpty
    default: false
    }
  }

  private var form: HTML {
    if hasNothingToDo { return "<p class=\"actions\">\(back("Back"))</p>" }
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
    case .member(let entry, let sharing):
      let notice = surprise.map { "<p class=\"notice\">\(TerminalText.visible($0))</p>" as HTML }
      return """
        \(notice)<p>On \(HTML.name(command.member?.server ?? "")), from \(HTML.name(entry.address)).</p>
        <p class="facts">\(PersonWords.facts(entry))</p>\(muting(entry, sharing))
        """
    case .ban(let ban):
      return "<p>\(BanWords.terms(ban, today: timeOfDay))</p>\(BanWords.reason(ban.reason))"
    case .mute(let mute):
      return "<p>\(BanWords.terms(mute, today: timeOfDay))</p>\(BanWords.reason(mute.reason))"
    case .aims(let aims): return aims.facts(line: line)
    case .retention(let days): return "<p>\(RetentionWords.change(from: days, by: command))</p>"
    case .limits(let limits):
      guard case .room(let change) = command else { return nil }
      return change.change(from: limits)
    case .filter(let filter): return FilterWords.facts(filter, today: timeOfDay)
    case .held(let line): return HeldWords.html(line, today: timeOfDay)
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

  /// By what they are muted, or how sure it would be.
  private func muting(
    _ entry: RosterEntry, _ sharing: Result<PeopleHere, APIFailure>?
  ) -> HTML? {
    if case .mute = command {
      return "<p class=\"hint\">\(BanWords.certainty(of: entry, sharing: sharing))</p>"
    }
    return entry.muted
      ? "<p class=\"facts\">\(FlagWords.mute(entry, today: timeOfDay))</p>" : nil
  }

  // MARK: - What to fill in

  private var inputs: HTML {
    switch command {
    case .mute(let action):
      """
      \(Fields.hidden(action.pairs))\(Fields.duration(action.minutes, endless: Fields.untilLifted))\
      \(Fields.reason(action.reason))
      """
    case .kick(let action):
      "\(Fields.hidden(action.pairs))\(Fields.reason(action.reason))"
    case .unmute(let action), .voice(let action), .unvoice(let action):
      Fields.hidden(action.pairs)
    case .ban(let ban):
      """
      \(aims(.ban, Target(ban)))\(Fields.duration(ban.minutes))\
      \(Fields.reason(ban.reason))
      """
    case .lift(let id, let range):
      "\(Fields.hidden("id", String(id)))\(Fields.hidden("range", range))"
    case .decision(let decision): fields(decision)
    case .announce(let text): Fields.announcement(text)
    case .open, .close: ""
    case .room(let change): fields(change)
    case .person(let change): Fields.person(change)
    case .words(let change): change.fields(isRefused: problem != nil)
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

  /// What it may be of, with the person who was pointed at.
  private func aims(_ deed: Reach.Deed, _ target: Target) -> HTML {
    guard case .aims(let aims) = subject else {
      return Aims(deed, of: target).fields(target, isChosen: problem != nil)
    }
    let person = aims.person.map { Fields.hidden($0.action.pairs) }
    return "\(person)\(aims.fields(target, isChosen: problem != nil))"
  }

  private func fields(_ decision: Decision) -> HTML {
    switch decision {
    case .mute(let mute):
      """
      \(aims(.mute, Target(mute)))\(Fields.duration(mute.minutes, endless: Fields.untilLifted))\
      \(Fields.reason(mute.reason))
      """
    case .liftMute(let id, let target): identity(id, target, field: "\(Target.field)")
    case .changeBan(let id, let target, let terms):
      "\(identity(id, target, field: "\(Target.field)"))\(change(terms, endless: Fields.forEver))"
    case .changeMute(let id, let target, let terms):
      "\(identity(id, target, field: "\(Target.field)"))\(change(terms, endless: Fields.untilLifted))"
    }
  }

  private func change(_ terms: TermsChange, endless: HTML) -> HTML {
    """
    \(Fields.end(terms.minutes, endless: endless))\
    \(Fields.reason(terms.reason))
    """
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

  private func identity(_ id: Int, _ name: String, field: HTML = "name") -> HTML {
    "\(Fields.hidden("id", String(id)))\(Fields.hidden(field, name))"
  }
}
