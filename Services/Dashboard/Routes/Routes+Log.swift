import TinyHTTP
import TinyReactor
import Wire

/// What has happened: its page, and the same as a file.
extension Routes {
  func auditLog(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let query = LogQuery(request.query)
    return api(for: request).log(query, limit: LogPage.eventsShown)
      .addBoth { list -> HTTPResponse in
        self.auditLog(query, list.mapError(APIFailure.init), for: request)
      }
  }

  private func auditLog(
    _ query: LogQuery, _ list: Result<EventList, APIFailure>, for request: HTTPRequest,
    _ status: HTTPStatus = .ok
  ) -> HTTPResponse {
    let content = LogPage(query, list, timeOfDay: timeOfDay())
    return page(.log, "Log", for: request, script: content.script, status: status, content.html)
  }

  func exportLog(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let query = LogQuery(request.query)
    guard let format = ExportFormat(rawValue: request.query["format"] ?? "csv"),
      LogAddress.formats.contains(format)
    else { throw HTTPError(.badRequest, "The log can be csv or jsonl.") }
    return try relay(
      request, format, named: "log", from: { $0.export(query, as: format) },
      refused: { failure in
        self.auditLog(query, .failure(failure), for: request, failure.statusForAdmin)
      })
  }
}
