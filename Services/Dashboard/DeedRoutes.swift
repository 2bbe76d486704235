import Service
import TinyHTTP
import TinyReactor
import Wire

/// Asking whether a deed is meant, and doing it.
extension Routes {
  func ask(_ kind: Deed.Kind, _ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let deed = try Deed(kind, request.query)
    return look(for: deed).addCallback { sighting -> HTTPResponse in
      self.question(deed, sighting, for: request)
    }
  }

  func carryOut(_ kind: Deed.Kind, _ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let deed = try Deed(kind, try request.form())
    return api.carryOut(deed, actor: admission.actor(of: request)).addCallbacks(
      { _ -> HTTPResponse in self.redirect(to: deed.home, saying: .good(deed.done)) },
      { error -> HTTPResponse in self.failed(deed, APIFailure(error), for: request) })
  }

  /// The question again, with all that was typed, and what went wrong.
  private func failed(
    _ deed: Deed, _ failure: APIFailure, for request: HTTPRequest
  ) -> HTTPResponse {
    log.warning("not done", ["what": deed.kind.rawValue, "why": failure.detail])
    let outcome =
      failure.isWithoutEffect
      ? "Nothing was changed." : "It may or may not have happened; the log will tell."
    return question(
      deed, .notNeeded, problem: "\(failure.explanation) \(outcome)", for: request,
      failure.statusForAdmin)
  }

  private func question(
    _ deed: Deed, _ sighting: Sighting, problem: String? = nil, for request: HTTPRequest,
    _ status: HTTPStatus = .ok
  ) -> HTTPResponse {
    let content = Question(deed, sighting, problem: problem, timeOfDay: timeOfDay())
    return page(deed.place, "\(deed.button)", for: request, status: status, content.html)
  }

  /// Finds out whom the deed is about, so that the question can name them. Never fails.
  private func look(for deed: Deed) -> Deferred<Sighting> {
    if let action = deed.member {
      let after = action.member > 0 ? action.member - 1 : nil
      return api.roster(of: action.server, after: after, limit: 1).addCallbacks(
        { roster -> Sighting in
          roster.users.first { $0.id == action.member }.map(Sighting.member) ?? .gone
        }, { error -> Sighting in .unknown(APIFailure(error).explanation) })
    }
    guard case .lift(let id, _) = deed else { return .succeeded(.notNeeded) }
    return api.bans().addCallbacks(
      { bans -> Sighting in bans.first { $0.id == id }.map(Sighting.ban) ?? .gone },
      { error -> Sighting in .unknown(APIFailure(error).explanation) })
  }
}

extension Deed {
  fileprivate var place: Frame.Place {
    switch self {
    case .kick, .mute, .unmute: .people
    case .ban, .lift: .bans
    case .announce, .open, .close, .history: .overview
    }
  }
}
