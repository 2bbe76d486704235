import Service
package import TinyHTTP
package import TinyReactor

/// What every request passes before its handler: the host, the origin, the login; and every answer
/// after it: the headers, and a page in place of an error in JSON.
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

  /// The router's middleware.
  package func pass(_ request: HTTPRequest, to next: HTTPHandler) throws -> Deferred<HTTPResponse> {
    answer(request, next).addCallbacks(
      { response -> HTTPResponse in SecurityHeaders.added(to: response) },
      { error throws -> HTTPResponse in
        guard let error = error as? HTTPError else { throw error }
        return SecurityHeaders.added(to: Self.sorry(error))
      })
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

  /// Pages lead to the login and back. What was about to be done comes back as its question, and a
  /// banner, too long for an address, is carried through the login.
  private func askToLogIn(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
    switch (request.method, request.path) {
    case (_, "/updates"):
      throw HTTPError(.forbidden, "Log in first.")
    case (.get, _), (.head, _):
      let next = LocalPath.checked(request.target)
      return .seeOther(next == "/" ? "/login" : "/login?" + Form.encode([("next", next)]))
    default:
      let form = (try? request.form()) ?? Form()
      let deed = Deed.Kind(path: request.path)
      let next = deed.map { $0.path + "?" + Form.encode(form.pairs.map { ($0.name, $0.value) }) }
      return .html(
        LoginPage(next: next ?? "/", draft: form["banner"], isReturn: deed != nil).html, .forbidden)
    }
  }

  private static func sorry(_ error: HTTPError) -> HTTPResponse {
    let title: HTML =
      switch error.status {
      case .notFound: "Not here"
      case .forbidden, .misdirectedRequest: "Refused"
      default: "That did not work"
      }
    var response = HTTPResponse.html(Frame.sorry(title, error.message), error.status)
    for (name, value) in error.fields.pairs { response.fields.append(name, value) }
    return response
  }
}
