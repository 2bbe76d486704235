import TinyReactor

/// An error that becomes an answer. A handler throws it; the server answers with `status` and, in
/// JSON, `{"status": "ERROR", "error": message}`.
package struct HTTPError: Error, Sendable {
  /// What the answer says.
  package let status: HTTPStatus
  /// For the person who sent the request: what was wrong and what to do.
  package let message: String
  /// Added to the answer: `Allow`, `Retry-After`, `WWW-Authenticate`.
  package let fields: HTTPFields

  /// `fields` are added to the answer.
  package init(_ status: HTTPStatus, _ message: String, fields: HTTPFields = HTTPFields()) {
    self.status = status
    self.message = message
    self.fields = fields
  }

  package init(_ error: JSONError) { self.init(.badRequest, error.message) }

  /// The answer it becomes.
  package var response: HTTPResponse {
    var response = HTTPResponse.json(Body(error: message), status)
    for (name, value) in fields.pairs { response.fields.append(name, value) }
    return response
  }

  private struct Body: Encodable {
    var status = "ERROR"
    var error: String
  }
}

extension HTTPResponse {
  /// The answer to a handler's failure. What is not an HTTPError is reported to the operator in full
  /// and to the client not at all.
  init(answering error: any Error, to request: HTTPRequest) {
    switch error {
    case let error as HTTPError:
      self = error.response
    case is CancelledError:
      self = HTTPError(.serviceUnavailable, "the request was cancelled").response
    default:
      let path = RequestPath.encoded(request.target)
      ErrorLog.report("\(request.method.rawValue) \(path) failed: \(error)")
      self = HTTPError(.internalServerError, "internal error").response
    }
  }
}
