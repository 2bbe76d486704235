import ServiceKit
package import TinyHTTP
package import TinyReactor
import Wire

/// Logging in and out, and the cookies by which that is known.
extension Admission {
  /// What a login came to.
  package enum Outcome: Equatable {
    case admitted(session: String, browser: String)
    case wrong
    /// Too many are trying: the password was not looked at.
    case mustWait(Duration)
    /// There is no admin who could log in.
    case nobody
    /// Nobody has to log in.
    case notNeeded
    case failed(APIFailure)
  }

  /// Fires when this attempt's turn has come (see `LoginThrottle`) and the API has judged it.
  package func logIn(
    _ name: String, _ password: String, by request: HTTPRequest
  ) -> Deferred<Outcome> {
    let browser = browserToken(of: request).flatMap { browsers.knows($0) ? $0 : nil }
    let caller =
      browser.map { LoginThrottle.Caller.browser($0) } ?? .address(Self.address(of: request))
    switch throttle.turn(of: caller, at: now) {
    case .refused(let wait): return .succeeded(.mustWait(wait))
    case .after(.zero): return present(name, password, by: request)
    case .after(let wait):
      return deferLater(wait, on: time) { () }.addCallback {
        self.present(name, password, by: request)
      }
    }
  }

  /// The API is asked first who there is: what it answers then is about this name and password.
  private func present(
    _ name: String, _ password: String, by request: HTTPRequest
  ) -> Deferred<Outcome> {
    // The first admin may have been made just now.
    door.ask(anew: door.standing == .nobody).addCallback { [self] standing -> Deferred<Outcome> in
      switch standing {
      case .open: return .succeeded(.notNeeded)
      case .nobody: return .succeeded(.nobody)
      case .unknown(let failure): return .succeeded(.failed(failure))
      case .admins: break
      }
      let note = Self.address(of: request)
      return api.noting(note).openSession(NewSession(name: name, password: password)).addBoth {
        self.judge($0.mapError(APIFailure.init), by: request, at: note)
      }
    }
  }

  private func judge(
    _ result: Result<SessionCredentials, APIFailure>, by request: HTTPRequest, at address: String
  ) -> Outcome {
    switch result {
    case .failure(.refused(.unauthorized, _)):
      failures.value += 1
      log.warning("login failed", ["peer": address])
      return .wrong
    case .failure(let failure):
      log.warning("login not judged", ["peer": address, "why": failure.detail])
      return .failed(failure)
    case .success(let credentials):
      log.info("login", ["peer": address, "admin": credentials.name ?? ""])
      if let old = session(of: request) { end(old, note: address) }
      return .admitted(
        session: sessions.open(credentials, at: now),
        browser: browsers.noteLogin(browserToken(of: request)))
    }
  }

  private func browserToken(of request: HTTPRequest) -> String? {
    request.cookies[CookieName.browser(for: request)]
  }

  /// Ends the request's session, here and at the API, and returns which one it was.
  package func logOut(_ request: HTTPRequest) -> String? {
    guard let session = session(of: request), sessions.isLive(session, at: now) else {
      return nil
    }
    let address = Self.address(of: request)
    log.info("logout", ["peer": address])
    end(session, note: address)
    return session
  }

  /// The API's own end of a session that it does not hear of comes by itself.
  private func end(_ session: String, note: String) {
    guard let credentials = sessions.credentials(session, at: now) else { return }
    sessions.close(session)
    api(for: session, credentials, note: note).closeSession().addErrback { [log] error -> Void in
      log.warning("logout not told to the API", ["why": APIFailure(error).detail])
    }
  }

  // MARK: - Cookies

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
}
