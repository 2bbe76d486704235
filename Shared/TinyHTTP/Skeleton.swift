// A skeleton to compile against while the real files are being written.
package import TinyReactor

package struct HTTPMethod: RawRepresentable, Hashable, Sendable {
  package let rawValue: String
  package init(rawValue: String) { self.rawValue = rawValue }
  package static let get = HTTPMethod(rawValue: "GET")
  package static let head = HTTPMethod(rawValue: "HEAD")
  package static let post = HTTPMethod(rawValue: "POST")
  package static let put = HTTPMethod(rawValue: "PUT")
  package static let delete = HTTPMethod(rawValue: "DELETE")
}
/// Three digits and the standard reason phrase.
package struct HTTPStatus: Hashable, Sendable {
  package let code: Int
  package init(_ code: Int) { self.code = code }
  package static let ok = HTTPStatus(200)
  package static let seeOther = HTTPStatus(303)
  package static let badRequest = HTTPStatus(400)
  package static let unauthorized = HTTPStatus(401)
  package static let forbidden = HTTPStatus(403)
  package static let notFound = HTTPStatus(404)
  package static let unsupportedMediaType = HTTPStatus(415)
  package static let tooManyRequests = HTTPStatus(429)
  package static let internalServerError = HTTPStatus(500)
  package static let badGateway = HTTPStatus(502)
  package static let serviceUnavailable = HTTPStatus(503)
}
/// Field names compare without regard to case; order is kept.
package struct HTTPFields: Sendable, Equatable {
  package init(_ pairs: [(String, String)] = []) {}
  package subscript(_ name: String) -> String? {  // the first value; setting replaces all
    get { preconditionFailure() }
    set { preconditionFailure() }
  }
  package func values(_ name: String) -> [String] { preconditionFailure() }
  package mutating func append(_ name: String, _ value: String) { preconditionFailure() }
}
package struct HTTPRequest: Sendable {
  package var method: HTTPMethod
  package var target: String  // as sent: path and query, still encoded
  package var fields: HTTPFields
  package var body: [UInt8]
  package init(
    _ method: HTTPMethod, _ target: String, fields: HTTPFields = HTTPFields(), body: [UInt8] = []
  ) {
    self.method = method
    self.target = target
    self.fields = fields
    self.body = body
  }
  /// Percent-decoded, without the query.
  package var path: String { preconditionFailure() }
  /// Query pairs, decoded; `query["after"]` is the first of that name.
  package var query: Form { preconditionFailure() }
  /// The body as application/x-www-form-urlencoded; throws HTTPError (415, 400).
  package func form() throws(HTTPError) -> Form { preconditionFailure() }
  package var cookies: [String: String] { preconditionFailure() }
  /// Filled in by the server.
  package var peer: SocketAddress?
  /// What the route's `:name` segments matched, decoded.
  package var parameters: [String: String] = [:]
}
package struct Form: Sendable {
  package subscript(_ name: String) -> String? { preconditionFailure() }
  package var pairs: [(name: String, value: String)] { preconditionFailure() }
  package static func encode(_ pairs: [(String, String)]) -> String { preconditionFailure() }
}
package struct HTTPResponse {
  package var status: HTTPStatus
  package var fields: HTTPFields
  package var body: [UInt8]
  package init(_ status: HTTPStatus, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = body
  }
  package static func text(_ text: String, _ status: HTTPStatus = .ok) -> HTTPResponse {
    preconditionFailure()
  }
  /// Pretty-printed, keys sorted, slashes not escaped, ends in a newline.
  package static func json(_ value: some Encodable, _ status: HTTPStatus = .ok) -> HTTPResponse {
    preconditionFailure()
  }
  package static func html(_ page: HTML, _ status: HTTPStatus = .ok) -> HTTPResponse {
    preconditionFailure()
  }
  package static func seeOther(_ location: String) -> HTTPResponse { preconditionFailure() }
  /// A body that goes on: `start` gets a writer it may keep (chunked; server-sent events).
  package static func stream(
    contentType: String, _ start: @escaping (HTTPBodyWriter) -> Void
  ) -> HTTPResponse { preconditionFailure() }
}
package final class HTTPBodyWriter {
  package func write(_ bytes: [UInt8]) { preconditionFailure() }
  package func end() { preconditionFailure() }
  /// Fires once when the reader has gone or the body has ended.
  package func whenClosed(_ call: @escaping () -> Void) { preconditionFailure() }
}
/// An error that becomes an answer. A handler throws it; the server answers with `status` and, in
/// JSON, `{"status": "ERROR", "error": message}`.
package struct HTTPError: Error, Sendable {
  package let status: HTTPStatus
  package let message: String
  package init(_ status: HTTPStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}
/// Text that is safe in HTML: whatever is interpolated is escaped, other `HTML` goes in as it is.
/// `let page: HTML = "<p>\(name)</p>"`
package struct HTML: ExpressibleByStringInterpolation, Sendable {
  package init(stringLiteral value: String) { preconditionFailure() }
  package var text: String { preconditionFailure() }
  package static func join(_ parts: [HTML]) -> HTML { preconditionFailure() }
}
package typealias HTTPHandler = (HTTPRequest) throws -> Deferred<HTTPResponse>
/// Routes by method and path; `/x` and `/x/` are the same; `:name` matches one segment. HEAD falls
/// back to GET. 404, and 405 with Allow, come from here.
package struct Router {
  package init() {}
  package mutating func on(
    _ method: HTTPMethod, _ path: String, _ handler: @escaping (HTTPRequest) throws -> HTTPResponse
  ) { preconditionFailure() }
  package mutating func on(
    _ method: HTTPMethod, _ path: String,
    deferred handler: @escaping (HTTPRequest) throws -> Deferred<HTTPResponse>
  ) { preconditionFailure() }
  /// Wraps every handler: `next` is the rest.
  package mutating func use(
    _ middleware: @escaping (HTTPRequest, HTTPHandler) throws -> Deferred<HTTPResponse>
  ) { preconditionFailure() }
  package func respond(to request: HTTPRequest) -> Deferred<HTTPResponse> { preconditionFailure() }
}
package struct HTTPLimits: Sendable {
  package init() {}
  package var headBytesMax = 16_384
  package var fieldsMax = 100
  package var targetBytesMax = 8_192
  package var bodyBytesMax = 65_536
  package var idleMax = Duration.seconds(75)
  package var headTimeMax = Duration.seconds(10)
  package var bodyTimeMax = Duration.seconds(30)
  package var connectionsMax = 1_024
}
package final class HTTPServer: StreamFactory {
  package init(on clock: any ReactorTime, limits: HTTPLimits = HTTPLimits(), router: Router) {}
  package func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)? {
    preconditionFailure()
  }
  /// Closes idle connections now, the others after their answer.
  package func shutDown() -> Deferred<Void> { preconditionFailure() }
}
/// Keeps connections alive and pooled to one origin; every request has a deadline.
package final class HTTPClient {
  /// `base` is `http://host:port` with an optional path prefix; throws on anything else.
  package init(
    on reactor: Reactor, base: String, fields: HTTPFields = HTTPFields(),
    connectionsMax: Int = 16, responseBodyBytesMax: Int = 4_194_304
  ) throws(HTTPError) {}
  /// Any status is a success; failures are of the network, of time, or of framing.
  package func send(_ request: HTTPRequest, deadline: Duration = .seconds(10))
    -> Deferred<HTTPResponse>
  { preconditionFailure() }
  package func close() { preconditionFailure() }
}
