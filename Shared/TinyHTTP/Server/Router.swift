package import TinyReactor

/// Answers a request, now or later.
package typealias HTTPHandler = (HTTPRequest) throws -> Deferred<HTTPResponse>
/// Answers a request with the help of the next handler, its second argument.
package typealias HTTPMiddleware = (HTTPRequest, @escaping HTTPHandler) throws -> Deferred<
  HTTPResponse
>

/// Routes by method and path; `/x` and `/x/` are the same; `:name` matches one segment.
///
/// A path without parameters wins over one with; among the latter, the first added wins. HEAD falls
/// back to GET, OPTIONS answers with Allow. The router itself answers 404, 405 with Allow, and 400
/// for paths and queries that cannot be decoded.
package struct Router {
  private enum Action {
    case now((HTTPRequest) throws -> HTTPResponse)
    case later(HTTPHandler)
  }
  private struct Route {
    let method: HTTPMethod
    /// `:name` is a parameter.
    let segments: [Substring]
    let action: Action
  }
  /// By path, with and without a trailing slash: one lookup for all routes without parameters.
  private var fixed: [String: [Route]] = [:]
  private var patterns: [Route] = []
  private var middleware: [HTTPMiddleware] = []
  private var refusal: ((HTTPRequest) -> (any HTTPResponseError)?)?
  /// Sent with every answer that has no field of that name, the server's own refusals included.
  package var defaultFields = HTTPFields() {
    didSet { defaultFields = defaultFields.without(ResponseEncoder.ownFields) }
  }

  /// What follows one of these segments in a path is a secret: no log and no error shows it.
  package var secretsFollow: Set<String> = []

  /// How an error is written, also by the server for an invalid request: by default, a line of
  /// plain text. The error's fields are added to it.
  package var errorForm: (any HTTPResponseError) -> HTTPResponse = {
    .text("\($0.message)\n", $0.status)
  }

  /// Everything is 404 until a route is added.
  package init() {}

  /// Adds a route whose handler answers at once. A second one for the same method and
  /// fixed path is a bug.
  package mutating func on(
    _ method: HTTPMethod, _ path: String, _ handler: @escaping (HTTPRequest) throws -> HTTPResponse
  ) {
    add(method, path, .now(handler))
  }

  /// Adds a route whose handler answers later.
  package mutating func on(
    _ method: HTTPMethod, _ path: String,
    deferred handler: @escaping (HTTPRequest) throws -> Deferred<HTTPResponse>
  ) {
    add(method, path, .later(handler))
  }

  /// Wraps every answer of this router, 404 and 405 included. The first one added is the outermost.
  /// The handler it gets does not throw: what is thrown inside fails its Deferred, and an error
  /// left at the end becomes the answer (`HTTPResponseError`).
  package mutating func use(_ middleware: @escaping HTTPMiddleware) {
    self.middleware.append(middleware)
  }

  /// Calls `refusal` before all middleware: it may answer in place of the handler. It decides at
  /// once and so costs no Deferred. There can be only one.
  package mutating func refuse(
    with refusal: @escaping (HTTPRequest) -> (any HTTPResponseError)?
  ) {
    precondition(self.refusal == nil, "a router has one refusal")
    self.refusal = refusal
  }

  /// What `answer` returns.
  package enum Answer {
    case now(HTTPResponse)
    case later(Deferred<HTTPResponse>)
  }

  /// The same without a Deferred where none is needed: that makes a plain request twice as fast.
  package func answer(_ request: HTTPRequest) -> Answer {
    if let refusal = refusal?(request) { return .now(write(refusal)) }
    var request = request
    let action = route(&request)
    if middleware.isEmpty, case .now(let handler) = action {
      do {
        return .now(try handler(request))
      } catch {
        return .now(explain(error, to: request))
      }
    }
    return .later(
      run(action, request, through: middleware[...])
        .addErrback { [request] in explain($0, to: request) })
  }

  /// The answer to a handler's failure. Any error but an `HTTPResponseError` is reported to the
  /// operator in full, and to the client not at all.
  private func explain(_ error: any Error, to request: HTTPRequest) -> HTTPResponse {
    switch error {
    case let error as any HTTPResponseError: return write(error)
    case is CancelledError:
      return write(HTTPError(.serviceUnavailable, "the request was cancelled"))
    default:
      let path = RequestPath.encoded(shown(request.target))
      ErrorLog.report("\(request.method.rawValue) \(path) failed: \(error)")
      return write(HTTPError(.internalServerError, "internal error"))
    }
  }

  /// A target as a log or an error shows it: `/hooks/…`, however its secret was written.
  package func shown(_ target: String) -> String {
    guard !secretsFollow.isEmpty else { return target }
    let encoded = RequestPath.encoded(target)
    let path = PercentCoding.decode(encoded, plusIsSpace: false) ?? String(encoded)
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    let index = segments.firstIndex { secretsFollow.contains($0.lowercased()) }
    guard let index, index + 1 < segments.count else { return target }
    return segments[...index].joined(separator: "/") + "/…"
  }

  func write(_ error: any HTTPResponseError) -> HTTPResponse {
    var response = errorForm(error)
    for (name, value) in error.fields.pairs { response.fields.append(name, value) }
    return response
  }

  private func run(
    _ action: Action, _ request: HTTPRequest,
    through middleware: ArraySlice<HTTPMiddleware>
  ) -> Deferred<HTTPResponse> {
    do {
      if let outermost = middleware.first {
        return try outermost(request) { run(action, $0, through: middleware.dropFirst()) }
      }
      switch action {
      case .now(let handler): return .succeeded(try handler(request))
      case .later(let handler): return try handler(request)
      }
    } catch {
      return .failed(error)
    }
  }

  private mutating func add(_ method: HTTPMethod, _ path: String, _ action: Action) {
    let segments = path.split(separator: "/")
    let route = Route(method: method, segments: segments, action: action)
    if segments.contains(where: { $0.hasPrefix(":") }) {
      patterns.append(route)
    } else {
      let key = Self.key(segments)
      precondition(
        !fixed[key, default: []].contains { $0.method == method },
        "two handlers for \(method.rawValue) \(path)")
      fixed[key, default: []].append(route)
      if !segments.isEmpty { fixed[key + "/", default: []].append(route) }
    }
  }

  private static func key(_ segments: some Sequence<some StringProtocol>) -> String {
    "/" + segments.joined(separator: "/")
  }

  /// What to do with `request`; fills in its parameters.
  private func route(_ request: inout HTTPRequest) -> Action {
    do throws(HTTPError) {
      return try find(&request)
    } catch {
      return .now { _ in throw error }
    }
  }

  private func find(_ request: inout HTTPRequest) throws(HTTPError) -> Action {
    if request.target == "*" {
      return allow(Set((fixed.values.joined() + patterns).map(\.method)))
    }
    // Most targets are a key already.
    if let routes = fixed[request.target], let action = pick(request.method, from: routes) {
      return action
    }
    _ = try request.decodeQuery()
    let segments = try RequestPath.segments(of: RequestPath.encoded(request.target))
    let routes =
      fixed[Self.key(segments), default: []] + patterns.filter { Self.matches($0, segments) }
    if routes.isEmpty || segments.contains("") {
      throw HTTPError(.notFound, "there is nothing at \(shown(request.path))")
    }

    if let action = pick(request.method, from: routes, segments, into: &request.parameters) {
      return action
    }
    let methods = Set(routes.map(\.method))
    if request.method == .options { return allow(methods) }
    throw HTTPError(
      .methodNotAllowed, "\(request.method.rawValue) is not allowed here",
      fields: HTTPFields([("Allow", Self.list(methods))]))
  }

  private func pick(_ method: HTTPMethod, from routes: [Route]) -> Action? {
    var parameters: [String: String] = [:]
    return pick(method, from: routes, [], into: &parameters)
  }

  private func pick(
    _ method: HTTPMethod, from routes: [Route], _ segments: [String],
    into parameters: inout [String: String]
  ) -> Action? {
    let route =
      routes.first { $0.method == method }
      ?? (method == .head ? routes.first { $0.method == .get } : nil)
    guard let route else { return nil }
    for (pattern, segment) in zip(route.segments, segments) where pattern.hasPrefix(":") {
      parameters[String(pattern.dropFirst())] = segment
    }
    return route.action
  }

  private static func matches(_ route: Route, _ segments: [String]) -> Bool {
    route.segments.count == segments.count
      && zip(route.segments, segments).allSatisfy { pattern, segment in
        pattern.hasPrefix(":") ? !segment.isEmpty : pattern == segment
      }
  }

  private func allow(_ methods: Set<HTTPMethod>) -> Action {
    .now { _ in
      HTTPResponse(.noContent, fields: HTTPFields([("Allow", Self.list(methods))]))
    }
  }

  /// `GET, HEAD, OPTIONS, POST`.
  private static func list(_ methods: Set<HTTPMethod>) -> String {
    var methods = methods.union([.options])
    if methods.contains(.get) { methods.insert(.head) }
    return methods.map(\.rawValue).sorted().joined(separator: ", ")
  }
}
