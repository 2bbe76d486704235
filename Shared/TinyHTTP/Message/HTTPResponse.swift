import TinyReactor

/// An answer. The server adds Date, Content-Length or Transfer-Encoding, and Connection; values
/// given for those, or for Keep-Alive, are not sent.
package struct HTTPResponse {
  /// The outcome of the request.
  package var status: HTTPStatus
  /// Sent in this order, after Date.
  package var fields: HTTPFields
  /// Complete; empty for a stream.
  package var body: [UInt8]
  /// Set for a body that is streamed after the head.
  private(set) var stream: ((HTTPBodyWriter) -> Void)?

  /// Without a content type unless `fields` has one.
  package init(_ status: HTTPStatus, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = body
  }

  private init(_ status: HTTPStatus, contentType: String, body: [UInt8]) {
    self.init(status, body: body)
    fields.append("Content-Type", contentType)
  }

  /// Plain text in UTF-8.
  package static func text(_ text: String, _ status: HTTPStatus = .ok) -> HTTPResponse {
    HTTPResponse(status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
  }

  /// Pretty-printed, keys sorted, slashes not escaped, ends in a newline. A value that JSON cannot
  /// hold (a NaN) is reported and becomes 500.
  package static func json(_ value: some Encodable, _ status: HTTPStatus = .ok) -> HTTPResponse {
    do {
      return HTTPResponse(status, contentType: "application/json", body: try JSON.encode(value))
    } catch {
      ErrorLog.report("a response cannot be JSON: \(error)")
      return .text("internal error\n", .internalServerError)
    }
  }

  /// A page in UTF-8.
  package static func html(_ page: HTML, _ status: HTTPStatus = .ok) -> HTTPResponse {
    HTTPResponse(status, contentType: "text/html; charset=utf-8", body: Array(page.text.utf8))
  }

  /// Redirects a browser with GET after a form (RFC 9110 §15.4.4).
  package static func seeOther(_ location: String) -> HTTPResponse {
    var response = HTTPResponse(.seeOther)
    response.fields.append("Location", location)
    return response
  }

  /// A streamed body: `start` gets a writer that it may keep (chunked; server-sent events). Not
  /// called for HEAD.
  package static func stream(
    contentType: String, _ start: @escaping (HTTPBodyWriter) -> Void
  ) -> HTTPResponse {
    var response = HTTPResponse(.ok, contentType: contentType, body: [])
    response.stream = start
    return response
  }
}
