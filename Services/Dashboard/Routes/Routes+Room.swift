import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

/// The room: its lines, a few of them for a page that has others, all of them as a file.
extension Routes {
  /// Files that may be under way at once: each takes one of our connections to the API.
  static let exportsMax = 4

  func room(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let query = RoomQuery(request.query)
    let asked = clock.now
    let retention = query.isLive ? transcript.refreshRetention() : .succeeded(())
    return api(for: request).room(query).addBoth { view -> Deferred<HTTPResponse> in
      let view = view.mapError(APIFailure.init)
      // Lines that were picked are not the last ones, and a refusal may be about this visitor alone.
      if query.isLive, !query.isTalkOnly || !view.isSuccess, !view.isRefusal {
        self.transcript.take(view, asked: asked)
      }
      return retention.addCallback { _ in self.room(query, view, for: request) }
    }
  }

  private func room(
    _ query: RoomQuery, _ view: Result<RoomView, APIFailure>, for request: HTTPRequest,
    _ status: HTTPStatus = .ok
  ) -> HTTPResponse {
    let content = RoomPage(
      query, view, known: transcript.snapshot, timeOfDay: timeOfDay(),
      stillBeside: stillBeside, for: visitor(of: request))
    return page(
      .room, "Room", for: request, script: content.script, status: status, content.html)
  }

  /// For the script of the page: the lines before or after one, or the newest.
  func roomLines(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let query = RoomQuery(request.query)
    var limit = APIClient.linesShown
    if case .after = query.place { limit = Limits.messagesBatchMax }
    return api(for: request).room(query, limit: limit).addBoth { view -> HTTPResponse in
      let lines = RoomLines(
        today: self.timeOfDay(), mayModerate: self.visitor(of: request).mayModerate)
      do throws(APIFailure) {
        let view = try view.mapError(APIFailure.init).get()
        return .html(lines.fragment(view, of: query))
      } catch {
        return .html("<p>\(RoomWords.trouble(error))</p>", error.statusForAdmin)
      }
    }
  }

  // MARK: - The file

  func export(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let query = try ExportQuery(request.query)
    return try relay(
      request, query.format, named: "transcript", from: { $0.export(query.pairs) },
      refused: { failure in
        self.room(
          RoomQuery(request.query), .failure(failure), for: request, failure.statusForAdmin)
      })
  }

  /// A file of the API's, or else the page that `refused` makes.
  func relay(
    _ request: HTTPRequest, _ format: ExportFormat, named name: String,
    from file: (APIClient) -> Deferred<HTTPStreamedResponse>,
    refused: @escaping (APIFailure) -> HTTPResponse
  ) throws(HTTPError) -> Deferred<HTTPResponse> {
    guard request.method == .get else {
      return .succeeded(
        HTTPResponse(.ok, fields: HTTPFields([("Content-Type", format.mediaType)])))
    }
    guard exports < Self.exportsMax else {
      throw HTTPError(
        .serviceUnavailable,
        "\(Self.exportsMax) exports are under way already: try again when one is done.")
    }
    exports += 1
    return file(api(for: request)).addCallbacks(
      { answer -> HTTPResponse in
        self.file(
          ExportRelay(answer) { self.exports -= 1 }, answer.fields, format, named: name)
      },
      { error -> HTTPResponse in
        self.exports -= 1
        return refused(APIFailure(error))
      })
  }

  private func file(
    _ relay: ExportRelay, _ fields: HTTPFields, _ format: ExportFormat, named name: String
  ) -> HTTPResponse {
    let type = fields["Content-Type"] ?? format.mediaType
    var response = HTTPResponse.stream(contentType: type) { [log] writer in
      relay.start(writer) { log.warning("export broken off", ["why": APIFailure($0).detail]) }
    }
    // Never shown in place: what people said is no page of ours.
    let disposition = fields["Content-Disposition"].flatMap {
      $0.lowercased().hasPrefix("attachment") ? $0 : nil
    }
    response.fields["Content-Disposition"] =
      disposition ?? "attachment; filename=\"\(name).\(format.suffix)\""
    response.fields["X-Accel-Buffering"] = "no"  // nginx would take it all at once
    return response
  }

  /// The line that a form was reached from.
  static func line(_ form: Form) -> Int? { form["line"].flatMap { Int($0) } }
}

extension Result where Failure == APIFailure {
  fileprivate var isSuccess: Bool { if case .success = self { true } else { false } }

  fileprivate var isRefusal: Bool {
    guard case .failure(.refused(let status, _)) = self else { return false }
    return status == .unauthorized || status == .forbidden
  }
}
