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

  private func pass(_ request: HTTPRequest, to next: HTTPHandler) throws -> Deferred<HTTPResponse> {
    answer(request, next).addCallback { SecurityHeaders.added(to: $0) }
  }

  private func answer(_ request: HTTPRequest, _ next: HTTPHandler) -> Deferred<HTTPResponse> {
    do {
      return try refusal(of: request).map { .succeeded($0) } ?? next(request)
    } catch {
      return .failed(error)
    }
  }

  /// Nil lets the request through. A path spelt in a way not listed here is merely not public.
  private func refusal(of request: HTTPRequest) throws(HTTPError) -> HTTPResponse? {
    let path = request.path
    if Service.isHealthPath(path) { return nil }  // has a rule of its own: HealthAccess
    let host = request.fields["Host"]
    guard hosts.allows(host) else {
      throw HTTPError(.misdirectedRequest, HostGuard.explanation(of: host))
    }
    if let why = OriginGuard.refusal(of: request) { throw HTTPError(.forbidden, why) }
    if Self.public.contains(path) || admission.admits(request) { return nil }
    return try askToLogIn(request)
  }

  /// A page redirects to the login and back. A command comes back as its question; a banner, too
  /// long for an address, is carried through the login.
  private func askToLogIn(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
    switch (request.method, request.path) {
    case (_, "/updates"):
      throw HTTPError(.forbidden, "Log in first.")
    case (.get, _), (.head, _):
      let next = LocalPath.checked(request.target)
      return .seeOther(next == "/" ? "/login" : "/login?" + Form.encode([("next", next)]))
    default:
      let form = (try? request.form()) ?? Form()
      let command = AdminCommand.Kind(path: request.path)
      let next = command.map { $0.path + "?" + Form.encode(form.pairs.map { ($0.name, $0.value) }) }
      return .html(
        LoginPage(next: next ?? "/", draft: form["banner"], isReturn: command != nil).html,
        .forbidden)
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
