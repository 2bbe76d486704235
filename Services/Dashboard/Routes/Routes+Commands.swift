import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

/// Asking for confirmation of a command, and carrying it out.
extension Routes {
  func ask(_ kind: AdminCommand.Kind, _ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let command = try AdminCommand(kind, request.query)
    return look(for: command).addCallback { subject -> HTTPResponse in
      self.question(Question(command, subject, timeOfDay: self.timeOfDay()), for: request)
    }
  }

  func carryOut(_ kind: AdminCommand.Kind, _ request: HTTPRequest) throws -> Deferred<HTTPResponse>
  {
    let form = try request.form()
    let command = try AdminCommand(kind, form)
    let key = CommandKey.read(form)
    return api.carryOut(command, key: key, actor: admission.actor(of: request)).addCallbacks(
      { result -> Deferred<HTTPResponse> in
        .succeeded(self.redirect(to: command.home, saying: command.note(on: result)))
      },
      { error -> Deferred<HTTPResponse> in
        self.failed(command, key, APIFailure(error), for: request)
      }
    ).addCallback { $0 }
  }

  /// The question again, with all that was typed, and what went wrong. If a person is gone or has
  /// another name, it says so.
  private func failed(
    _ command: AdminCommand, _ key: String?, _ failure: APIFailure, for request: HTTPRequest
  ) -> Deferred<HTTPResponse> {
    log.warning("not done", ["what": command.kind.rawValue, "why": failure.detail])
    let look = failure.isCallersFault ? look(for: command) : .succeeded(.notNeeded)
    return look.addCallback { subject -> HTTPResponse in
      let outcome =
        failure.isWithoutEffect
        ? "Nothing was changed." : "It may or may not have happened; the log will tell."
      let why = subject.surprise(about: command) ?? failure.explanation
      let question = Question(
        command, subject, problem: "\(why) \(outcome)",
        // If it has happened after all, the same key keeps it from happening twice.
        key: failure.isWithoutEffect ? nil : key, timeOfDay: self.timeOfDay())
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
  private func look(for command: AdminCommand) -> Deferred<Subject> {
    if let action = command.member {
      let after = action.member > 0 ? action.member - 1 : nil
      return api.roster(of: action.server, after: after, limit: 1).addCallbacks(
        { roster -> Subject in Subject(of: action, in: roster) },
        { error -> Subject in
          // A chat server that is not known has signed off, and everybody on it with it.
          if case .refused(.notFound, _) = APIFailure(error) { return .gone }
          return .unknown(APIFailure(error).explanation)
        })
    }
    guard case .lift(let id, _) = command else { return .succeeded(.notNeeded) }
    return api.bans().addCallbacks(
      { bans -> Subject in bans.first { $0.id == id }.map(Subject.ban) ?? .gone },
      { error -> Subject in .unknown(APIFailure(error).explanation) })
  }
}

extension AdminCommand {
  fileprivate func note(on result: CommandResult) -> Note {
    switch result {
    case .done: .good(done)
    case .waiting(let why): .waiting(waiting(why))
    }
  }

  fileprivate var place: PageFrame.Place {
    switch self {
    case .kick, .mute, .unmute: .people
    case .ban, .lift: .bans
    case .announce, .open, .close, .history: .overview
    }
  }
}
