import TinyReactor

/// One connection of an `HTTPClient`: carries one request at a time, then waits in the pool.
final class HTTPClientConnection: StreamProtocol, HalfCloseableProtocol {
  private weak var client: HTTPClient?
  private var transport: (any Transport)?
  private var parser: ResponseParser
  private var exchange: HTTPExchange?
  /// Has carried an answer before: the server may have closed it while it waited in the pool.
  private var isReused = false
  /// Nobody takes more of a streamed body for now.
  private var isPaused = false
  /// The server has closed while the body was paused.
  private var inputEnded = false
  private var isPumping = false
  /// Runs while somebody waits for more of a streamed body.
  private var stall: Timeout?
  private(set) var idleSince = Duration.zero

  init(of client: HTTPClient, bodyBytesMax: Int) {
    self.client = client
    parser = ResponseParser(bodyBytesMax: bodyBytesMax)
  }

  /// Sends the request; its result goes to the client.
  func run(_ exchange: HTTPExchange) {
    self.exchange = exchange
    exchange.place = .running(self)
    parser.begin(answeringHead: exchange.method == .head, streams: exchange.isStreamed)
    guard let transport else { return lose(.done) }
    transport.outputBytesMax = max(transport.outputBytesMax, exchange.bytes.count)
    transport.write(exchange.bytes)
  }

  /// Notes when it entered the pool.
  func rest(since now: Duration) { idleSince = now }

  /// Closes cleanly; nothing is under way.
  func close() { transport?.loseConnection() }

  /// Aborts; whatever is under way is no longer wanted.
  func abandon() {
    exchange = nil
    stall = nil
    transport?.abortConnection()
  }

  // MARK: What the transport tells

  func connectionMade(_ transport: any Transport) { self.transport = transport }

  func dataReceived(_ data: Span<UInt8>) {
    // Unrequested bytes would be taken for the next answer.
    if exchange == nil {
      client?.connectionEnded(self)
      return abandon()
    }
    parser.feed(data)
    stall?.reset()
    pump()
  }

  func readConnectionLost() {
    client?.connectionEnded(self)
    inputEnded = true
    if isPaused { return }
    if exchange != nil, !parser.isIdle { take(parser.finish()) }
    if exchange != nil { lose(.done) }
    transport?.loseConnection()
  }

  func connectionLost(_ reason: ConnectionLost) {
    transport = nil
    client?.connectionEnded(self)
    if exchange != nil { lose(reason) }
  }

  /// Takes what has come; of a streamed body there may be several parts.
  private func pump() {
    if isPumping { return }
    isPumping = true
    defer { isPumping = false }
    while exchange != nil, !isPaused, take(parser.next()) {}
  }

  /// Returns whether there may be more.
  @discardableResult
  private func take(_ step: ResponseParser.Step) -> Bool {
    switch step {
    case .needMore: return false
    case .head(let head):
      if let exchange { begin(exchange, head) }
      return true
    case .part(let bytes):
      exchange?.take(bytes)
      return true
    case .response(let response, let keepsAlive):
      isReused = true
      stall = nil
      if !keepsAlive { transport?.loseConnection() }
      settle(.success(response), keepsAlive: keepsAlive)
    case .failed(let error):
      transport?.abortConnection()
      settle(.failure(HTTPClientError.badResponse(error)), keepsAlive: false)
    }
    return false
  }

  // MARK: A streamed body

  private func begin(_ exchange: HTTPExchange, _ head: HTTPResponse) {
    guard let client else { return }
    pause()
    stall = Timeout(on: client.clock) { [weak self] in self?.stalled() }
    let response = HTTPStreamedResponse(
      head.status, fields: head.fields,
      HTTPStreamedResponse.Control(
        pause: { [weak self] in self?.pause() }, resume: { [weak self] in self?.resume() },
        cancel: { client.cancel(exchange) }))
    // The exchange does not hold it.
    withExtendedLifetime(response) { exchange.begin(response) }
  }

  private func pause() {
    if isPaused { return }
    isPaused = true
    stall?.pause()
    transport?.pauseProducing()
  }

  private func resume() {
    guard isPaused else { return }
    isPaused = false
    stall?.set(HTTPClient.stallMax)
    transport?.resumeProducing()
    pump()
    if inputEnded, !isPaused, exchange != nil { readConnectionLost() }
  }

  private func stalled() {
    transport?.abortConnection()
    settle(.failure(TimeoutError(limit: HTTPClient.stallMax)), keepsAlive: false)
  }

  private func settle(_ result: Result<HTTPResponse, any Error>, keepsAlive: Bool) {
    guard let exchange else { return }
    self.exchange = nil
    stall = nil
    client?.exchangeEnded(exchange, result, on: keepsAlive ? self : nil)
  }

  /// A pooled connection that dies before the first byte of the answer was closed by the server
  /// before the request arrived: an idempotent request may be sent again (RFC 9112 §9.3.1).
  private func lose(_ reason: ConnectionLost) {
    guard let exchange else { return }
    self.exchange = nil
    stall = nil
    let mayRetry =
      isReused && parser.isIdle && exchange.method.isIdempotent && !exchange.isRetry
    if mayRetry {
      client?.retry(exchange)
    } else {
      client?.exchangeEnded(exchange, .failure(HTTPClientError.connectionLost(reason)), on: nil)
    }
  }
}
