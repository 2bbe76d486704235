package import TinyReactor

/// Serves a router: a factory of connections that share limits, clock and Date field.
package final class HTTPServer: StreamFactory {
  let clock: any ReactorTime
  let limits: HTTPLimits
  let router: Router
  /// Costs nothing while nobody asks.
  package var onEvent: ((HTTPServerEvent) -> Void)?
  /// The router's, at hand.
  let defaultFields: HTTPFields
  /// How long a connection stays that nobody uses (RFC 9112 §C.2.2). For 1.1 the Connection field
  /// only names the other as one between neighbours (RFC 9110 §7.6.1).
  let keepAliveFields: [UInt8]
  private let dateField: DateField
  private var connections: [ObjectIdentifier: HTTPConnection] = [:]
  private var refusals = 0
  /// How many waits for a request have begun.
  private var waits = 0
  private var drained: [Deferred<Void>] = []
  private(set) var isShuttingDown = false

  /// Newcomers over `connectionsMax` that are being told so; more are closed without a word.
  private static let refusalsMax = 64

  /// `clock` is the reactor, or a ManualClock in tests.
  package init(on clock: any ReactorTime, limits: HTTPLimits = HTTPLimits(), router: Router) {
    self.clock = clock
    self.limits = limits
    self.router = router
    defaultFields = router.defaultFields
    keepAliveFields = Array(
      "Connection: keep-alive\r\nKeep-Alive: timeout=\(limits.idleMax.components.seconds)\r\n".utf8)
    dateField = DateField(on: clock)
  }

  /// Nil while shutting down.
  package func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)? {
    if isShuttingDown { return nil }
    guard connections.count < limits.connectionsMax || dropLongestWaiting() else {
      return buildRefusal()
    }
    let connection = HTTPConnection(of: self)
    connections[ObjectIdentifier(connection)] = connection
    return connection
  }

  /// Closes idle connections now, the others after their answer; ends streams. Fires when the last one
  /// is gone. How long a handler takes is the handler's to bound.
  package func shutDown() -> Deferred<Void> {
    isShuttingDown = true
    for connection in Array(connections.values) { connection.shutDown() }
    if connections.isEmpty { return .succeeded(()) }
    let done = Deferred<Void>()
    drained.append(done)
    return done
  }

  /// Connections that are there, idle ones included.
  package var connectionCount: Int { connections.count }

  /// `Date: …` with its CR LF.
  var dateLine: [UInt8] { dateField.bytes }

  /// Numbers the waits in their order.
  func waitBegins() -> Int {
    waits += 1
    return waits
  }

  /// Somebody has left something unread.
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
  /// asked for something.
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

  /// At once: one that is closed in good order would still be there for a while.
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

  /// The answer to what is no request, before a close.
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

/// Says one thing and closes.
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
