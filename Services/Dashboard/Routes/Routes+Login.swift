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
    return admission.logIn(form["password"] ?? "", by: request).addCallback {
      outcome -> Deferred<HTTPResponse> in
      switch outcome {
      case .admitted(let session, let browser): self.welcome(session, browser, request, form)
      case .wrongPassword:
        .succeeded(.html(Self.again(form, "That is not the password."), .forbidden))
      case .mustWait(let wait): .succeeded(Self.full(form, wait))
      }
    }
  }

  /// The password is not kept in the form, so it has to be typed again.
  private static func full(_ form: Form, _ wait: Duration) -> HTTPResponse {
    let seconds = wait.components.seconds + 1  // rounded up: not too early
    var response = HTTPResponse.html(
      again(
        form,
        "Too many are trying to log in, so your password was not looked at. Try again in "
          + "\(seconds) s. A browser that has logged in before does not wait for others."),
      .tooManyRequests)
    response.fields["Retry-After"] = String(seconds)
    return response
  }

  /// Leads to where the admin wanted to go, or to the form with the banner typed before.
  private func welcome(
    _ session: String, _ browser: String, _ request: HTTPRequest, _ form: Form
  ) -> Deferred<HTTPResponse> {
    let answer: Deferred<HTTPResponse> =
      if let draft = form["draft"] {
        monitor.refresh().addCallback { _ -> HTTPResponse in
          self.banner(for: request, note: BannerWords.draftKept, draft: draft)
        }
      } else {
        .succeeded(.seeOther(LocalPath.checked(form["next"])))
      }
    let cookies = [
      admission.cookie(session, for: request), admission.cookie(browser: browser, for: request),
    ]
    return answer.addCallback { response -> HTTPResponse in
      cookies.reduce(response) { Self.adding($1, to: $0) }
    }
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
