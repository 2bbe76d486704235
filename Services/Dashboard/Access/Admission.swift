package import ServiceKit
package import TinyHTTP
package import TinyReactor
import Wire

/// Who may use the dashboard: whoever is logged in at the API, and everybody where nobody has to.
package final class Admission {
  /// Why somebody was let in.
  package enum Pass: Equatable {
    case session(String)
    /// Nobody has to log in.
    case openDoor
  }

  /// Whether a request may go on.
  package enum Verdict: Equatable {
    case admitted(Pass)
    case mustLogIn
    /// It is not known whether one has to log in.
    case unknown(APIFailure)
  }

  private let clock: any ReactorTime
  let api: APIClient
  package let door: FrontDoor
  let log: Log
  var sessions = Sessions()
  var browsers = KnownBrowsers()
  var throttle = LoginThrottle()
  let failures: Metrics.Counter
  /// Those whose sessions are being looked at.
  private var confirming: Set<String> = []

  /// `api` bears our own token.
  package init(
    on clock: any ReactorTime, api: APIClient, door: FrontDoor, log: Log, metrics: Metrics
  ) {
    self.clock = clock
    self.api = api
    self.door = door
    self.log = log
    failures = metrics.counter("dashboard_logins_failed_total", help: "Logins refused.")
  }

  var now: Duration { clock.now }
  var time: any ReactorTime { clock }

  // MARK: - Who it is

  /// Whether this request may go on. If so, its session's idle time starts over, unless it is a page
  /// that updates itself.
  package func judge(_ request: HTTPRequest) -> Deferred<Verdict> {
    if let session = loggedIn(request) { return .succeeded(.admitted(.session(session))) }
    // The first admin closes an open door at once.
    return door.ask(anew: door.isOpen && door.failure == nil).addCallback { standing -> Verdict in
      switch standing {
      case .open: .admitted(.openDoor)
      case .admins, .nobody: .mustLogIn
      case .unknown(let failure): .unknown(failure)
      }
    }
  }

  /// The session of somebody who is logged in.
  package func loggedIn(_ request: HTTPRequest) -> String? {
    guard let session = session(of: request) else { return nil }
    let isGood =
      Self.isFollowing(request)
      ? sessions.isLive(session, at: now) : sessions.use(session, at: now)
    return isGood ? session : nil
  }

  /// Whether the API has made an end to that meanwhile.
  package func hasLost(_ pass: Pass) -> Bool {
    switch pass {
    case .session(let session): sessions.isRevoked(session)
    case .openDoor: !door.isOpen
    }
  }

  /// Whether a session is still live; nil is the session of an open dashboard.
  package func isLive(_ session: String?) -> Bool {
    if let session, sessions.isLive(session, at: now) { return true }
    if door.isOpen { _ = door.ask() }
    return door.isOpen
  }

  /// The dashboard's own token of it, from the cookie.
  package func session(of request: HTTPRequest) -> String? {
    request.cookies[CookieName.session(for: request)]
  }

  /// For whom an answer is made; nil for somebody whom we do not know.
  package func visitor(of request: HTTPRequest) -> Visitor? {
    if let session = session(of: request),
      let credentials = sessions.credentials(session, at: now)
    {
      return Visitor(name: credentials.name, role: credentials.role)
    }
    return door.isOpen ? .anyone : nil
  }

  private static func isFollowing(_ request: HTTPRequest) -> Bool {
    request.fields[APIClient.followField] != nil
  }

  static func address(of request: HTTPRequest) -> String {
    guard let peer = request.peer else { return "unknown" }
    return peer.isUnix ? "local" : peer.host
  }

  // MARK: - On their behalf

  /// The API as it is asked on behalf of whoever sent `request`.
  package func api(for request: HTTPRequest) -> APIClient {
    let note = Self.address(of: request)
    let isFollowing = Self.isFollowing(request)
    guard let session = session(of: request),
      let credentials = sessions.credentials(session, at: now)
    else {
      return api.acting(
        for: APIClient.Behalf(
          token: door.sessionOfAnyone, lost: door.lose, note: note, isFollowing: isFollowing))
    }
    return api(for: session, credentials, note: note, isFollowing: isFollowing)
  }

  func api(
    for session: String, _ credentials: SessionCredentials, note: String, isFollowing: Bool = false
  ) -> APIClient {
    api.acting(
      for: APIClient.Behalf(
        token: { .succeeded(credentials.token) },
        lost: { [self] _ in
          if sessions.isLive(session, at: now) {
            log.info("session ended by the API", ["admin": credentials.name ?? "anyone"])
          }
          sessions.revoke(session)
          return .succeeded(false)
        }, note: note, isFollowing: isFollowing))
  }

  /// Has the API say whether the request's session is still good, for a page that asks it for nothing
  /// else on that admin's behalf. Never fails.
  package func confirm(_ request: HTTPRequest) -> Deferred<Void> {
    guard session(of: request).flatMap({ sessions.credentials($0, at: now) }) != nil else {
      return .succeeded(())
    }
    return api(for: request).caller().addBoth { _ -> Void in }
  }

  /// The same of a session whose page is open.
  package func confirm(session: String) {
    guard let credentials = sessions.credentials(session, at: now),
      confirming.insert(session).inserted
    else { return }
    api(for: session, credentials, note: "dashboard", isFollowing: true).caller().addBoth {
      _ -> Void in
      self.confirming.remove(session)
    }
  }
}
