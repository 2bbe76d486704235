import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

/// The overview, and the updates of all pages of regions.
extension Routes {
  func overview(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    DeferredList.all([
      monitor.refresh().addCallback { _ in }, transcript.refresh(),
      day.refresh().addCallback { _ in }, admission.confirm(request),
    ]).addCallback { _ -> HTTPResponse in
      let content = OverviewPage(
        self.regions, join: self.joinCommand(for: request), isOpen: self.admission.door.isOpen,
        mayModerate: self.visitor(of: request).mayModerate, stillBeside: self.stillBeside)
      return self.page(
        .overview, "Overview", for: request, script: content.script, content.html)
    }
  }

  /// From what is known now.
  var regions: Regions {
    Regions(
      monitor.snapshot, room: transcript.snapshot, curves: day.curves, at: clock.now,
      timeOfDay: timeOfDay())
  }

  func joinCommand(for request: HTTPRequest) -> JoinCommand {
    JoinCommand(chatAddress, orAt: request.fields["Host"])
  }

  /// For a page that cannot update itself, the number of pages that do.
  var stillBeside: Int? { viewers.isFull ? Viewers.viewersMax : nil }

  func updates(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    admission.confirm(request).addCallback { try self.stream(request) }
  }

  private func stream(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
    guard !viewers.isFull else {
      throw HTTPError(
        .serviceUnavailable, "\(Viewers.viewersMax) pages are open and updating already.")
    }
    let session = admission.session(of: request)
    let mayModerate = visitor(of: request).mayModerate
    let wantsLines = request.query["lines"] != nil
    var response = HTTPResponse.events { writer in
      self.viewers.join(writer, session: session, wantsLines: wantsLines, mayModerate: mayModerate)
    }
    response.fields["X-Accel-Buffering"] = "no"  // nginx would hold events back
    return response
  }
}
