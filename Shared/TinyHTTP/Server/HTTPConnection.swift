import TinyReactor

/// One client's connection to an `HTTPServer`: one request at a time, answered in order.
///
/// While a request is being handled the next ones wait in the parser; when they become too many,
/// reading stops. While the client does not read its answers (the transport pauses its producer),
/// no further request is handled.
final class HTTPConnection: StreamProtocol, HalfCloseableProtocol, Producer {
  private enum Activity {
    /// Waits for a request, or for the rest of one; the number orders the waits by age.
    case reading(Int)
    case handling(ResponseEncoder)
    case streaming(HTTPBodyWriter, keepsAlive: Bool)
    /// The last answer is on its way; input is discarded by the transport.
    case closing
    case lost
  }
  private let server: HTTPServer
  private var transport: (any Transport)?
  private var peer: SocketAddress?
  private var parser: RequestParser
  private var activity: Activity
  private var timedPhase: RequestParser.Phase?
  private var answer: Deferred<HTTPResponse>?
  /// The request being answered, when `onEvent` is set.
  private var traced: (request: HTTPRequest, since: Duration)?
  private var isPumping = false
  /// Continues with the next requests once other connections have had a turn.
  private var nextTurn: DelayedCall?
  private var isOutputFull = false
  private var isPaused = false
  private var inputEnded = false
  private lazy var timeout = Timeout(on: server.clock) { [weak self] in self?.timedOut() }

  /// Pipelined bytes that may wait while a request is handled. One read of the transport may come
  /// on top.
  private static let waitingBytesMax = 65_536
  /// Requests handled before other connections get a turn: costly pipelined requests with small
  /// answers would otherwise keep the loop.
  static let requestsPerTurnMax = 16
  private static let continueLine = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

  private var isOpen: Bool {
    switch activity {
    case .reading, .handling, .streaming: true
    case .closing, .lost: false
    }
  }

  init(of server: HTTPServer) {
    self.server = server
    activity = .reading(server.waitBegins())
    parser = RequestParser(limits: server.limits)
  }

  // MARK: What the transport tells

  func connectionMade(_ transport: any Transport) {
    self.transport = transport
    peer = transport.peer
    server.onEvent?(.connected(transport.peer))
    transport.registerProducer(self)
    pump()
  }

  func dataReceived(_ data: Span<UInt8>) {
    guard isOpen else { return }
    parser.feed(data)
    pump()
  }

  /// The client sends no more requests; it still gets its answers.
  func readConnectionLost() {
    inputEnded = true
    pump()
  }

  func connectionLost(_ reason: ConnectionLost) {
    let before = activity
    activity = .lost
    timeout.clear()
    nextTurn.take()?.cancelIfActive()
    transport = nil
    if case .streaming(let writer, _) = before { writer.close() }
    answer.take()?.cancel()
    server.connectionEnded(self)
    if let peer { server.onEvent?(.lost(peer, reason)) }
  }

  func pauseProducing() {
    isOutputFull = true
    if case .streaming(let writer, _) = activity { writer.pause() }
  }

  func resumeProducing() {
    isOutputFull = false
    if case .streaming(let writer, _) = activity { writer.resume() }
    pump()
  }

  func stopProducing() {}

  /// Nil while a request is being answered.
  var waitNumber: Int? {
    if case .reading(let number) = activity { number } else { nil }
  }

  var unsentBytes: Int { transport?.unsentBytes ?? 0 }

  var hasUnreadBytes: Bool { transport?.hasUnreadBytes ?? false }

  func abort() { transport?.abortConnection() }

  /// Closes now when idle, otherwise after the answer.
  func shutDown() {
    switch activity {
    case .reading where parser.phase == .idle: closeIfSilent()
    case .streaming(let writer, _): writer.shutDown()
    default: break
    }
  }

  // MARK: Requests

  /// Handles requests until none is left, or one is answered later. A loop, not recursion: a
  /// thousand pipelined requests use no stack.
  private func pump() {
    if isPumping || nextTurn != nil { return }
    isPumping = true
    defer { isPumping = false }
    var handled = 0
    while case .reading = activity, !isOutputFull {
      if handled == Self.requestsPerTurnMax { return yield() }
      switch parser.next() {
      case .needMore: return waitForMore()
      case .continueExpected: transport?.write(Self.continueLine)
      case .request(let parsed):
        handled += 1
        handle(parsed)
      case .failed(let error): refuse(error)
      }
    }
    timeout.pause()
    timedPhase = nil
    if isOpen { boundWaitingBytes() }
  }

