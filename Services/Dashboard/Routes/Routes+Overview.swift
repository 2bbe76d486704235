import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

/// The overview, its updates, and the banner.
extension Routes {
  func overview(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let room = [transcript.refresh(), transcript.refreshRetention()]
    return DeferredList.all(room + [monitor.refresh().addCallback { _ in }])
      .addCallback { _ -> HTTPResponse in self.overview(for: request) }
  }

  /// The page from what is known now, without asking the API.
  func overview(
    for request: HTTPRequest, note: Note? = nil, draft: String? = nil, _ status: HTTPStatus = .ok
  ) -> HTTPResponse {
    let snapshot = monitor.snapshot
    let content = OverviewPage(
      snapshot,
      Regions(snapshot, room: transcript.snapshot, at: clock.now, timeOfDay: timeOfDay()),
      host: request.fields["Host"].flatMap(Authority.init)?.host ?? "localhost", draft: draft,
      isOpen: admission.isOpen, stillBeside: viewers.isFull ? Viewers.viewersMax : nil,
      retentionDays: transcript.snapshot.retentionDays)
    return page(
      .overview, "Overview", for: request, note: note, script: content.script, status: status,
      content.html)
  }

  func updates(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
    guard !viewers.isFull else {
      throw HTTPError(
        .serviceUnavailable, "\(Viewers.viewersMax) pages are open and updating already.")
    }
    let session = admission.session(of: request)
    let wantsLines = request.query["lines"] != nil
    var response = HTTPResponse.events { writer in
      self.viewers.join(writer, session: session, wantsLines: wantsLines)
    }
    response.fields["X-Accel-Buffering"] = "no"  // nginx would hold events back
    return response
  }

  // MARK: - The banner

  func setBanner(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    guard let typed = try request.form()["banner"] else {
      throw HTTPError(.badRequest, "The form has no field named banner.")
    }
    let banner = typed.withLineFeeds
    return api.setBanner(banner, actor: admission.actor(of: request)).addCallbacks(
      { isChanged in
        let note = isChanged ? BannerWords.stored : BannerWords.unchanged
        return .succeeded(self.redirect(to: "/", saying: note))
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
      self.overview(for: request, note: note, draft: banner, status)
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
