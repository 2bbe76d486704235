package import TinyReactor

/// An HTTP/1.1 server: the factory of connections that answer requests with one `Router`.
///
/// TinyHTTP is HTTP/1.1 and JSON over TinyReactor, for servers and clients. Nothing in it blocks: a
/// handler that needs time returns a `Deferred`.
///
///     var router = Router()
///     router.on(.get, "/hello") { _ in .text("Hello!\n") }
///     let server = HTTPServer(on: reactor, router: router)
///     try ServerEndpoint("tcp:8080").listen(on: reactor, server)
///
/// A `Router` turns an `HTTPRequest` into an `HTTPResponse`; a handler that throws an `HTTPError`
/// answers with its status. `HTTPServer` holds clients to its `HTTPLimits`; each has an
/// `HTTPConnection`, which reads with a `RequestParser`. The parsers know no sockets and no clocks,
/// and refuse whatever is ambiguous. `HTTPClient` sends requests to one origin. `JSON` guards and
/// decodes bodies. Start reading with `Router`, then `HTTPConnection`.
package final class HTTPServer: StreamFactory {
  let clock: any ReactorTime
  let limits: HTTPLimits
  let router: Router
  /// Told what happens; costs nothing when nil.
  let onEvent: ((HTTPServerEvent) -> Void)?
  /// A copy of the router's.
  let defaultFields: HTTPFields
  /// Say how long an idle connection is kept (RFC 9112 §C.2.2). In 1.1 the Connection field only
  /// marks Keep-Alive as hop-by-hop (RFC 9110 §7.6.1).
  let keepAliveFields: [UInt8]
  private let dateField: DateField
  private var connections: [ObjectIdentifier: HTTPConnection] = [:]
  private var refusals = 0
  /// How many waits for a request have begun.
  private var waits = 0
  private var drained: [Deferred<Void>] = []
  private(set) var isShuttingDown = false

  /// Connections over `connectionsMax` that are being refused with an answer; more are closed
  /// without one.
  private static let refusalsMax = 64

  /// `clock` is the reactor, or a ManualClock in tests.
  package init(
    on clock: any ReactorTime, limits: HTTPLimits = HTTPLimits(), router: Router,
    onEvent: ((HTTPServerEvent) -> Void)? = nil
  ) {
    self.clock = clock
    self.onEvent = onEvent
    self.limits = limits
    self.router = router
    defaultFields = router.defaultFields
    keepAliveFields = Array(
      "Connection: keep-alive\r\nKeep-Alive: timeout=\(limits.idleMax.components.seconds)\r\n".utf8)
    dateField = DateField(on: clock)
  }

  /// Nil while shutting down, and when too many are being refused already.
  package func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)? {
    if isShuttingDown { return nil }
    guard connections.count < limits.connectionsMax || dropLongestWaiting() else {
      return buildRefusal()
    }
    let connection = HTTPConnection(of: self)
    connections[ObjectIdentifier(connection)] = connection
    return connection
  }

  /// Closes idle connections now, the others after their answer; ends streams. Fires when the last
  /// one is gone. Handlers must bound their own time.
  package func shutDown() -> Deferred<Void> {
    isShuttingDown = true
    for connection in Array(connections.values) { connection.shutDown() }
    if connections.isEmpty { return .succeeded(()) }
    let done = Deferred<Void>()
    drained.append(done)
    return done
  }

  /// Open connections, idle ones included.
  package var connectionCount: Int { connections.count }

  /// `Date: …` with its CR LF.
  var dateLine: [UInt8] { dateField.bytes }

  /// Numbers the waits in order.
  func waitBegins() -> Int {
    waits += 1
    return waits
  }

  /// A client has left something unread.
  func boundUnsent() {
    var unsent = connections.values.reduce(0) { $0 + $1.unsentBytes }
    while unsent > limits.unsentBytesMax,
      let worst = connections.values.max(by: { $0.unsentBytes < $1.unsentBytes })
    {
      unsent -= worst.unsentBytes
      drop(worst)
    }
  }

  /// The transport is gone.
  func connectionEnded(_ connection: HTTPConnection) {
    connections[ObjectIdentifier(connection)] = nil
    guard isShuttingDown, connections.isEmpty else { return }
    let waiting = drained
    drained = []
    for done in waiting { done.callback(()) }
  }

  /// Silent clients must not keep others out; false when every client is being answered or has just
  /// sent something.
  private func dropLongestWaiting() -> Bool {
    var waiting = connections.values.compactMap { connection in
      connection.waitNumber.map { (number: $0, connection: connection) }
    }
    while let index = waiting.indices.min(by: { waiting[$0].number < waiting[$1].number }) {
      let longest = waiting.remove(at: index).connection
      if longest.hasUnreadBytes { continue }
      drop(longest)
      return true
    }
    return false
  }

  /// Aborts it: a clean close would keep it around for a while.
  private func drop(_ connection: HTTPConnection) {
    connections[ObjectIdentifier(connection)] = nil
    connection.abort()
  }

  private func buildRefusal() -> (any StreamProtocol)? {
    if refusals == Self.refusalsMax { return nil }
    refusals += 1
    let error = HTTPError(
      .serviceUnavailable, "too many connections", fields: HTTPFields([("Retry-After", "1")]))
    return Refusal(encode(error)) { [weak self] in self?.refusals -= 1 }
  }

  /// The answer to an invalid request, before a close.
  func encode(_ error: any HTTPResponseError) -> [UInt8] {
    let encoder = ResponseEncoder(
      version: .http11, answersHead: false, keepsAlive: false, keepAliveFields: [],
      defaultFields: defaultFields)
    return encoder.encode(router.write(error), dateField: dateLine)
  }

  func encoder(for parsed: borrowing ParsedRequest) -> ResponseEncoder {
    ResponseEncoder(
      version: parsed.version, answersHead: parsed.request.method == .head,
      keepsAlive: parsed.keepsAlive, keepAliveFields: keepAliveFields,
      defaultFields: defaultFields)
  }
}

/// Sends one answer and closes.
private final class Refusal: StreamProtocol {
  private let answer: [UInt8]
  private let ended: () -> Void

  init(_ answer: [UInt8], ended: @escaping () -> Void) {
    self.answer = answer
    self.ended = ended
  }

  func connectionMade(_ transport: any Transport) {
    transport.write(answer)
    transport.loseConnection()
  }
  func dataReceived(_ data: Span<UInt8>) {}
  func connectionLost(_ reason: ConnectionLost) { ended() }
}
