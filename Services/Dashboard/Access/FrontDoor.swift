import TinyHTTP
package import TinyReactor
import Wire

/// Whether somebody has to log in, which the API knows; and where nobody has to, the session of
/// whoever comes.
package final class FrontDoor {
  package enum Standing: Equatable {
    /// There are admins, who log in.
    case admins
    /// There are none, and no password is set: whoever comes may do everything.
    case open
    /// A password is set here, and there is no admin who could log in.
    case nobody
    /// The API has not said since we started.
    case unknown(APIFailure)
  }

  /// For so long an answer counts, where nothing is shown or done for somebody new.
  package static let answerKept = Duration.seconds(1)

  private let clock: any ReactorTime
  private let api: APIClient
  package let isPasswordSet: Bool
  private let report: (Standing) -> Void
  /// As the API last said; an answer that fails to come leaves it as it is.
  package private(set) var standing: Standing
  /// Why the API gave no answer when it was last asked.
  package private(set) var failure: APIFailure?
  private var asked: Duration?
  private var asking: [Deferred<Standing>]?
  private var session: String?
  private var opening: [Deferred<String>]?

  /// `api` bears our own token. `report` hears of each change of the standing.
  package init(
    on clock: any ReactorTime, api: APIClient, isPasswordSet: Bool,
    report: @escaping (Standing) -> Void = { _ in }
  ) {
    self.clock = clock
    self.api = api
    self.isPasswordSet = isPasswordSet
    self.report = report
    standing = .unknown(.notReached("it was not asked yet"))
  }

  package var isOpen: Bool { standing == .open }

  /// Why nobody can log in just now; nil when they can.
  package var problem: String? {
    standing == .nobody ? LoginWords.nobody : failure.map(LoginWords.notJudged)
  }

  /// Fires with what the API says, or last said; never fails. Who comes while it is asked shares that.
  package func ask(anew isAnew: Bool = false) -> Deferred<Standing> {
    if !isAnew, let asked, clock.now - asked < Self.answerKept { return .succeeded(standing) }
    let answer = Deferred<Standing>()
    guard asking == nil else {
      asking?.append(answer)
      return answer
    }
    asking = [answer]
    api.caller().addBoth { result -> Void in
      self.take(result.mapError(APIFailure.init))
      let waiting = self.asking.take() ?? []
      for answer in waiting { answer.callback(self.standing) }
    }
    return answer
  }

  private func take(_ result: Result<Caller, APIFailure>) {
    let before = standing
    switch result {
    case .success(let caller):
      failure = nil
      asked = clock.now
      standing = caller.hasAdmins ? .admins : isPasswordSet ? .nobody : .open
      if !isOpen { session = nil }
    case .failure(let failure):
      self.failure = failure
      if case .unknown = standing {
        standing = .unknown(failure)  // and the next to come asks again
      } else {
        asked = clock.now
      }
    }
    if standing != before { report(standing) }
  }

  // MARK: - Whoever comes

  /// The token of their session at the API, which all of them share; it begins with the first who
  /// does something. Fails with an `APIFailure`, as the API would refuse it, where the door is not open.
  package func sessionOfAnyone() -> Deferred<String> {
    guard isOpen else { return .failed(APIFailure.refused(.unauthorized, "nobody is logged in")) }
    if let session { return .succeeded(session) }
    let answer = Deferred<String>()
    guard opening == nil else {
      opening?.append(answer)
      return answer
    }
    opening = [answer]
    api.openSession(NewSession()).addBoth { result -> Void in
      let token = result.map(\.token)
      self.session = try? token.get()
      let waiting = self.opening.take() ?? []
      for answer in waiting { answer.fire(token) }
    }
    return answer
  }

  /// The API knows that token no more: idle for too long, or the first admin was made. Fires with
  /// whether there may be another.
  package func lose(_ token: String) -> Deferred<Bool> {
    if session == token { session = nil }
    return ask(anew: true).addCallback { $0 == .open && self.failure == nil }
  }
}
