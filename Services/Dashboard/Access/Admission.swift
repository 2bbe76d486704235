package import ServiceKit
package import TinyHTTP
package import TinyReactor
package import Wire

/// Who may use the dashboard: everybody when no password is set, otherwise those with a session.
package final class Admission {
  /// What a login came to.
  package enum Outcome: Equatable {
    case admitted(session: String, browser: String)
    case wrongPassword
    /// Too many are trying: the password was not looked at.
    case mustWait(Duration)
  }

  private let clock: any ReactorTime
  private let password: Secret?
  private let log: Log
  private var sessions = Sessions()
  private var browsers = KnownBrowsers()
  private var throttle = LoginThrottle()
  private let failures: Metrics.Counter
  private let report: (NewEvent) -> Void

  /// A nil `password` opens the dashboard to everybody. `report` is called with each login and each
  /// wrong password, for the audit log; attempts that must wait are not reported, so fast guessing
  /// does not fill it.
  package init(
    on clock: any ReactorTime, password: String?, log: Log, metrics: Metrics,
    report: @escaping (NewEvent) -> Void
  ) {
    self.clock = clock
    self.password = password.map(Secret.init)
    self.log = log
    self.report = report
    failures = metrics.counter("dashboard_logins_failed_total", help: "Logins refused.")
  }

  /// The header of requests by which a page updates itself: they keep no session alive, since
  /// nobody has done anything.
  package static let followField = "X-Follow"

  package var isOpen: Bool { password == nil }

  /// Whether this request may see and change things. If so, its session's idle time starts over,
  /// unless it is a page that updates itself.
  package func admits(_ request: HTTPRequest) -> Bool {
    guard request.fields[Self.followField] == nil else { return isLive(session(of: request)) }
    return isOpen || session(of: request).map { sessions.use($0, at: clock.now) } ?? false
  }

  /// Whether a session is still live; nil is the session of an open dashboard.
  package func isLive(_ session: String?) -> Bool {
    isOpen || session.map { sessions.isLive($0, at: clock.now) } ?? false
  }

  package func session(of request: HTTPRequest) -> String? {
    request.cookies[CookieName.session(for: request)]
  }

  /// Who the audit log says acted: `admin@` and the peer's address when there is a password, and
  /// `dashboard` when open, since then nobody has proved to be the admin.
  package func actor(of request: HTTPRequest) -> String {
    isOpen ? "dashboard" : "admin@\(Self.address(of: request))"
  }

  /// Fires when this attempt's turn has come; see `LoginThrottle`.
  package func logIn(_ guess: String, by request: HTTPRequest) -> Deferred<Outcome> {
    let address = Self.address(of: request)
    let browser = browserToken(of: request).flatMap { browsers.knows($0) ? $0 : nil }
    let caller = browser.map { LoginThrottle.Caller.browser($0) } ?? .address(address)
    switch throttle.turn(of: caller, at: clock.now) {
    case .refused(let wait): return .succeeded(.mustWait(wait))
    case .after(.zero): return .succeeded(judge(guess, by: request, at: address))
    case .after(let wait):
      return deferLater(wait, on: clock) { self.judge(guess, by: request, at: address) }
    }
  }

  private func judge(_ guess: String, by request: HTTPRequest, at address: String) -> Outcome {
    guard let password, password.matches(guess) else {
      failures.value += 1
      log.warning("login failed", ["peer": address])
      report(NewEvent(action: .loginFailed, target: address))
      return .wrongPassword
    }
    log.info("login", ["peer": address])
    report(NewEvent(action: .loginSucceeded, target: address))
    if let old = session(of: request) { sessions.close(old) }
    return .admitted(
      session: sessions.open(at: clock.now),
      browser: browsers.noteLogin(browserToken(of: request)))
  }

  private func browserToken(of request: HTTPRequest) -> String? {
    request.cookies[CookieName.browser(for: request)]
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

  /// `Set-Cookie` for a session just opened, or to forget one.
  package func cookie(_ session: String?, for request: HTTPRequest) -> String {
    let maxAge = session == nil ? .zero : Sessions.lifetimeMax
    var cookie = SetCookie(CookieName.session(for: request), session ?? "")
    // Lax, so that a link in a chat or a mail leads in. Changes are POSTs, which other sites send
    // without this cookie, and which OriginGuard checks.
    cookie.sameSite = .lax
    return Self.cookie(cookie, for: maxAge, request)
  }

  /// `Set-Cookie` by which a browser is known at its next login; sent to that page alone.
  package func cookie(browser: String, for request: HTTPRequest) -> String {
    var cookie = SetCookie(CookieName.browser(for: request), browser)
    cookie.path = "/login"
    return Self.cookie(cookie, for: KnownBrowsers.keptFor, request)
  }

  /// `Secure` when a proxy says that the browser speaks TLS.
  private static func cookie(
    _ cookie: SetCookie, for maxAge: Duration, _ request: HTTPRequest
  ) -> String {
    var cookie = cookie
    cookie.maxAge = Int(maxAge.components.seconds)
    cookie.isSecure = request.fields["X-Forwarded-Proto"]?.lowercased() == "https"
    return cookie.fieldValue
  }

  private static func address(of request: HTTPRequest) -> String {
    guard let peer = request.peer else { return "unknown" }
    return peer.isUnix ? "local" : peer.host
  }
}
