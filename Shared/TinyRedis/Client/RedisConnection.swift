import TinyReactor

/// One connection of a `RedisClient`: greets the server, then hands each reply on.
final class RedisConnection: StreamProtocol {
  private weak var client: RedisClient?
  private var transport: (any Transport)?
  private var parser: RESPParser
  /// Nil once it is over.
  private var greeting: RedisGreeting?
  /// What may be unsent at any time: the client holds no more.
  private let outputBytesMax: Int
  private var writtenBytes = 0

  /// More than a greeting and a PING have.
  private static let ownBytesMax = 65_536

  init(of client: RedisClient, _ greeting: RedisGreeting, _ options: RedisOptions) {
    self.client = client
    self.greeting = greeting
    outputBytesMax = options.waitingBytesMax + Self.ownBytesMax
    parser = RESPParser(limits: options.limits)
  }

  /// Sends it; answers come in the order of what was sent.
  func send(_ exchange: RedisExchange) {
    exchange.end = write(exchange.bytes)
  }

  /// Of all that was written, what the system has taken: the rest has not left us.
  var sentBytes: Int { writtenBytes - (transport?.unsentBytes ?? 0) }

  /// Something has arrived that was not read yet.
  var hasUnreadBytes: Bool { transport?.hasUnreadBytes ?? false }

  /// Closes in good order; nothing is under way.
  func close() {
    guard let transport else { return abandon() }
    transport.loseConnection()
  }

  /// Aborts; whatever is under way is no longer wanted.
  func abandon() {
    client = nil
    transport.take()?.abortConnection()
  }

  /// Returns where it ends.
  private func write(_ bytes: [UInt8]) -> Int {
    writtenBytes += bytes.count
    transport?.write(bytes)
    return writtenBytes
  }

  // MARK: What the transport tells

  func connectionMade(_ transport: any Transport) {
    guard client != nil else { return transport.abortConnection() }
    self.transport = transport
    transport.outputBytesMax = max(transport.outputBytesMax, outputBytesMax)
    if let greeting { _ = write(greeting.bytes) }
  }

  func dataReceived(_ data: Span<UInt8>) {
    parser.feed(data)
    // Each answer may end this connection, or the client.
    while let client {
      switch parser.next() {
      case .needMore: return
      case .reply(let reply):
        if greeting == nil { client.replied(reply) } else { greet(reply, client) }
      case .failed(let problem): client.lose(.badReply(problem))
      }
    }
  }

  private func greet(_ reply: RESPValue, _ client: RedisClient) {
    switch greeting?.take(reply) {
    case .more?, nil: break
    case .welcome(let version)?:
      greeting = nil
      client.welcomed(by: version)
    case .refused(let refusal)?: client.lose(.refused(refusal))
    case .outOfStep(let what)?: client.lose(.outOfStep(what))
    }
  }

  func connectionLost(_ reason: ConnectionLost) {
    transport = nil
    client?.connectionLost(reason)
  }
}
