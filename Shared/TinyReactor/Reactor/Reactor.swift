/// The event loop: waits until something happens, then calls the handler that asked for it
/// (Twisted's reactor).
///
/// A server spends its life waiting: for newcomers, for bytes, for room to send, for a time of day.
/// Instead of a thread that waits for each, there is one loop that asks the kernel to wait for all
/// of them at once, and calls a handler for whatever is ready. A handler does a bounded piece of
/// work and returns; it never waits. So everything on the loop happens one after the other, and
/// needs no locks.
///
///     let reactor = try Reactor()
///     try ServerEndpoint("tcp:1400").listen(on: reactor, ChatFactory())
///     reactor.callLater(.seconds(60)) { print("a minute has passed") }
///     reactor.run()                                   // returns after reactor.stop()
///
/// One turn: the delayed calls that are due, then a wait for descriptors that are ready, then their
/// handlers.
///
/// This is the first of six ideas. The others, each in the file of its name: a `StreamProtocol` is
/// told what happens to a connection; a `StreamFactory` builds one for each and keeps what they
/// share; a `Transport` carries what a protocol says; a `ServerEndpoint` is where all this is
/// offered; a `Deferred` stands for an answer that takes its time.
///
/// Twisted's reactor is global and there is one. This one is an instance that is handed around, and
/// making another is fine. It is confined to the thread that runs it: it is not Sendable, and
/// neither is anything that lives on it, so the compiler proves that no other thread touches them.
/// Other threads come in through `mailbox`; work that blocks goes out to a `Worker`.
package final class Reactor: ReactorTime {
  package let system: System
  /// The way in for other threads.
  package let mailbox: Mailbox

  let readBuffer = ReadBuffer()
  private let poller: any Poller
  private let timers = TimerQueue { System.monotonicTime }
  private var events: [ReadyEvent] = []
  private var watched = ReadinessTable()
  private var shutdownTriggers = ShutdownTriggers()
  private var phase = Phase.idle
  private var resolver: Worker<Void>?
  /// The number of listening ports of each factory.
  private var listeners: [ObjectIdentifier: Int] = [:]
  /// Calls that wait for answers from workers, by ticket.
  private var tickets: [UInt64: (any Sendable) -> Void] = [:]
  private var nextTicket: UInt64 = 0
  private var isTurning = false
  private var holds = LoopHolds()
  /// Called when a handler has held the loop for more than `LoopHolds.holdMax`, with its name.
  package var onHold: (String, Duration) -> Void = { _, _ in }

  private enum Phase { case idle, running, stopping, stopped }

  /// A reactor on epoll. Fails when the process has no descriptors left.
  package convenience init() throws {
    let system = System()
    try self.init(system: system, poller: EpollPoller(system: system))
  }

  package init(system: System, poller: any Poller) throws(SystemError) {
    self.system = system
    self.poller = poller
    let wakeUp = try system.makeEventDescriptor()
    let number = wakeUp.number
    mailbox = Mailbox(wakeUp: wakeUp)
    try watch(number, .reading, MailboxReader(mailbox, on: self))
  }

  deinit { mailbox.close() }

  // MARK: - Time

  package var now: Duration { System.monotonicTime }

  package func callLater(
    _ delay: Duration, at origin: Origin, _ call: @escaping () throws -> Void
  ) -> DelayedCall {
    timers.add(delay, at: origin, call)
  }

  /// The longest that one handler has held the loop in the last minute or two.
  package var longestHold: Duration { holds.longest(at: now) }

  // MARK: - Running

  /// Runs until `stop`. A reactor runs once.
  package func run() {
    precondition(phase == .idle || phase == .stopping, "a reactor runs once: make another")
    if phase == .idle { phase = .running }
    while phase != .stopped { turn() }
    loseEverything()
  }

  package var isRunning: Bool { phase == .running }

  /// Whether it has been asked to stop and has not stopped yet.
  var isStopping: Bool { phase == .stopping }

  /// One turn: what is due, then one wait of at most `limit`, then what is ready.
  ///
  /// A nested turn is a programming error: it would overwrite the bytes that a protocol is being
  /// shown.
  package func turn(waitingAtMost limit: Duration? = nil) {
    precondition(!isTurning, "the loop cannot be turned from one of its own calls")
    isTurning = true
    defer { isTurning = false }
    var began = System.monotonicNanoseconds
    timers.runDue { measure(&began, "a call asked for at \($0.origin)") }
    guard phase != .stopped else { return }
    var timeout = timers.nextDue.map { max(.zero, $0 - now) }
    if let limit { timeout = min(limit, timeout ?? limit) }
    do throws(SystemError) {
      try poller.wait(timeout, &events)
    } catch {
      ErrorLog.report("waiting for events failed: \(error)")
      events.removeAll(keepingCapacity: true)
    }
    began = System.monotonicNanoseconds
    for event in events {
      guard let handler = watched.handler(for: event.token) else { continue }
      if event.isReadable || event.isHungUp { handler.readable(isHungUp: event.isHungUp) }
      // An earlier call may have closed the descriptor.
      if event.isFinished, watched.handler(for: event.token) === handler { handler.finished() }
      if event.isWritable, watched.handler(for: event.token) === handler { handler.writable() }
      measure(&began, handler.name)
    }
  }

  /// A handler that `began` then has ended, and the next one begins.
  private func measure(_ began: inout Int64, _ name: @autoclosure () -> String) {
    let ended = System.monotonicNanoseconds
    defer { began = ended }
    guard ended - began > LoopHolds.notedNanosecondsMin else { return }
    let hold = Duration.nanoseconds(ended - began)
    if holds.note(hold, at: .nanoseconds(ended)) { onHold(name(), hold) }
  }

  /// Begins an orderly shutdown in the phases of `addSystemEventTrigger`; `run` returns at its end.
  /// A second call does nothing.
  package func stop() {
    guard phase == .running || phase == .idle else { return }
    phase = .stopping
    callLater(.zero) { [self] in
      runTriggers(.before).addBoth { [self] _ in
        runTriggers(.during).addBoth { [self] _ in
          runTriggers(.after).addBoth { [self] _ in phase = .stopped }
        }
      }
    }
  }

  private func runTriggers(_ phase: ShutdownPhase) -> Deferred<[Result<Void, any Error>]> {
    phase.run(shutdownTriggers.take(phase))
  }

  /// Stops at the end of this turn, without an orderly shutdown (Twisted's `crash`).
  package func stopNow() { phase = .stopped }

  /// Makes a call at a phase of the shutdown. What "before" returns is awaited before "during"
  /// begins. An error is reported and blocks nothing.
  package func addSystemEventTrigger(
    _ phase: ShutdownPhase, _ call: @escaping () throws -> Deferred<Void>?
  ) {
    shutdownTriggers.add(phase, call)
  }

  /// The end of `run`: tells every remaining connection that it is lost, and expects nothing more
  /// from other threads.
  private func loseEverything() {
    for handler in watched.handlers { handler.reactorStopped() }
    timers.runDue()
    watched.removeAll()
    mailbox.close()
    tickets.removeAll()
    resolver = nil
  }

  // MARK: - Descriptors

  /// Calls `handler` when `descriptor` is ready, until `unwatch`.
  func watch(_ descriptor: CInt, _ interest: Interest, _ handler: any ReadinessHandler)
    throws(SystemError)
  {
    try poller.add(descriptor, interest, token: watched.nextToken(of: descriptor))
    watched.add(descriptor, handler)
  }

  func setInterest(_ descriptor: CInt, _ interest: Interest) throws(SystemError) {
    try poller.modify(descriptor, interest, token: watched.token(of: descriptor))
  }

  /// Call it before closing the descriptor.
  func unwatch(_ descriptor: CInt) {
    guard watched.isWatched(descriptor) else { return }
    watched.remove(descriptor)
    poller.remove(descriptor)
  }

  /// A factory is started before its first port and stopped after its last.
  func addListener(_ factory: any StreamFactory) {
    let count = listeners[ObjectIdentifier(factory), default: 0]
    if count == 0 { factory.startFactory() }
    listeners[ObjectIdentifier(factory)] = count + 1
  }

  func removeListener(_ factory: any StreamFactory) {
    let count = listeners[ObjectIdentifier(factory), default: 1] - 1
    listeners[ObjectIdentifier(factory)] = count == 0 ? nil : count
    if count == 0 { factory.stopFactory() }
  }

  /// The number of descriptors watched now.
  package var watchedCount: Int { watched.handlers.count }

  // MARK: - Other threads

  /// Keeps `call` until `redeem` brings the answer. So a worker's result finds its Deferred, which
  /// never leaves this thread.
  func takeTicket(_ call: @escaping (any Sendable) -> Void) -> UInt64 {
    defer { nextTicket += 1 }
    tickets[nextTicket] = call
    return nextTicket
  }

  func redeem(_ ticket: UInt64, _ answer: any Sendable) {
    tickets.removeValue(forKey: ticket)?(answer)
  }

  /// All addresses of a name, looked up on a separate thread.
  func resolve(_ host: String, port: UInt16) -> Deferred<[SocketAddress]> {
    if let address = SocketAddress(host: host, port: Int(port)) { return .succeeded([address]) }
    let worker = resolver ?? Worker(on: self, name: "resolver") {}
    resolver = worker
    return worker.run { _ in try SocketAddress.resolve(host, port: port) }
  }
}
