package import TinyReactor

/// Speaks to one Redis or Valkey over one connection, which it makes anew whenever it is lost.
///
///     let client = RedisClient(on: reactor, at: try RedisAddress("redis://bus:6379"))
///     client.onState = { state in log("bus \(state)") }
///     client.start()
///     client.send(RESPCommand("HGET", "names", "ann")).addCallback { reply in … }
///
/// Commands are pipelined: each is sent at once, and answers come in the same order. So a command
/// without an answer in time holds up all behind it, and nobody can know what has become of it. Then
/// the connection is given up, and everything outstanding fails with an error that says whether it
/// may have been carried out (`RedisError.mayHaveRun`). Nothing is sent twice by itself.
///
/// A connection can look well and be dead: a stopped server, a cut network. So a PING asks each
/// second, with a deadline that only its own answer meets; other traffic says nothing.
///
/// A command given while a connection is being made waits for it; between two attempts it fails at
/// once, with the reason that there is none. Whoever has to keep something tries again when the
/// state is `ready`, not in the errback.
package final class RedisClient {
  /// Opens a connection for the protocol that the factory builds.
  package typealias Connector = (any StreamFactory) -> Deferred<any StreamProtocol>

  private enum Phase { case idle, connecting, ready, pausing, closing, closed }

  private let clock: any ReactorTime
  private let address: RedisAddress
  private let options: RedisOptions
  private let connect: Connector
  private var phase = Phase.idle
  private var lastLoss = RedisLoss.notStarted
  private var queue: RedisQueue
  private var connection: RedisConnection?
  private var attempt: Deferred<any StreamProtocol>?
  private var backoff: Backoff
  private var readySince: Duration?
  private var isPinging = false
  private var heartbeat: LoopingCall?
  /// The end of the attempt, of the pause, or of the patience of `close`.
  private var phaseEnd: DelayedCall?
  private var deadlines: RedisDeadlines?
  private var closed: Deferred<Void>?

  /// Told of each change, before the commands that it fails.
  package var onState: (RedisState) -> Void = { _ in }

  package convenience init(
    on reactor: Reactor, at address: RedisAddress, _ options: RedisOptions = RedisOptions()
  ) {
    let (endpoint, timeout) = (address.endpoint, options.attemptMax)
    self.init(
      on: reactor, at: address, options,
      connect: { endpoint.connect(on: reactor, timeout: timeout, $0) })
  }

  /// With connections that `connect` opens.
  package init(
    on clock: any ReactorTime, at address: RedisAddress, _ options: RedisOptions = RedisOptions(),
    connect: @escaping Connector
  ) {
    precondition(
      options.name?.utf8.allSatisfy { 0x21...0x7E ~= $0 } != false, "a name is visible ASCII")
    self.clock = clock
    self.address = address
    self.options = options
    self.connect = connect
    queue = RedisQueue(patience: options.deadline)
    backoff = Backoff(first: options.pauseFirst, longest: options.pauseLongest)
    deadlines = RedisDeadlines(on: clock) { [weak self] in self?.checkDeadlines() }
    heartbeat = LoopingCall(on: clock) { [weak self] in
      self?.beat()
      return nil
    }
  }

  deinit {
    phaseEnd?.cancelIfActive()
    deadlines?.clear()
    heartbeat?.stop()
    connection?.abandon()
    attempt?.cancel()
    for exchange in queue.all { exchange.fail(.disconnected(.aborted), now: clock.now) }
  }

  /// Begins to connect, once; the server need not be there yet.
  package func start() {
    guard phase == .idle else { return }
    beginAttempt()
  }

  // MARK: Commands

  /// Sends a command, and fires with its answer. Fails with a `RedisError`, of which `reply` is what
  /// the server says; at once when there is no connection, or too much waits. `deadline` counts from
  /// now. Cancelling recalls a command that was not sent; of any other the answer is ignored.
  package func send(
    _ command: RESPCommand, deadline: Duration? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Deferred<RESPValue> {
    switch phase {
    case .closing, .closed: return .failed(RedisError.closed, file: file, line: line)
    case .idle, .pausing:
      return .failed(RedisError.lost(mayHaveRun: false, lastLoss), file: file, line: line)
    case .connecting, .ready: break
    }
    let exchange = RedisExchange(
      command, .command, limit: deadline ?? options.deadline, now: clock.now)
    guard queue.count < options.waitingMax,
      exchange.bytes.count <= options.waitingBytesMax - queue.bytes
    else { return .failed(RedisError.tooMuchWaits, file: file, line: line) }
    let promise = Deferred<RESPValue>(
      canceller: { [weak self, weak exchange] _ in if let exchange { self?.cancel(exchange) } },
      file: file, line: line)
    exchange.promise(promise)
    add(exchange)
    return promise
  }

  /// Commands that wait for an answer, and their bytes.
  package var waiting: (count: Int, bytes: Int) { (queue.count, queue.bytes) }

  private func add(_ exchange: RedisExchange) {
    queue.append(exchange)
    if phase == .ready { connection?.send(exchange) }
    deadlines?.expect(exchange.deadline)
  }

  private func cancel(_ exchange: RedisExchange) {
    exchange.cancel()
    if exchange.end == nil { _ = queue.remove { $0 === exchange } }
  }

  // MARK: What the connection tells

  func welcomed(by version: RedisVersion) {
    guard phase == .connecting, let connection else { return }
    phase = .ready
    readySince = clock.now
    attempt = nil
    phaseEnd.take()?.cancelIfActive()
    for exchange in queue.all { connection.send(exchange) }
    if let interval = options.heartbeat { _ = heartbeat?.start(every: interval, callNow: false) }
    onState(.ready(version))
  }

  func replied(_ reply: RESPValue) {
    guard let exchange = queue.popFirst() else { return lose(.outOfStep("one answers nothing")) }
    if exchange.purpose == .heartbeat {
      isPinging = false
      if !RedisExchange.isSignOfLife(reply) { return lose(.outOfStep("PING has another answer")) }
    }
    exchange.finish(reply)
    if phase == .closing, queue.isEmpty { connection?.close() }
  }

  func connectionLost(_ reason: ConnectionLost) {
    if phase == .closing, queue.isEmpty { finishClosing() } else { lose(.disconnected(reason)) }
  }

  // MARK: Attempts

  private func beginAttempt() {
    phase = .connecting
    let connection = RedisConnection(of: self, RedisGreeting(address, options.name), options)
    self.connection = connection
    let limit = options.attemptMax
    phaseEnd = clock.callLater(limit) { [weak self] in
      let isConnected = self?.attempt?.hasFired == true
      self?.lose(
        .silent(command: isConnected ? "the greeting" : "the attempt to connect", after: limit))
    }
    onState(.connecting)
    guard phase == .connecting, self.connection === connection else { return }
    let attempt = connect(Factory { _ in connection })
    self.attempt = attempt
    attempt.addBoth { [weak self] outcome in
      guard let self, self.connection === connection else { return }
      if case .failure(let error) = outcome { self.lose(.unreachable("\(error)")) }
    }
  }

  /// Gives the connection, or the attempt, up; the next one follows after a pause.
  func lose(_ why: RedisLoss) {
    let sentBytes = takeDown()
    let outstanding = queue.takeAll()
    if phase == .closing { finishClosing() } else { pause(after: why) }
    for (index, exchange) in outstanding.enumerated() {
      if case .badReply(let problem) = why, index == 0, exchange.end != nil {
        exchange.fail(.protocolError(problem))
      } else {
        exchange.fail(why, sentBytes: sentBytes, now: clock.now)
      }
    }
  }

  private func pause(after why: RedisLoss) {
    phase = .pausing
    lastLoss = why
    if let since = readySince.take(), clock.now - since >= options.pauseLongest { backoff.reset() }
    phaseEnd = clock.callLater(backoff.next()) { [weak self] in self?.beginAttempt() }
    onState(.lost(why))
  }

  /// Ends the connection, or the attempt. Returns how much of what was written has left us.
  private func takeDown() -> Int {
    phaseEnd.take()?.cancelIfActive()
    deadlines?.clear()
    heartbeat?.stop()
    isPinging = false
    let (connection, attempt) = (connection.take(), attempt.take())
    let sentBytes = connection?.sentBytes ?? 0
    connection?.abandon()
    attempt?.cancel()
    return sentBytes
  }

  // MARK: Deadlines

  /// Answers met most deadlines meanwhile, and nobody has moved the timer for that.
  private func checkDeadlines() {
    let now = clock.now
    if phase != .connecting, let overdue = queue.all.first(where: { $0.deadline <= now }) {
      // Its answer may be here: our own process was stopped, or the loop was held.
      if connection?.hasUnreadBytes == true, overdue.waitsForReading() {
        deadlines?.expect(now)
        return
      }
      return lose(.silent(command: overdue.name, after: overdue.limit))
    }
    let overdue = queue.remove { $0.deadline <= now }
    if let next = queue.all.map(\.deadline).min() { deadlines?.expect(next) }
    for exchange in overdue { exchange.fail(.timedOut(mayHaveRun: false, after: exchange.limit)) }
  }

  private func beat() {
    guard phase == .ready, !isPinging, queue.patientCount == 0 else { return }
    isPinging = true
    let (command, limit) = (RESPCommand("PING"), options.deadline)
    add(RedisExchange(command, .heartbeat, limit: limit, now: clock.now))
  }

  // MARK: The end

  /// Takes no more commands, waits for the answers to those that were sent, for `deadline` at most,
  /// and closes. Those that were not sent fail. Fires when all is over; never fails.
  @discardableResult
  package func close() -> Deferred<Void> {
    switch phase {
    case .closed: return .succeeded(())
    case .closing: break
    case .idle, .connecting, .pausing:
      _ = takeDown()
      phase = .closed
      let unsent = queue.takeAll()
      onState(.closed)
      for exchange in unsent { exchange.fail(.closed) }
      return .succeeded(())
    case .ready:
      phase = .closing
      heartbeat?.stop()
      closed = Deferred()
      let limit = options.deadline
      phaseEnd = clock.callLater(limit) { [weak self] in
        self?.lose(.silent(command: self?.queue.all.first?.name ?? "the end", after: limit))
      }
      if queue.isEmpty { connection?.close() }
    }
    return closed?.addCallback {} ?? .succeeded(())
  }

  private func finishClosing() {
    _ = takeDown()
    phase = .closed
    onState(.closed)
    closed.take()?.callback(())
  }
}