  private func yield() {
    boundWaitingBytes()
    nextTurn = server.clock.callLater(.zero) { [weak self] in
      self?.nextTurn = nil
      self?.pump()
    }
  }

  private func boundWaitingBytes() {
    if parser.bufferedBytes > Self.waitingBytesMax { pauseReading() } else { resumeReading() }
  }

  private func waitForMore() {
    if inputEnded { return close() }
    resumeReading()
    let phase = parser.phase
    // A deadline runs from the beginning of its phase: trickling does not move it.
    if phase == timedPhase { return }
    timedPhase = phase
    timeout.set(server.limits.timeMax(in: phase))
  }

  private func handle(_ parsed: consuming ParsedRequest) {
    timedPhase = nil
    let encoder = server.encoder(for: parsed)
    parsed.request.peer = peer
    if server.onEvent != nil { traced = (parsed.request, server.clock.now) }
    switch server.router.answer(parsed.request) {
    case .now(let response):
      send(response, encoder)
    case .later(let answer):
      activity = .handling(encoder)
      self.answer = answer
      answer.addBoth { [weak self] in self?.answered($0) }
    }
  }

  private func answered(_ result: Result<HTTPResponse, any Error>) {
    answer = nil
    guard case .handling(let encoder) = activity else { return }
    switch result {
    case .success(let response): send(response, encoder)
    case .failure: close()  // the router turns every other failure into an answer
    }
    pump()
  }

  // MARK: Answers

  private func send(_ response: HTTPResponse, _ encoder: ResponseEncoder) {
    guard let transport else { return }
    if let onEvent = server.onEvent, let (request, since) = traced.take() {
      onEvent(.answered(request, response.status, after: server.clock.now - since))
    }
    var encoder = encoder
    let streams = response.stream != nil && encoder.sendsBody(of: response)
    // Without chunks only the end of the connection ends a stream.
    let mayStay = !(streams && encoder.version == .http10)
    encoder.keepsAlive = encoder.keepsAlive && mayStay && !server.isShuttingDown
    let bytes = encoder.encode(response, dateField: server.dateLine)
    // A large answer alone is no slow reader: it gets room on top of the high-water mark.
    let room = bytes.count + OutputLimits.highWaterBytes
    if room > transport.outputBytesMax { transport.outputBytesMax = room }
    transport.write(bytes)
    if transport.unsentBytes > 0 { server.boundUnsent() }
    guard isOpen else { return }
    guard streams, let start = response.stream else {
      return finishAnswer(keepsAlive: encoder.keepsAlive)
    }
    let writer = HTTPBodyWriter(
      to: transport, isChunked: encoder.version == .http11,
      ended: { [weak self] in self?.streamEnded() })
    if isOutputFull { writer.pause() }
    activity = .streaming(writer, keepsAlive: encoder.keepsAlive)
    start(writer)
  }

  private func streamEnded() {
    guard case .streaming(_, let keepsAlive) = activity else { return }
    finishAnswer(keepsAlive: keepsAlive && !server.isShuttingDown)
    pump()
  }

  private func finishAnswer(keepsAlive: Bool) {
    if keepsAlive { activity = .reading(server.waitBegins()) } else { close() }
  }

  /// Answers a malformed or late request, and closes.
  private func refuse(_ error: any HTTPResponseError) {
    server.onEvent?(.refused(peer, error))
    transport?.write(server.encode(error))
    close()
  }

  /// Flushes and closes; the transport discards what still arrives, so that the client can read the
  /// answer before it learns of the close.
  private func close() {
    guard isOpen else { return }
    activity = .closing
    timeout.clear()
    resumeReading()
    transport?.loseConnection()
  }

  // MARK: Waiting

  /// A request that has arrived but is not read yet is still answered: a close would lose it, and
  /// its client could not tell whether it was heard.
  private func closeIfSilent() {
    if hasUnreadBytes { timedPhase = nil } else { close() }
  }

  private func timedOut() {
    guard case .reading = activity else { return }
    switch parser.phase {
    case .idle: closeIfSilent()
    case .head: refuse(HTTPError(.requestTimeout, "the head of the request took too long"))
    case .body: refuse(HTTPError(.requestTimeout, "the body of the request took too long"))
    }
  }

  private func pauseReading() {
    if isPaused { return }
    isPaused = true
    transport?.pauseProducing()
  }

  private func resumeReading() {
    guard isPaused else { return }
    isPaused = false
    transport?.resumeProducing()
  }
}
