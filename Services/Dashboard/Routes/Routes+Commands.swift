import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

/// Asking for confirmation of a command, and carrying it out.
extension Routes {
  func ask(_ kind: AdminCommand.Kind, _ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    try ask(kind, request.query.withoutSecrets, request)
  }

  /// With all that `form` gives filled in.
  func ask(
    _ kind: AdminCommand.Kind, _ form: Form, _ request: HTTPRequest
  ) throws -> Deferred<HTTPResponse> {
    let visitor = visitor(of: request)
    guard visitor.may(kind) else {
      return .succeeded(refusal(AdminWords.refusal(of: kind, to: visitor), for: request))
    }
    let command = try AdminCommand(kind, Self.withEnd(kind, form))
    return look(for: command, form, request).addCallback { subject -> HTTPResponse in
      self.question(
        Question(
          command, subject, line: Self.line(form), timeOfDay: self.timeOfDay(), for: visitor),
        for: request)
    }
  }

  /// A ban or a mute ends by itself, unless somebody wants it otherwise.
  private static func withEnd(_ kind: AdminCommand.Kind, _ form: Form) -> Form {
    guard kind == .ban || kind == .mute, form["minutes"] == nil else { return form }
    let pairs = form.shownPairs + [("minutes", String(Fields.durationDefault))]
    return (try? Form(decoding: Form.encode(pairs))) ?? form
  }

  /// In place of a page or a question that is not for this visitor.
  func refusal(_ why: String, for request: HTTPRequest) -> HTTPResponse {
    page(
      nil, "Not for you", for: request, status: .forbidden,
      PageFrame.apology("Not for you", why))
  }

  func carryOut(_ kind: AdminCommand.Kind, _ request: HTTPRequest) throws -> Deferred<HTTPResponse>
  {
    let form = try request.form()
    let command = try AdminCommand(kind, form)
    let key = CommandKey.read(form)
    let line = Self.line(form)
    return api(for: request).carryOut(command, key: key).addCallbacks(
      { result -> Deferred<HTTPResponse> in
        .succeeded(self.done(command, result, line, for: request))
      },
      { error -> Deferred<HTTPResponse> in
        self.failed(command, form, APIFailure(error), for: request)
      }
    ).addCallback { $0 }
  }

  /// Back to where it was asked for, which says what has come of it.
  private func done(
    _ command: AdminCommand, _ result: CommandResult, _ line: Int?, for request: HTTPRequest
  ) -> HTTPResponse {
    let home = line.map { RoomAddress.line($0) } ?? command.home
    switch result {
    case .done: return redirect(to: home, saying: .good(command.done))
    case .waiting(let why): return redirect(to: home, saying: .waiting(command.waiting(why)))
    case .made(let bot): return page(.bots, "Bot", for: request, BotsPage.made(bot))
    case .outcomes(let bulk, let outcomes): return done(bulk, outcomes, command, for: request)
    case .madeToken(let token): return page(nil, "Token", for: request, AccountPage.made(token))
    }
  }

  /// The question again, with all that was typed, and what went wrong. If a person is gone or has
  /// another name, it says so.
  private func failed(
    _ command: AdminCommand, _ form: Form, _ failure: APIFailure, for request: HTTPRequest
  ) -> Deferred<HTTPResponse> {
    log.warning("not done", ["what": command.kind.rawValue, "why": failure.detail])
    let visitor = visitor(of: request)
    if case .refused(.forbidden, _) = failure, !visitor.may(command.kind) {
      return .succeeded(refusal(failure.explanation, for: request))
    }
    let look =
      failure.isCallersFault
      ? look(for: command, form, request) : .succeeded(Subject(unasked: command, form))
    return look.addCallback { subject -> HTTPResponse in
      let outcome =
        failure.isWithoutEffect
        ? "Nothing was changed." : "It may or may not have happened; the log will tell."
      let why = subject.surprise(about: command) ?? failure.explanation
      let question = Question(
        command, subject, problem: "\(why) \(outcome)",
        // If it has happened after all, the same key keeps it from happening twice.
        key: failure.isWithoutEffect ? nil : CommandKey.read(form), line: Self.line(form),
        timeOfDay: self.timeOfDay(), for: visitor)
      return self.question(question, for: request, failure.statusForAdmin)
    }
  }

  private func question(
    _ question: Question, for request: HTTPRequest, _ status: HTTPStatus = .ok
  ) -> HTTPResponse {
    page(
      question.command.place, "\(question.command.button)", for: request, status: status,
      question.html)
  }

  /// Looks up whom or what the command is about, so that the question can name it. Never fails.
  private func look(
    for command: AdminCommand, _ form: Form, _ request: HTTPRequest
  ) -> Deferred<Subject> {
    let api = api(for: request)
    switch command {
    case .ban(let ban):
      return aims(.ban, of: Target(ban), person: AdminCommand.person(form), request)
    case .decision(.mute(let mute)): return aims(.mute, of: Target(mute), person: nil, request)
    case .mute(let action): return lookAround(action, request)
    default: break
    }
    if let action = command.member { return look(for: action, request) }
    let subject: Deferred<Subject>
    switch command {
    case .lift(let id, _), .decision(.changeBan(let id, _, _)):
      subject = api.bans().addCallback { bans in
        bans.first { $0.id == id }.map(Subject.ban) ?? .gone
      }
    case .decision(.liftMute(let id, _)), .decision(.changeMute(let id, _, _)):
      subject = api.mutes().addCallback { mutes in
        mutes.first { $0.id == id }.map(Subject.mute) ?? .gone
      }
    case .revokeBot(let id, _):
      subject = api.bots().addCallback { bots in
        bots.first { $0.id == id }.map(Subject.bot) ?? .gone
      }
    case .changeRole(let id, _, _), .setPassword(let id, _, _), .removeAdmin(let id, _):
      subject = api.admins().addCallback { admins in
        admins.first { $0.id == id }.map(Subject.admin) ?? .gone
      }
    case .revokeToken(let id, _):
      subject = api.tokens().addCallback { tokens in
        tokens.first { $0.id == id }.map(Subject.token) ?? .gone
      }
    case .retention:
      subject = api.retentionDays().addCallback { .retention(days: $0) }
    case .words(let change): subject = Self.look(for: change, api)
    case .room(.limits):
      subject = api.limits().addCallback { .limits($0) }
    default: return .succeeded(.notNeeded)
    }
    return subject.addErrback { error -> Subject in .unknown(APIFailure(error).explanation) }
  }
}

extension AdminCommand {
  fileprivate var place: PageFrame.Place? {
    switch self {
    case .kick, .mute, .unmute, .voice, .unvoice, .person: .people
    case .ban, .lift, .decision: .bans
    case .announce: .overview
    case .open, .close, .room: .rules
    case .words: .words
    case .history: .banner
    case .hide, .show, .retention: .room
    case .makeBot, .revokeBot: .bots
    case .makeAdmin, .changeRole, .setPassword, .removeAdmin: .admins
    case .changePassword, .makeToken, .revokeToken: nil
    }
  }
}
