import Service
import TinyHTTP
import TinyReactor
import Wire

/// The overview, its updates, and the banner.
extension Routes {
  func overview(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    monitor.refresh().addCallback { _ -> HTTPResponse in self.overview(for: request) }
  }

  /// The page as things are known now, without asking the API.
  func overview(
    for request: HTTPRequest, note: Note? = nil, draft: String? = nil, _ status: HTTPStatus = .ok
  ) -> HTTPResponse {
    let snapshot = monitor.snapshot
    let content = OverviewPage(
      snapshot, Regions(snapshot, at: clock.now, timeOfDay: timeOfDay()),
      host: request.fields["Host"].flatMap(Authority.init)?.host ?? "localhost", draft: draft,
      isOpen: admission.isOpen, stillBeside: viewers.isFull ? Viewers.viewersMax : nil)
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
    var response = HTTPResponse.events { writer in
      self.viewers.join(writer, session: session)
    }
    response.fields["X-Accel-Buffering"] = "no"  // nginx would hold events back
    return response
  }

  // MARK: - The banner

  /// Compares with the banner as it is before it stores: saying "unchanged" leaves the audit log be.
  func setBanner(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    guard let typed = try request.form()["banner"] else {
      throw HTTPError(.badRequest, "The form has no field named banner.")
    }
    let banner = typed.withLineFeeds
    return monitor.refresh().addCallback { reading -> Deferred<HTTPResponse> in
      switch reading.banner {
      case .success(let stored) where stored.utf8.elementsEqual(banner.utf8):
        .succeeded(self.redirect(to: "/", saying: BannerWords.unchanged))
      case .failure(.unreachable), .failure(.notReached):
        .succeeded(
          self.overview(
            for: request, note: BannerWords.apiAway, draft: banner, .serviceUnavailable))
      default: self.store(banner, for: request)
      }
    }
  }

  private func store(_ banner: String, for request: HTTPRequest) -> Deferred<HTTPResponse> {
    api.setBanner(banner, actor: admission.actor(of: request)).addCallbacks(
      { _ -> HTTPResponse in self.redirect(to: "/", saying: BannerWords.stored) },
      { error -> HTTPResponse in self.notStored(banner, APIFailure(error), for: request) })
  }

  /// The page again, with the text typed and what is wrong with it.
  private func notStored(
    _ banner: String, _ failure: APIFailure, for request: HTTPRequest
  ) -> HTTPResponse {
    log.warning("banner not stored", ["why": failure.detail])
    let note =
      switch failure {
      case .refused(_, let reason): BannerWords.refused(reason)
      case .notReached: BannerWords.apiAway
      case .busy: BannerWords.busy
      case .unreachable, .unreadable: BannerWords.outcomeUnknown
      }
    return overview(for: request, note: note, draft: banner, failure.statusForAdmin)
  }
}

extension APIFailure {
  /// What the admin's browser is answered: what is wrong with the wish, or with who stands behind us.
  var statusForAdmin: HTTPStatus {
    switch self {
    case .refused(let status, _) where isAboutTheWish: status
    case .busy: .serviceUnavailable
    default: .badGateway
    }
  }
}
