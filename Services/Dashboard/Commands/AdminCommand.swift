package import TinyHTTP
package import Wire

/// Something an admin does, as read from the form that asks for it.
///
/// Each kind has one address: GET asks for confirmation, with everything that a link or a form gave
/// filled in, and POST carries it out. So an error, or a login in between, leads back to the
/// question with nothing lost.
package enum AdminCommand: Equatable {
  case kick(MemberAction)
  case mute(MemberAction)
  case unmute(MemberAction)
  case voice(MemberAction)
  case unvoice(MemberAction)
  case ban(NewBan)
  case lift(id: Int, range: String)
  case decision(Decision)
  case announce(String)
  case open
  case close
  case room(RoomChange)
  case person(PersonChange)
  case words(WordChange)
  case history(lines: Int)
  case retention(days: Int)
  /// A line of the room, by its id.
  case hide(Int)
  case show(Int)
  case makeBot(NewBot)
  case revokeBot(id: Int, name: String)
  case makeAdmin(NewAdmin)
  case changeRole(id: Int, name: String, Role)
  /// Of another admin, by an owner.
  case setPassword(id: Int, name: String, password: String)
  case removeAdmin(id: Int, name: String)
  /// One's own.
  case changePassword(PasswordChange)
  /// For a script of one's own.
  case makeToken(NewAPIToken)
  case revokeToken(id: Int, name: String)

  package enum Kind: String, CaseIterable {
    case kick, mute, unmute, voice, unvoice, ban, lift, announce, open, close, history, retention,
      hide, show
    case changeBan = "bans/change"
    case liftMute = "mutes/lift"
    case changeMute = "mutes/change"
    case slow = "rules/slow"
    case voicedOnly = "rules/voice"
    case word = "doors/word"
    case limits = "rules/limits"
    case bulk
    case note = "notes/new"
    case removeNote = "notes/remove"
    case addFilter = "words/new"
    case removeFilter = "words/remove"
    case release = "words/release"
    case drop = "words/drop"
    case makeBot = "bots/new"
    case revokeBot = "bots/revoke"
    case makeAdmin = "admins/new"
    case changeRole = "admins/role"
    case setPassword = "admins/password"
    case removeAdmin = "admins/remove"
    case changePassword = "account/password"
    case makeToken = "account/tokens/new"
    case revokeToken = "account/tokens/revoke"

    package var path: String { "/\(rawValue)" }

    /// The kind whose address this is.
    package init?(path: String) {
      self.init(rawValue: String(path.split(separator: "/").joined(separator: "/")))
    }
  }

  /// Throws 400, in words, when something is missing that our own links and forms always have.
  package init(_ kind: Kind, _ form: Form) throws(HTTPError) {
    switch kind {
    case .kick: self = .kick(try Self.memberAction(form))
    case .mute:
      if form["member"] == nil, let target = Target(form) {
        let mute = NewMute(
          name: target.name, range: target.range, reason: form.text("reason"),
          minutes: try Self.minutes(form))
        self = .decision(.mute(mute))
      } else {
        var action = try Self.memberAction(form)
        action.minutes = try Self.minutes(form)
        self = .mute(action)
      }
    case .unmute: self = .unmute(try Self.memberAction(form))
    case .voice: self = .voice(try Self.memberAction(form))
    case .unvoice: self = .unvoice(try Self.memberAction(form))
    case .ban:
      guard let target = Target(form) else {
        throw HTTPError(.badRequest, "Say which name, address or range of addresses to ban.")
      }
      self = .ban(
        NewBan(
          range: target.range, name: target.name, reason: form.text("reason"),
          minutes: try Self.minutes(form)))
    case .lift:
      self = .lift(id: try Self.number("id", in: form), range: form["range"] ?? "")
    case .liftMute, .changeBan, .changeMute: self = .decision(try Decision(kind, form))
    case .announce:
      let text = form.text("text").split(whereSeparator: \.isNewline).joined(
        separator: " ")
      guard !text.isEmpty else { throw HTTPError(.badRequest, "Say what to announce.") }
      self = .announce(text)
    case .open: self = .open
    case .close: self = .close
    case .slow: self = .room(try RoomChange(slow: form))
    case .voicedOnly: self = .room(try RoomChange(voicedOnly: form))
    case .word: self = .room(RoomChange(word: form))
    case .limits: self = .room(try RoomChange(limits: form))
    case .bulk, .note, .removeNote: self = .person(try PersonChange(kind, form))
    case .addFilter, .removeFilter, .release, .drop: self = .words(try WordChange(kind, form))
    case .history: self = .history(lines: try Self.number("lines", in: form))
    case .retention: self = .retention(days: try Self.days(form))
    case .hide: self = .hide(try Self.number("id", in: form))
    case .show: self = .show(try Self.number("id", in: form))
    case .makeBot:
      self = .makeBot(
        NewBot(name: try Self.name(form, "Give the bot a name."), mayRead: form["may_read"] == "1"))
    case .revokeBot:
      self = .revokeBot(id: try Self.number("id", in: form), name: form["name"] ?? "")
    case .makeAdmin:
      self = .makeAdmin(
        NewAdmin(
          name: try Self.name(form, "Give the admin a name."), role: try Self.role(form),
          password: form["password"] ?? ""))
    case .changeRole:
      self = .changeRole(
        id: try Self.number("id", in: form), name: form["name"] ?? "", try Self.role(form))
    case .setPassword:
      self = .setPassword(
        id: try Self.number("id", in: form), name: form["name"] ?? "",
        password: form["password"] ?? "")
    case .removeAdmin:
      self = .removeAdmin(id: try Self.number("id", in: form), name: form["name"] ?? "")
    case .changePassword:
      self = .changePassword(PasswordChange(old: form["old"] ?? "", new: form["new"] ?? ""))
    case .makeToken:
      self = .makeToken(
        NewAPIToken(name: try Self.name(form, "Give the token a name."), role: try Self.role(form)))
    case .revokeToken:
      self = .revokeToken(id: try Self.number("id", in: form), name: form["name"] ?? "")
    }
  }

  package var kind: Kind {
    switch self {
    case .kick: .kick
    case .mute: .mute
    case .unmute: .unmute
    case .voice: .voice
    case .unvoice: .unvoice
    case .ban: .ban
    case .lift: .lift
    case .decision(let decision): decision.kind
    case .announce: .announce
    case .open: .open
    case .close: .close
    case .room(let change): change.kind
    case .person(let change): change.kind
    case .words(let change): change.kind
    case .history: .history
    case .retention: .retention
    case .hide: .hide
    case .show: .show
    case .makeBot: .makeBot
    case .revokeBot: .revokeBot
    case .makeAdmin: .makeAdmin
    case .changeRole: .changeRole
    case .setPassword: .setPassword
    case .removeAdmin: .removeAdmin
    case .changePassword: .changePassword
    case .makeToken: .makeToken
    case .revokeToken: .revokeToken
    }
  }

  /// The person it is about, if it is about one.
  package var member: MemberAction? {
    switch self {
    case .kick(let action), .mute(let action), .unmute(let action), .voice(let action),
      .unvoice(let action):
      action
    default: nil
    }
  }

  /// The page it belongs to.
  package var home: String {
    switch self {
    case .kick, .mute, .unmute, .voice, .unvoice:
      member.map { PersonAddress($0).target } ?? PersonAddress.all
    case .ban, .lift: "/bans"
    case .decision(let decision): decision.home
    case .announce: "/"
    case .open, .close, .room: "/rules"
    case .person(let change): change.home
    case .words: "/words"
    case .history: "/banner"
    case .retention: RoomAddress.now
    case .hide(let id), .show(let id): RoomAddress.line(id)
    case .makeBot, .revokeBot: "/bots"
    case .makeAdmin, .changeRole, .setPassword, .removeAdmin: "/admins"
    case .changePassword, .makeToken, .revokeToken: "/account"
    }
  }

  // MARK: - Reading forms

  /// The person at a prompt whom a form names; nil when it is about nobody in particular.
  package static func person(_ form: Form) -> MemberAction? {
    guard var person = try? memberAction(form) else { return nil }
    person.reason = nil
    return person
  }

  static func memberAction(_ form: Form) throws(HTTPError) -> MemberAction {
    guard let server = form["server"], ServerID.isValid(server), let name = form["name"] else {
      throw HTTPError(.badRequest, "Whom do you mean? Choose them on the People page.")
    }
    let reason = form.text("reason")
    return MemberAction(
      server: server, instance: form["instance"].flatMap { ServerID.isValid($0) ? $0 : nil },
      member: try number("member", in: form), name: name,
      reason: reason.isEmpty ? nil : reason)
  }

  /// Empty is for ever.
  static func minutes(_ form: Form) throws(HTTPError) -> Int? {
    guard !form["minutes", default: ""].isEmpty else { return nil }
    let minutes = try number("minutes", in: form)
    guard (1...Limits.banMinutesMax).contains(minutes) else {
      throw HTTPError(
        .badRequest, "A ban or a mute that ends can hold 1 to \(Limits.banMinutesMax) minutes.")
    }
    return minutes
  }

  private static func days(_ form: Form) throws(HTTPError) -> Int {
    let days = try number("days", in: form)
    guard days <= Limits.retentionDaysMax else {
      throw HTTPError(
        .badRequest, "What is said can be kept for 0 to \(Limits.retentionDaysMax) days.")
    }
    return days
  }

  private static func name(_ form: Form, _ problem: String) throws(HTTPError) -> String {
    let name = form.text("name")
    guard !name.isEmpty else { throw HTTPError(.badRequest, problem) }
    return name
  }

  private static func role(_ form: Form) throws(HTTPError) -> Role {
    guard let role = form["role"].flatMap(Role.init) else {
      throw HTTPError(.badRequest, "Choose a role.")
    }
    return role
  }

  static func number(_ name: String, in form: Form) throws(HTTPError) -> Int {
    guard let number = Int(form.text(name)), number >= 0 else {
      throw HTTPError(.badRequest, "“\(name)” must be a whole number.")
    }
    return number
  }
}
