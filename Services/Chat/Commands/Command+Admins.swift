import TinyReactor
import Wire

/// Logging in, and what moderators do at their prompts. Each is asked of the API, which judges whether they
/// may, and names them in the log.
extension Command {
  /// In the order in which `/help` shows them to those who are logged in.
  package static let forAdmins: [Command] = [
    Command(name: "kick", usage: "NAME [REASON]", help: "puts somebody out", action: kick),
    Command(
      name: "mute", usage: "NAME [MINUTES] [REASON]", help: "lets nobody hear somebody",
      action: mute),
    Command(name: "unmute", usage: "NAME", help: "lets somebody be heard again", action: unmute),
    Command(
      name: "ban", usage: "NAME|RANGE [MINUTES] [REASON]",
      help: "puts out whoever comes from somebody's address, or from 192.0.2.0/24", action: ban),
    Command(
      name: "ban!", usage: "NAME|RANGE [MINUTES] [REASON]",
      help: "the same, whoever else comes from there", action: banAll),
    Command(
      name: "voice", usage: "NAME", help: "lets somebody talk while only some may", action: voice),
    Command(name: "unvoice", usage: "NAME", help: "takes that back", action: unvoice),
    Command(
      name: "slow", usage: "SECONDS", help: "lets each say one line in so long; 0: no such rule",
      action: slow),
    Command(name: "announce", usage: "TEXT", help: "says something to everybody", action: announce),
    Command(name: "logout", usage: "", help: "ends your login", action: logOut),
  ]

  static func namedForAdmins(_ name: String) -> Command? { forAdmins.first { $0.name == name } }

  /// Runs it for whoever is logged in, or says why not.
  func runForAdmin(_ request: Request) {
    guard let login = request.desk?.login(of: request.member) else {
      return request.answer(
        name == "logout"
          ? "you are not logged in; /quit leaves" : "/\(name) is for moderators: /login NAME")
    }
    guard login.role >= .moderator || name == "logout" else {
      return request.answer(
        "/\(name) is for moderators, and you are logged in as \(login.role.words)")
    }
    action(request)
  }

  @Sendable static func logIn(_ request: Request) {
    guard let desk = request.desk else {
      return request.answer("there are no admins to log in as")
    }
    switch LoginWords(request.argument.text) {
    case .nothing: request.answer("/login needs a name: /login ann")
    case .noCode:
      request.answer(
        "that is no code, and nobody was shown it; a code has four groups of four letters, and is made on "
          + "the dashboard, at \"Your account\"")
    case .name(let name): desk.logIn(request.member, as: name)
    case .code(let name, let code): desk.logIn(request.member, as: name, code: code)
    }
  }

  @Sendable private static func logOut(_ request: Request) { request.desk?.logOut(request.member) }

  // MARK: - People

  @Sendable private static func kick(_ request: Request) {
    order("/kicks", "kicked", request)
  }

  @Sendable private static func mute(_ request: Request) {
    order("/mutes", "muted", takesMinutes: true, request)
  }

  @Sendable private static func unmute(_ request: Request) {
    order("/unmutes", "unmuted", request)
  }

  @Sendable private static func voice(_ request: Request) {
    order("/voices", "given voice", request)
  }

  @Sendable private static func unvoice(_ request: Request) {
    order("/unvoices", "not one of those with voice any more", request)
  }

  private static func order(
    _ path: String, _ done: String, takesMinutes: Bool = false, _ request: Request
  ) {
    guard let words = request.words(takesMinutes: takesMinutes),
      let person = person(words.target, request)
    else { return }
    let body = PersonOrder(
      server: person.server, instance: person.instance, member: person.member, name: person.name,
      reason: words.reason, minutes: words.minutes)
    request.ask { desk, login, note in
      let end = words.minutes.map { " for \($0) min" } ?? ""
      return desk.order(
        path, body, as: login, note: note, done: "\(person.name) was \(done)\(end)")
    }
  }

  /// Whoever goes by that name, here or on another server; nil when nobody does, and then the asker is told.
  private static func person(_ name: String, _ request: Request) -> Person? {
    if let neighbour = request.room.neighbour(named: name),
      let origin = MessageOrigin(neighbour.origin)
    {
      return Person(
        server: origin.server, instance: origin.instance, member: neighbour.member,
        name: neighbour.name.text)
    }
    guard let member = request.find(name, orLeaving: true), let desk = request.desk else {
      return nil
    }
    return Person(
      server: desk.server, instance: desk.instance, member: member.id, name: member.name.text)
  }

  private struct Person {
    let server: String
    let instance: String
    let member: Int
    let name: String
  }

  /// The body of `POST /kicks` and its like.
  private struct PersonOrder: Encodable {
    let server: String
    let instance: String
    let member: Int
    let name: String
    let reason: String?
    let minutes: Int?
  }

  // MARK: - The room

  @Sendable private static func slow(_ request: Request) {
    struct Rule: Encodable {
      let seconds: Int
      enum CodingKeys: String, CodingKey { case seconds = "slow_seconds" }
    }
    guard let seconds = Int(request.argument.text), 0...Limits.slowSecondsMax ~= seconds else {
      return request.answer(
        "/slow needs seconds, 0 to \(Limits.slowSecondsMax): /slow 10; /slow 0 ends slow mode")
    }
    request.ask { desk, login, note in
      desk.order(
        "/rules", Rule(seconds: seconds), as: login, note: note,
        done: seconds == 0 ? "slow mode has ended" : "slow mode: one line in \(seconds) s each")
    }
  }

  @Sendable private static func announce(_ request: Request) {
    let text = request.argument.text
    if text.isEmpty { return request.answer("/announce needs a text: /announce tea is ready") }
    request.ask { desk, login, note in
      desk.order(
        "/announcements", Announcement(text: text), as: login, note: note, done: "announced")
    }
  }
}

extension Command.Request {
  /// What follows the command, as long as it makes sense; if not, the asker is told.
  func words(takesMinutes: Bool) -> ModerationWords? {
    guard let words = ModerationWords(argument, takesMinutes: takesMinutes) else {
      answer("say whom: /who lists who is here")
      return nil
    }
    if let minutes = words.minutes, !(1...Limits.banMinutesMax ~= minutes) {
      answer("it can last 1 to \(Limits.banMinutesMax) minutes; without minutes it has no end")
      return nil
    }
    return words
  }

  /// Asks the API on behalf of the member, with the note for the log.
  func ask(
    _ call: @escaping (AdminDesk, AdminLogin, _ note: String) -> Deferred<String>
  ) {
    guard let desk, let note = desk.visit(of: member)?.note else { return }
    desk.carryOut(for: member) { login in call(desk, login, note) }
  }
}
