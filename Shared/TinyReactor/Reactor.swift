/// The event loop: waits until something happens, then calls whoever asked to be told (Twisted's
/// reactor).
///
/// A reactor is an instance that is handed around, confined to the thread that runs it: it is not
/// Sendable, and neither is anything that lives on it, so the compiler proves that no other thread
/// touches them. Other threads come in through `mailbox`.
///
/// One turn: the delayed calls that are due, then a wait for descriptors that are ready, then their
/// handlers, each of which does a bounded piece of work.
package final class Reactor: ReactorTime {
  package let system: System
  /// The door for other threads.
  package let mailbox: Mailbox

  let readBuffer = ReadBuffer()
  private let poller: any Poller
  private let timers = TimerQueue { System.monotonicTime }
  private var events: [ReadyEvent] = []
  /// Who handles a descriptor's events, by descriptor.
  private var slots: [Slot] = []
  private var shutdownTriggers: [ShutdownPhase: [() throws -> Deferred<Void>?]] = [:]
  private var phase = Phase.idle
  private var resolver: Worker<Void>?
  /// Ports that listen, by factory.
  private var listeners: [ObjectIdentifier: Int] = [:]
  /// What waits for answers of workers, by ticket.
  private var tickets: [UInt64: (any Sendable) -> Void] = [:]
  private var nextTicket: UInt64 = 0

  private enum Phase { case idle, running, stopping, stopped }

  private struct Slot {
    var handler: (any ReadinessHandler)?
    /// Told apart from an earlier user of the same number by this.
    var generation: UInt32 = 0
  }

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

  // MARK: - Time

  package var now: Duration { System.monotonicTime }

  @discardableResult
  package func callLater(_ delay: Duration, _ call: @escaping () throws -> Void) -> DelayedCall {
    timers.add(delay, call)
  }

  // MARK: - Running

  /// Runs until `stop`. A reactor runs once.
  package func run() {
    precondition(phase == .idle || phase == .stopping, "a reactor runs once: make another")
    if phase == .idle { phase = .running }
    while phase != .stopped { turn() }
    loseEverything()
  }

  package var isRunning: Bool { phase == .running }

  /// One turn: what is due, then one wait of at most `limit`, then what is ready.
  package func turn(waitingAtMost limit: Duration? = nil) {
    timers.runDue()
    guard phase != .stopped else { return }
    var timeout = timers.nextDue.map { max(.zero, $0 - now) }
    if let limit { timeout = min(limit, timeout ?? limit) }
    do throws(SystemError) {
      try poller.wait(timeout, &events)
    } catch {
      ErrorLog.report("waiting for events failed: \(error)")
      events.removeAll(keepingCapacity: true)
    }
    for event in events {
      guard let handler = handler(for: event.token) else { continue }
      if event.isReadable || event.isHungUp { handler.readable(isHungUp: event.isHungUp) }
      // The first half may have closed the descriptor.
      if event.isWritable, self.handler(for: event.token) === handler { handler.writable() }
    }
  }

  /// Begins an orderly shutdown, whose phases are those of `addSystemEventTrigger`; `run` returns
  /// at its end. Asked a second time, does nothing.
  package func stop() {
    guard phase == .running || phase == .idle else { return }
    phase = .stopping
    callLater(.zero) { [self] in
      awaitTriggers(.before).addBoth { [self] _ in
        awaitTriggers(.during).addBoth { [self] _ in
          awaitTriggers(.after).addBoth { [self] _ in phase = .stopped }
        }
      }
    }
  }

  /// Stops at the end of this turn, without an orderly shutdown (Twisted's `crash`).
  package func stopNow() { phase = .stopped }

  /// Calls at a phase of the shutdown. What "before" returns is awaited before "during" begins.
  /// An error is reported and blocks nothing.
  package func addSystemEventTrigger(
    _ phase: ShutdownPhase, _ call: @escaping () throws -> Deferred<Void>?
  ) {
    shutdownTriggers[phase, default: []].append(call)
  }

  private func awaitTriggers(_ phase: ShutdownPhase) -> Deferred<[Result<Void, any Error>]> {
    let pending = (shutdownTriggers.removeValue(forKey: phase) ?? []).map { trigger in
      do {
        let deferred = try trigger() ?? .succeeded(())
        return deferred.addErrback { ErrorLog.report("shutdown (\(phase)): \($0)") }
      } catch {
        ErrorLog.report("shutdown (\(phase)): \(error)")
        return Deferred<Void>.succeeded(())
      }
    }
    return DeferredList.all(pending)
  }

  /// The end of `run`: every connection that is left is told that it is lost.
  private func loseEverything() {
    for slot in slots { slot.handler?.reactorStopped() }
    timers.runDue()
    slots.removeAll()
  }

  // MARK: - Descriptors

  /// Calls `handler` when `descriptor` is ready, until `unwatch`.
  func watch(_ descriptor: CInt, _ interest: Interest, _ handler: any ReadinessHandler)
    throws(SystemError)
  {
    let index = Int(descriptor)
    while slots.count <= index { slots.append(Slot()) }
    precondition(slots[index].handler == nil, "descriptor \(descriptor) is already watched")
    slots[index].generation &+= 1
    try poller.add(descriptor, interest, token: token(of: index))
    slots[index].handler = handler
  }

  func setInterest(_ descriptor: CInt, _ interest: Interest) throws(SystemError) {
    try poller.modify(descriptor, interest, token: token(of: Int(descriptor)))
  }

  /// Call it before closing the descriptor.
  func unwatch(_ descriptor: CInt) {
    let index = Int(descriptor)
    guard index < slots.count, slots[index].handler != nil else { return }
    slots[index].handler = nil
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

  /// Descriptors that are watched now.
  package var watchedCount: Int { slots.count { $0.handler != nil } }

  private func token(of index: Int) -> UInt64 {
    UInt64(slots[index].generation) << 32 | UInt64(index)
  }

  /// Nil when the descriptor was given up, and perhaps taken by another, since the event was read.
  private func handler(for token: UInt64) -> (any ReadinessHandler)? {
    let slot = slots[Int(token & 0xFFFF_FFFF)]
    return slot.generation == UInt32(token >> 32) ? slot.handler : nil
  }

  // MARK: - Other threads

  /// Keeps `call` until `redeem` brings the answer: how a worker's result finds its Deferred again
  /// without the Deferred ever leaving this thread.
  func takeTicket(_ call: @escaping (any Sendable) -> Void) -> UInt64 {
    defer { nextTicket += 1 }
    tickets[nextTicket] = call
    return nextTicket
  }

  func redeem(_ ticket: UInt64, _ answer: any Sendable) {
    tickets.removeValue(forKey: ticket)?(answer)
  }

  /// All addresses of a name, looked up on a thread of its own.
  func resolve(_ host: String, port: UInt16) -> Deferred<[SocketAddress]> {
    if let address = SocketAddress(host: host, port: Int(port)) { return .succeeded([address]) }
    let worker = resolver ?? Worker(on: self, name: "resolver") {}
    resolver = worker
    return worker.run { _ in try SocketAddress.resolve(host, port: port) }
  }
}

/// The three steps of a shutdown (Twisted's system event triggers).
package enum ShutdownPhase: Sendable { case before, during, after }

/// Whoever handles a descriptor's readiness.
protocol ReadinessHandler: AnyObject {
  /// `isHungUp`: both directions are over, so an end or an error is all that is left to read.
  func readable(isHungUp: Bool)
  func writable()
  /// The loop has ended; nothing will be ready any more.
  func reactorStopped()
}

extension ReadinessHandler {
  func writable() {}
  func reactorStopped() {}
}
