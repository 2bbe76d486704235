package import TinyReactor

/// Sends requests to one origin over a pool of persistent connections; every request has a
/// deadline.
package final class HTTPClient {
  /// Opens a connection for the protocol that the factory builds.
  package typealias Connector = (any StreamFactory) -> Deferred<any StreamProtocol>

  let clock: any ReactorTime
  private let encoder: RequestEncoder
  private let connectionsMax: Int
  private let responseBodyBytesMax: Int
  private let connect: Connector
  private var waiting: [HTTPExchange] = []
  /// Connecting or running; each has or will have a connection of its own.
  private var active: [ObjectIdentifier: HTTPExchange] = [:]
  private var idle: [HTTPClientConnection] = []
  private var sweep: DelayedCall?
  private var isClosed = false
  /// Called with the result of each request and how long it took; costs nothing when nil.
  package var onAnswer: ((HTTPRequest, Result<HTTPResponse, any Error>, Duration) -> Void)?
  /// `advance` loops rather than recurses: a thousand requests that fail at once use no stack.
  private var isAdvancing = false

  /// Requests that may wait for a connection; more fail with `queueFull`.
  package static let waitingMax = 1_024
  /// Shorter than servers keep an idle connection, so that they seldom close it first.
  package static let idleMax = Duration.seconds(30)
  /// How long a streamed body may stand still.
  package static let stallMax = Duration.seconds(30)

  /// `base` is `http://host:port` with an optional path prefix; throws on anything else. `fields`
  /// are added to each request that has none of that name.
  package convenience init(
    on reactor: Reactor, base: String, fields: HTTPFields = HTTPFields(),
    connectionsMax: Int = 16, responseBodyBytesMax: Int = 4_194_304
  ) throws(HTTPURLProblem) {
    let origin = try HTTPOrigin(base)
    let endpoint = ClientEndpoint.tcp(host: origin.host, port: origin.port)
    try self.init(
      on: reactor, base: base, fields: fields, connectionsMax: connectionsMax,
      responseBodyBytesMax: responseBodyBytesMax,
      connect: { endpoint.connect(on: reactor, $0) })
  }

  /// With connections that `connect` opens.
  package init(
    on clock: any ReactorTime, base: String, fields: HTTPFields = HTTPFields(),
    connectionsMax: Int = 16, responseBodyBytesMax: Int = 4_194_304, connect: @escaping Connector
  ) throws(HTTPURLProblem) {
    precondition(connectionsMax > 0)
    self.clock = clock
    encoder = RequestEncoder(origin: try HTTPOrigin(base), fields: fields)
    self.connectionsMax = connectionsMax
    self.responseBodyBytesMax = responseBodyBytesMax
    self.connect = connect
  }

  deinit {
    for connection in idle { connection.close() }
  }

  /// Any status counts as success. Fails on a network error, after `deadline` (`TimeoutError`,
  /// waiting and connecting included), or on bad framing (`HTTPClientError`). Cancelling closes the
  /// connection that carries the request. An unhandled error is reported with `file` and `line`.
  package func send(
    _ request: HTTPRequest, deadline: Duration = .seconds(10),
    file: StaticString = #fileID, line: UInt = #line
  ) -> Deferred<HTTPResponse> {
    let answer = start(request, deadline, file, line) { .whole($0) }
    observe(answer, to: request) { $0 }
    advance()
    return answer
  }

  /// The same for a body of any length: fires with the head, and `deadline` is for that. The body
  /// fails when it stands still for `stallMax` while somebody wants it. Each takes one of the
  /// connections until it ends: the caller bounds how many there are.
  package func stream(
    _ request: HTTPRequest, deadline: Duration = .seconds(10),
    file: StaticString = #fileID, line: UInt = #line
  ) -> Deferred<HTTPStreamedResponse> {
    let answer = start(request, deadline, file, line) { .streamed($0) }
    observe(answer, to: request) { HTTPResponse($0.status, fields: $0.fields) }
    advance()
    return answer
  }

  /// Puts it into the queue.
  private func start<Answer>(
    _ request: HTTPRequest, _ deadline: Duration, _ file: StaticString, _ line: UInt,
    _ promised: (Deferred<Answer>) -> HTTPExchange.Promise
  ) -> Deferred<Answer> {
    if isClosed { return .failed(HTTPClientError.closed) }
    guard let bytes = encoder.encode(request) else { return .failed(HTTPClientError.badRequest) }
    if waiting.count == Self.waitingMax { return .failed(HTTPClientError.queueFull) }

    let exchange = HTTPExchange(bytes, request.method)
    // Keeps the client alive while a request is under way.
    let promise = Deferred<Answer>(
      canceller: { [weak exchange] _ in if let exchange { self.cancel(exchange) } },
      file: file, line: line)
    exchange.start(promised(promise))
    waiting.append(exchange)
    return promise.addTimeout(deadline, on: clock, file: file, line: line)
  }

  private func observe<Answer>(
    _ answer: Deferred<Answer>, to request: HTTPRequest,
    _ head: @escaping (Answer) -> HTTPResponse
  ) {
    guard let onAnswer else { return }
    let (clock, began) = (clock, clock.now)
    answer.observe { onAnswer(request, $0.map(head), clock.now - began) }
  }

  /// Fails every request under way with `closed`, and all later ones.
  package func close() {
    isClosed = true
    sweep?.cancelIfActive()
    for connection in idle { connection.close() }
    idle = []
    let exchanges = waiting + active.values
    waiting = []
    active = [:]
    for exchange in exchanges {
      let place = exchange.place
      exchange.finish(.failure(HTTPClientError.closed))
      release(place)
    }
  }

  // MARK: What connections tell

  /// `connection` is nil when it cannot carry another request.
  func exchangeEnded(
    _ exchange: HTTPExchange, _ result: Result<HTTPResponse, any Error>,
    on connection: HTTPClientConnection?
  ) {
    active[ObjectIdentifier(exchange)] = nil
    if let connection { rest(connection) }
    exchange.finish(result)
    advance()
  }

  /// The connection died before a byte of the answer: tries once more, on a fresh one.
  func retry(_ exchange: HTTPExchange) {
    active[ObjectIdentifier(exchange)] = nil
    exchange.isRetry = true
    exchange.place = .waiting
    waiting.insert(exchange, at: 0)
    advance()
  }

  /// The server has closed the connection, or sent something unasked.
  func connectionEnded(_ connection: HTTPClientConnection) {
    idle.removeAll { $0 === connection }
  }

  // MARK: Requests

  /// Starts what can start, on the most recently used idle connection first, so that the others can
  /// expire.
  private func advance() {
    if isAdvancing { return }
    isAdvancing = true
    defer { isAdvancing = false }
    while let exchange = waiting.first {
      if !exchange.isRetry, let connection = idle.popLast() {
        waiting.removeFirst()
        active[ObjectIdentifier(exchange)] = exchange
        connection.run(exchange)
      } else if active.count + idle.count < connectionsMax {
        waiting.removeFirst()
        active[ObjectIdentifier(exchange)] = exchange
        open(exchange)
      } else if !idle.isEmpty {
        // A retry needs a fresh connection: the idle ones may be as dead as the last.
        idle.removeFirst().close()
      } else {
        return
      }
    }
  }

  private func open(_ exchange: HTTPExchange) {
    let connecting = connect(
      Factory { _ in HTTPClientConnection(of: self, bodyBytesMax: self.responseBodyBytesMax) })
    exchange.place = .connecting(connecting)
    connecting.addBoth { self.connected(exchange, $0) }
  }

  private func connected(
    _ exchange: HTTPExchange, _ result: Result<any StreamProtocol, any Error>
  ) {
    guard case .connecting = exchange.place else { return }
    switch result {
    case .success(let connection as HTTPClientConnection): connection.run(exchange)
    case .success: preconditionFailure("the factory builds nothing else")
    case .failure(let error): exchangeEnded(exchange, .failure(error), on: nil)
    }
  }

  func cancel(_ exchange: HTTPExchange) {
    let place = exchange.place
    exchange.end()
    waiting.removeAll { $0 === exchange }
    active[ObjectIdentifier(exchange)] = nil
    release(place)
    advance()
  }

  private func release(_ place: HTTPExchange.Place) {
    switch place {
    case .connecting(let connecting): connecting.cancel()
    case .running(let connection): connection.abandon()
    case .waiting, .done: break
    }
  }

  // MARK: The pool

  private func rest(_ connection: HTTPClientConnection) {
    if isClosed { return connection.close() }
    connection.rest(since: clock.now)
    idle.append(connection)
    if sweep?.isActive != true { scheduleSweep(after: Self.idleMax) }
  }

  /// One timer for the whole pool; the oldest connection comes first.
  private func scheduleSweep(after delay: Duration) {
    sweep = clock.callLater(delay) { [weak self] in self?.closeOld() }
  }

  private func closeOld() {
    while let oldest = idle.first, clock.now - oldest.idleSince >= Self.idleMax {
      idle.removeFirst()
      oldest.close()
    }
    guard let oldest = idle.first else { return }
    scheduleSweep(after: oldest.idleSince + Self.idleMax - clock.now)
  }
}
