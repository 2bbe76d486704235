package import Service
package import TinyHTTP
package import TinyReactor

/// The dashboard's addresses and what each does. Every handler runs behind the `Gate`.
package final class Routes {
  private let clock: any ReactorTime
  private let api: APIClient
  private let monitor: Monitor
  private let viewers: Viewers
  private let admission: Admission
  private let timeOfDay: () -> String
  private let log: Log

  package init(
    on clock: any ReactorTime, api: APIClient, monitor: Monitor, viewers: Viewers,
    admission: Admission, timeOfDay: @escaping () -> String, log: Log
  ) {
    self.clock = clock
    self.api = api
    self.monitor = monitor
    self.viewers = viewers
    self.admission = admission
    self.timeOfDay = timeOfDay
    self.log = log
  }

  package func add(to router: inout Router) {
    router.on(.get, "/", deferred: page)
    router.on(.post, "/set_banner", deferred: setBanner)
    router.on(.get, "/set_banner") { _ in .seeOther("/") }  // typed in where an error page was
    router.on(.get, "/updates", updates)
    router.on(.get, "/login", loginPage)
    router.on(.post, "/login", deferred: logIn)
    router.on(.post, "/logout", logOut)
    router.on(.get, "/dashboard.css") { _ in Self.file(StyleSheet.text, "text/css") }
    router.on(.get, "/dashboard.js") { _ in Self.file(Script.text, "text/javascript") }
    router.on(.get, "/favicon.svg") { _ in Self.file(Icon.text, "image/svg+xml") }
    router.on(.get, "/favicon.ico") { _ in Self.file(Icon.text, "image/svg+xml") }
  }
}

// MARK: - The page and its updates

extension Routes {
  private func page(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let message = Message(said: request.query["said"])
    return monitor.refresh().addCallback { _ -> HTTPResponse in self.render(message) }
  }

  /// The page as things are known now, without asking the API.
  private func render(
    _ message: Message? = nil, draft: String? = nil, _ status: HTTPStatus = .ok
  ) -> HTTPResponse {
    let regions = Regions(monitor.snapshot, at: clock.now, timeOfDay: timeOfDay())
    let page = Page(
      regions, banner: monitor.snapshot.banner, message: message, draft: draft,
      isOpen: admission.isOpen, isStill: viewers.isFull)
    return .html(page.html, status)
  }

  private func updates(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
    guard !viewers.isFull else {
      throw HTTPError(
        .serviceUnavailable, "\(Viewers.viewersMax) pages are open and updating already.")
    }
    let session = admission.session(of: request)
    var response = HTTPResponse.events { writer in
      self.viewers.join(writer, session: session)
    }
    response.fields["X-Accel-Buffering"] = "no"  // nginx would hold events back
    return response
  }

  /// Files change only with the program; a few minutes' keeping spares most requests.
  private static func file(_ text: String, _ type: String) -> HTTPResponse {
    var response = HTTPResponse(.ok, body: Array(text.utf8))
    response.fields["Content-Type"] = "\(type); charset=utf-8"
    response.fields["Cache-Control"] = "max-age=300"
    return response
  }
}

// MARK: - Changing the banner

extension Routes {
  /// Compares with the banner as it is before it stores: saying "unchanged" leaves the audit log be.
  private func setBanner(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    guard let typed = try request.form()["banner"] else {
      throw HTTPError(.badRequest, "The form has no field named banner.")
    }
    let banner = TerminalText.withLineFeeds(typed)
    let actor = admission.actor(of: request)
    return monitor.refresh().addCallback { reading -> Deferred<HTTPResponse> in
      switch reading.banner {
      case .success(banner): .succeeded(.seeOther("/?said=unchanged"))
      case .failure(.unreachable):
        .succeeded(self.render(.apiAway, draft: banner, .serviceUnavailable))
      default: self.store(banner, by: actor)
      }
    }
  }

  private func store(_ banner: String, by actor: String) -> Deferred<HTTPResponse> {
    api.setBanner(banner, actor: actor).addCallbacks(
      { _ -> HTTPResponse in .seeOther("/?said=stored") },
      { error -> HTTPResponse in self.notStored(banner, APIFailure(error)) })
  }

  /// The page again, with the text typed and what is wrong with it.
  private func notStored(_ banner: String, _ failure: APIFailure) -> HTTPResponse {
    log.warning("banner not stored", ["why": failure.detail])
    switch failure {
    case .refused(let status, let reason) where Self.isAboutTheBanner(status):
      return render(.refused(reason), draft: banner, status)
    case .refused(_, let reason):
      return render(.refused(reason), draft: banner, .badGateway)
    case .unreachable, .unreadable:
      return render(.outcomeUnknown, draft: banner, .badGateway)
    }
  }

  /// 401 and 403 are about our token, 5xx about the API.
  private static func isAboutTheBanner(_ status: HTTPStatus) -> Bool {
    (400..<500).contains(status.code) && status != .unauthorized && status != .forbidden
  }
}

// MARK: - Logging in and out

extension Routes {
  private func loginPage(_ request: HTTPRequest) -> HTTPResponse {
    let next = LocalPath.checked(request.query["next"])
    return admission.admits(request) ? .seeOther(next) : .html(LoginPage(next: next).html)
  }

  private func logIn(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
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
        monitor.refresh().addCallback { _ -> HTTPResponse in self.render(.draftKept, draft: draft) }
      } else {
        .succeeded(.seeOther(LocalPath.checked(form["next"])))
      }
    let cookie = admission.cookie(session, for: request)
    return answer.addCallback { response -> HTTPResponse in Self.adding(cookie, to: response) }
  }

  private static func again(_ form: Form, _ problem: String) -> HTML {
    LoginPage(next: form["next"] ?? "/", draft: form["draft"], problem: problem).html
  }

  private func logOut(_ request: HTTPRequest) -> HTTPResponse {
    if let session = admission.logOut(request) { viewers.dismiss(session: session) }
    return Self.adding(admission.cookie(nil, for: request), to: .seeOther("/"))
  }

  private static func adding(_ cookie: String, to response: HTTPResponse) -> HTTPResponse {
    var response = response
    response.fields.append("Set-Cookie", cookie)
    return response
  }
}
