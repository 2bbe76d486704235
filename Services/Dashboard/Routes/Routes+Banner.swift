import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

/// The banner: its page, and the change of it.
extension Routes {
  func banner(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    DeferredList.all([monitor.refresh().addCallback { _ in }, admission.confirm(request)])
      .addCallback { _ -> HTTPResponse in self.banner(for: request) }
  }

  /// The page from what is known now, without asking the API.
  func banner(
    for request: HTTPRequest, note: Note? = nil, draft: String? = nil, _ status: HTTPStatus = .ok
  ) -> HTTPResponse {
    let content = BannerPage(
      monitor.snapshot, regions, join: joinCommand(for: request), draft: draft,
      stillBeside: stillBeside, for: visitor(of: request))
    return page(
      .banner, "Banner", for: request, note: note, script: content.script, status: status,
      content.html)
  }

  func setBanner(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    guard let typed = try request.form()["banner"] else {
      throw HTTPError(.badRequest, "The form has no field named banner.")
    }
    let banner = typed.withLineFeeds
    return api(for: request).setBanner(banner).addCallbacks(
      { isChanged in
        let note = isChanged ? BannerWords.stored : BannerWords.unchanged
        return .succeeded(self.redirect(to: "/banner", saying: note))
      },
      { self.notStored(banner, APIFailure($0), for: request) }
    ).addCallback { $0 }
  }

  /// The page again, with the text typed and what is wrong with it.
  private func notStored(
    _ banner: String, _ failure: APIFailure, for request: HTTPRequest
  ) -> Deferred<HTTPResponse> {
    log.warning("banner not stored", ["why": failure.detail])
    let note =
      switch failure {
      case .refused(_, let reason): BannerWords.refused(reason)
      case .notReached: BannerWords.apiAway
      case .busy: BannerWords.busy
      case .unreachable, .unreadable: BannerWords.outcomeUnknown
      }
    let status: HTTPStatus =
      if case .notReached = failure { .serviceUnavailable } else { failure.statusForAdmin }
    return monitor.refresh().addCallback { _ in
      self.banner(for: request, note: note, draft: banner, status)
    }
  }
}

extension APIFailure {
  /// The status for the admin's browser: what is wrong with the request, or with the API behind us.
  var statusForAdmin: HTTPStatus {
    switch self {
    case .refused(let status, _) where isCallersFault: status
    case .busy: .serviceUnavailable
    default: .badGateway
    }
  }
}
