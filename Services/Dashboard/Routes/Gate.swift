import ServiceKit
package import TinyHTTP
import TinyReactor

/// What every request passes before its handler: the host, the origin, the login; and what every
/// answer gets after it: the headers.
package struct Gate {
  /// The login page and what it needs; no secrets.
  private static let `public`: Set = [
    "/login", "/dashboard.css", "/dashboard.js", "/favicon.svg", "/favicon.ico",
  ]

  private let hosts: HostGuard
  private let admission: Admission

  package init(hosts: HostGuard, admission: Admission) {
    self.hosts = hosts
    self.admission = admission
  }

  /// Puts the gate before all of the router's routes, and renders its errors as pages.
  package func guards(_ router: inout Router) {
    router.use(pass)
    router.errorForm = Self.sorry
  }

  private func pass(
    _ request: HTTPRequest, to next: @escaping HTTPHandler
  ) throws -> Deferred<HTTPResponse> {
    answer(request, next).addCallback { SecurityHeaders.added(to: $0) }
  }

  private func answer(
    _ request: HTTPRequest, _ next: @escaping HTTPHandler
  ) -> Deferred<HTTPResponse> {
    do {
      if try isPublic(request) { return try next(request) }
    } catch {
      return .failed(error)
    }
    return admission.judge(request).addCallback { verdict throws -> Deferred<HTTPResponse> in
      switch verdict {
      case .admitted(let pass):
        try next(request).addBoth { answer throws -> HTTPResponse in
          // Whatever there is to show then is of an error: the API let none of it through.
          guard admission.hasLost(pass) else { return try answer.get() }
          return try askToLogIn(request)
        }
      case .mustLogIn: .succeeded(try askToLogIn(request))
      case .unknown(let failure): .succeeded(try askToLogIn(request, unless: failure))
      }
    }
  }

  /// Whether the request passes without a login. A path spelt in a way not listed here is merely not
  /// public.
  private func isPublic(_ request: HTTPRequest) throws(HTTPError) -> Bool {
    let path = request.path
    if Service.isHealthPath(path) { return true }  // has a rule of its own: HealthAccess
    let host = request.fields["Host"]
    guard hosts.allows(host) else {
      throw HTTPError(.misdirectedRequest, HostGuard.explanation(of: host))
    }
    if let why = OriginGuard.refusal(of: request) { throw HTTPError(.forbidden, why) }
    return Self.public.contains(path)
  }

  /// A page redirects to the login and back. A command comes back as its question, for which passwords
  /// have to be typed again; a banner, too long for an address, is carried through the login. With a
  /// `failure` it is not known whether there is one.
  private func askToLogIn(
    _ request: HTTPRequest, unless failure: APIFailure? = nil
  ) throws(HTTPError) -> HTTPResponse {
    switch (request.method, request.path) {
    case (_, "/updates"):
      throw HTTPError(.forbidden, "Log in first.")
    case (.get, _), (.head, _):
      let next = LocalPath.checked(request.target)
      let login = "/login?" + Form.encode([("next", next)])
      return .seeOther(next == "/" || login.utf8.count > LocalPath.bytesMax ? "/login" : login)
    default:
      let form = (try? request.form()) ?? Form()
      let command =
        request.path == PersonAddress.ask ? .bulk : AdminCommand.Kind(path: request.path)
      let next = command.map { $0.path + "?" + Form.encode(form.shownPairs) }
      let page = LoginPage(
        next: next ?? "/", draft: form["banner"], isReturn: command != nil,
        problem: failure.map(LoginWords.unknown), asksWho: failure == nil)
      return .html(page.html, failure == nil ? .forbidden : .serviceUnavailable)
    }
  }

  private static func sorry(_ error: any HTTPResponseError) -> HTTPResponse {
    let title: HTML =
      switch error.status {
      case .notFound: "Not here"
      case .forbidden, .misdirectedRequest: "Refused"
      default: "That did not work"
      }
    return SecurityHeaders.added(to: .html(PageFrame.sorry(title, error.message), error.status))
  }
}
