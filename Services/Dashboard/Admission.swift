package import Service
package import TinyHTTP
package import TinyReactor
package import Wire

/// Who may use the dashboard: everybody when no password is set, else who has a session.
package final class Admission {
  /// What a login came to.
  package enum Outcome: Equatable {
    case admitted(session: String)
    case wrongPassword
    /// Too many failures: the password was not looked at.
    case mustWait(Duration)
  }

  package static let cookieName = "netcatchat_admin"

  private let clock: any ReactorTime
  private let password: Password?
  private let log: Log
  private var sessions = Sessions()
  private var throttle = LoginThrottle()
  private let failures: Metrics.Counter
  private let report: (NewEvent) -> Void

  /// `password` nil opens the dashboard to everybody; `report` hears of each login and each wrong
  /// password, for the audit log. Who has to wait is not reported: guessing fast does not fill it.
  package init(
    on clock: any ReactorTime, password: String?, log: Log, metrics: Metrics,
    report: @escaping (NewEvent) -> Void
  ) {
    self.clock = clock
    self.password = password.map(Password.init)
    self.log = log
    self.report = report
    failures = metrics.counter("dashboard_logins_failed_total", help: "Logins refused.")
  }

  package var isOpen: Bool { password == nil }

  /// Whether this request may see and change things; if so its session's idle time begins anew.
  package func admits(_ request: HTTPRequest) -> Bool {
    isOpen || session(of: request).map { sessions.use($0, at: clock.now) } ?? false
  }

  /// Whether a session still is; nil is the session of an open dashboard.
  package func isLive(_ session: String?) -> Bool {
    isOpen || session.map { sessions.isLive($0, at: clock.now) } ?? false
  }

  package func session(of request: HTTPRequest) -> String? {
    request.cookies[Self.cookieName]
  }

  /// Whom the audit log names: `admin@` and the peer's address once a password was asked for, and
  /// `dashboard` when open, since then nobody has shown to be the admin.
  package func actor(of request: HTTPRequest) -> String {
    isOpen ? "dashboard" : "admin@\(Self.address(of: request))"
  }

  package func logIn(_ guess: String, by request: HTTPRequest) -> Outcome {
    let address = Self.address(of: request)
    if let wait = throttle.wait(for: address, at: clock.now) {
      return .mustWait(wait)
    }
    guard let password, password.matches(guess) else {
      throttle.failed(address, at: clock.now)
      failures.value += 1
      log.warning("login failed", ["peer": address])
      report(NewEvent(action: .loginFailed, target: address))
      return .wrongPassword
    }
    throttle.succeeded(address)
    log.info("login", ["peer": address])
    report(NewEvent(action: .loginSucceeded, target: address))
    if let old = session(of: request) { sessions.close(old) }
    return .admitted(session: sessions.open(at: clock.now))
  }

  /// Ends the request's session and returns which one it was.
  package func logOut(_ request: HTTPRequest) -> String? {
    guard let session = session(of: request), sessions.isLive(session, at: clock.now) else {
      return nil
    }
    sessions.close(session)
    log.info("logout", ["peer": Self.address(of: request)])
    return session
  }

  /// `Set-Cookie` for a session just opened, or to forget one. `Secure` as soon as a proxy says that
  /// the browser speaks TLS.
  package func cookie(_ session: String?, for request: HTTPRequest) -> String {
    var cookie = SetCookie(Self.cookieName, session ?? "")
    cookie.maxAge = session == nil ? 0 : Int(Sessions.lifetimeMax.components.seconds)
    cookie.isSecure = request.fields["X-Forwarded-Proto"]?.lowercased() == "https"
    return cookie.fieldValue
  }

  private static func address(of request: HTTPRequest) -> String {
    guard let peer = request.peer else { return "unknown" }
    return peer.isUnix ? "local" : peer.host
  }
}
