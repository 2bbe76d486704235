import TinyReactor

/// One connection of an `HTTPClient`: carries one request at a time, then waits in the pool.
final class HTTPClientConnection: StreamProtocol, HalfCloseableProtocol {
  private weak var client: HTTPClient?
  private var transport: (any Transport)?
  private var parser: ResponseParser
  private var exchange: HTTPExchange?
  /// Has carried an answer before: the server may have closed it while it waited in the pool.
  private var isReused = false
  private(set) var idleSince = Duration.zero

  init(of client: HTTPClient, bodyBytesMax: Int) {
    self.client = client
    parser = ResponseParser(bodyBytesMax: bodyBytesMax)
  }

  /// Sends the request; its result goes to the client.
  func run(_ exchange: HTTPExchange) {
    self.exchange = exchange
    exchange.place = .running(self)
    parser.begin(answeringHead: exchange.method == .head)
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
    take(parser.next())
  }

  func readConnectionLost() {
    client?.connectionEnded(self)
    if exchange != nil, !parser.isIdle { take(parser.finish()) }
    if exchange != nil { lose(.done) }
    transport?.loseConnection()
  }

  func connectionLost(_ reason: ConnectionLost) {
    transport = nil
    client?.connectionEnded(self)
    if exchange != nil { lose(reason) }
  }

  private func take(_ step: ResponseParser.Step) {
    switch step {
    case .needMore: break
    case .response(let response, let keepsAlive):
      isReused = true
      if !keepsAlive { transport?.loseConnection() }
      settle(.success(response), keepsAlive: keepsAlive)
    case .failed(let error):
      transport?.abortConnection()
      settle(.failure(HTTPClientError.badResponse(error)), keepsAlive: false)
    }
  }

  private func settle(_ result: Result<HTTPResponse, any Error>, keepsAlive: Bool) {
    guard let exchange else { return }
    self.exchange = nil
    client?.exchangeEnded(exchange, result, on: keepsAlive ? self : nil)
  }

  /// A pooled connection that dies before the first byte of the answer was closed by the server
  /// before the request arrived: an idempotent request may be sent again (RFC 9112 §9.3.1).
  private func lose(_ reason: ConnectionLost) {
    guard let exchange else { return }
    self.exchange = nil
    let mayRetry =
      isReused && parser.isIdle && exchange.method.isIdempotent && !exchange.isRetry
    if mayRetry {
      client?.retry(exchange)
    } else {
      client?.exchangeEnded(exchange, .failure(HTTPClientError.connectionLost(reason)), on: nil)
    }
  }
}
