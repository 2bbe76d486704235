import TinyHTTP
import TinyReactor

/// Logging in and out.
extension Routes {
  func loginPage(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let next = LocalPath.checked(request.query["next"])
    return admission.judge(request).addCallback { [admission] verdict -> HTTPResponse in
      switch verdict {
      case .admitted: return .seeOther(next)
      case .unknown(let failure) where !admission.door.isPasswordSet:
        let page = LoginPage(next: next, problem: LoginWords.unknown(failure), asksWho: false)
        return .html(page.html, .serviceUnavailable)
      case .mustLogIn, .unknown:
        let problem = admission.door.problem
        return .html(
          LoginPage(next: next, problem: problem).html, problem == nil ? .ok : .serviceUnavailable)
      }
    }
  }

  func logIn(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let form = try request.form()
    let name = form["name"] ?? ""
    guard !name.isEmpty else { return logInAgain(form, for: request) }
    return admission.logIn(name, form["password"] ?? "", by: request).addCallback {
      outcome -> Deferred<HTTPResponse> in
      switch outcome {
      case .admitted(let session, let browser):
        self.welcome(session, browser, request, form)
      case .notNeeded: self.goOn(form, for: request)
      case .wrong: .succeeded(.html(Self.again(form, LoginWords.wrong), .forbidden))
      case .mustWait(let wait): .succeeded(Self.full(form, wait))
      case .nobody: .succeeded(Self.unavailable(form, LoginWords.nobody))
      case .failed(let failure):
        .succeeded(
          .html(
            Self.again(form, LoginWords.notJudged(failure)),
            failure.isCallersFault ? failure.statusForAdmin : .serviceUnavailable))
      }
    }
  }

  /// A form without a name is that of a page which did not know whether one has to log in.
  private func logInAgain(_ form: Form, for request: HTTPRequest) -> Deferred<HTTPResponse> {
    admission.judge(request).addCallback { verdict -> Deferred<HTTPResponse> in
      switch verdict {
      case .admitted: self.goOn(form, for: request)
      case .mustLogIn: .succeeded(.html(Self.again(form, nil), .forbidden))
      case .unknown(let failure):
        .succeeded(
          Self.unavailable(
            form, LoginWords.unknown(failure), asksWho: self.admission.door.isPasswordSet))
      }
    }
  }

  private static func unavailable(
    _ form: Form, _ problem: String, asksWho: Bool = true
  ) -> HTTPResponse {
    .html(again(form, problem, asksWho: asksWho), .serviceUnavailable)
  }

  /// The password is not kept in the form, so it has to be typed again.
  private static func full(_ form: Form, _ wait: Duration) -> HTTPResponse {
    let seconds = wait.components.seconds + 1  // rounded up: not too early
    var response = HTTPResponse.html(
      again(form, LoginWords.full(seconds)), .tooManyRequests)
    response.fields["Retry-After"] = String(seconds)
    return response
  }

  private func welcome(
    _ session: String, _ browser: String, _ request: HTTPRequest, _ form: Form
  ) -> Deferred<HTTPResponse> {
    let cookies = [
      admission.cookie(session, for: request), admission.cookie(browser: browser, for: request),
    ]
    // As the browser will send it from now on.
    var request = request
    request.fields["Cookie"] = "\(CookieName.session(for: request))=\(session)"
    return goOn(form, for: request).addCallback { response -> HTTPResponse in
      cookies.reduce(response) { Self.adding($1, to: $0) }
    }
  }

  /// Leads to where the admin wanted to go, or to the form with the banner typed before.
  private func goOn(_ form: Form, for request: HTTPRequest) -> Deferred<HTTPResponse> {
    guard let draft = form["draft"] else {
      return .succeeded(.seeOther(LocalPath.checked(form["next"])))
    }
    return monitor.refresh().addCallback { _ -> HTTPResponse in
      self.banner(for: request, note: BannerWords.draftKept, draft: draft)
    }
  }

  private static func again(_ form: Form, _ problem: String?, asksWho: Bool = true) -> HTML {
    LoginPage(
      next: form["next"] ?? "/", draft: form["draft"], name: form["name"] ?? "", problem: problem,
      asksWho: asksWho
    ).html
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
