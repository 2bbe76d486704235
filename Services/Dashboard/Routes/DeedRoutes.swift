import Service
import TinyHTTP
import TinyReactor
import Wire

/// Asking whether a deed is meant, and doing it.
extension Routes {
  func ask(_ kind: Deed.Kind, _ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let deed = try Deed(kind, request.query)
    return look(for: deed).addCallback { sighting -> HTTPResponse in
      self.question(Question(deed, sighting, timeOfDay: self.timeOfDay()), for: request)
    }
  }

  func carryOut(_ kind: Deed.Kind, _ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let form = try request.form()
    let deed = try Deed(kind, form)
    let key = DeedKey.read(form)
    return api.carryOut(deed, key: key, actor: admission.actor(of: request)).addCallbacks(
      { result -> Deferred<HTTPResponse> in
        .succeeded(self.redirect(to: deed.home, saying: deed.note(on: result)))
      },
      { error -> Deferred<HTTPResponse> in
        self.failed(deed, key, APIFailure(error), for: request)
      }
    ).addCallback { $0 }
  }

  /// The question again, with all that was typed, and what went wrong. Of somebody who is not there, or
  /// not by that name, it says so.
  private func failed(
    _ deed: Deed, _ key: String?, _ failure: APIFailure, for request: HTTPRequest
  ) -> Deferred<HTTPResponse> {
    log.warning("not done", ["what": deed.kind.rawValue, "why": failure.detail])
    let look = failure.isAboutTheWish ? look(for: deed) : .succeeded(.notNeeded)
    return look.addCallback { sighting -> HTTPResponse in
      let outcome =
        failure.isWithoutEffect
        ? "Nothing was changed." : "It may or may not have happened; the log will tell."
      let why = sighting.surprise(about: deed) ?? failure.explanation
      let question = Question(
        deed, sighting, problem: "\(why) \(outcome)",
        // Sent again it is done once, should it have happened.
        key: failure.isWithoutEffect ? nil : key, timeOfDay: self.timeOfDay())
      return self.question(question, for: request, failure.statusForAdmin)
    }
  }

  private func question(
    _ question: Question, for request: HTTPRequest, _ status: HTTPStatus = .ok
  ) -> HTTPResponse {
    page(
      question.deed.place, "\(question.deed.button)", for: request, status: status, question.html)
  }

  /// Finds out whom the deed is about, so that the question can name them. Never fails.
  private func look(for deed: Deed) -> Deferred<Sighting> {
    if let action = deed.member {
      let after = action.member > 0 ? action.member - 1 : nil
      return api.roster(of: action.server, after: after, limit: 1).addCallbacks(
        { roster -> Sighting in Sighting(of: action, in: roster) },
        { error -> Sighting in
          // A chat server that is not known has taken its leave, and with it all who were on it.
          if case .refused(.notFound, _) = APIFailure(error) { return .gone }
          return .unknown(APIFailure(error).explanation)
        })
    }
    guard case .lift(let id, _) = deed else { return .succeeded(.notNeeded) }
    return api.bans().addCallbacks(
      { bans -> Sighting in bans.first { $0.id == id }.map(Sighting.ban) ?? .gone },
      { error -> Sighting in .unknown(APIFailure(error).explanation) })
  }
}

extension Deed {
  fileprivate func note(on result: DeedResult) -> Note {
    switch result {
    case .done: .good(done)
    case .waiting(let why): .waiting(waiting(why))
    }
  }

  fileprivate var place: Frame.Place {
    switch self {
    case .kick, .mute, .unmute: .people
    case .ban, .lift: .bans
    case .announce, .open, .close, .history: .overview
    }
  }
}
