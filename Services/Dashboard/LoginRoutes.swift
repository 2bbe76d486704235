import TinyHTTP
import TinyReactor

/// Logging in and out.
extension Routes {
  func loginPage(_ request: HTTPRequest) -> HTTPResponse {
    let next = LocalPath.checked(request.query["next"])
    return admission.admits(request) ? .seeOther(next) : .html(LoginPage(next: next).html)
  }

  func logIn(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let form = try request.form()
    guard !admission.isOpen else { return .succeeded(.seeOther("/")) }
    switch admission.logIn(form["password"] ?? "", by: request) {
    case .admitted(let session):
      return welcome(session, request, form)
    case .wrongPassword:
      let problem = "That is not the password."
      return .succeeded(.html(Self.again(form, problem), .forbidden))
    case .mustWait(let wait):
      let seconds = wait.components.seconds + 1  // rounded up: not too early
      let problem = "Too many logins have failed from your address. Try again in \(seconds) s."
      var response = HTTPResponse.html(Self.again(form, problem), .tooManyRequests)
      response.fields["Retry-After"] = String(seconds)
      return .succeeded(response)
    }
  }

  /// On to where one wanted to go, or to the form with the banner typed before.
  private func welcome(
    _ session: String, _ request: HTTPRequest, _ form: Form
  ) -> Deferred<HTTPResponse> {
    let answer: Deferred<HTTPResponse> =
      if let draft = form["draft"] {
        monitor.refresh().addCallback { _ -> HTTPResponse in
          self.overview(for: request, note: BannerWords.draftKept, draft: draft)
        }
      } else {
        .succeeded(.seeOther(LocalPath.checked(form["next"])))
      }
    let cookie = admission.cookie(session, for: request)
    return answer.addCallback { response -> HTTPResponse in Self.adding(cookie, to: response) }
  }

  private static func again(_ form: Form, _ problem: String) -> HTML {
    LoginPage(next: form["next"] ?? "/", draft: form["draft"], problem: problem).html
  }

  func logOut(_ request: HTTPRequest) -> HTTPResponse {
    if let session = admission.logOut(request) { viewers.dismiss(session: session) }
    return Self.adding(admission.cookie(nil, for: request), to: .seeOther("/"))
  }

  private static func adding(_ cookie: String, to response: HTTPResponse) -> HTTPResponse {
    var response = response
    response.fields.append("Set-Cookie", cookie)
    return response
  }
}
