#if canImport(Glibc)
  import Glibc
#endif

/// A connected socket and the protocol it serves.
///
/// Its life: open; closing, while unsent bytes go out; lingering, when our side has ended and the
/// peer's is awaited; closed. `connectionLost` follows in a turn of its own.
///
/// A failed send says nothing about what was received before it: Linux hands out those bytes, and then
/// the end. So an open connection that cannot be written to is broken, and is read to its end.
final class SocketTransport: Transport {
  private enum State { case open, broken, closing, lingering, closed }

  private let reactor: Reactor
  private let number: CInt
  private var socket: FileDescriptor?
  private(set) var handler: (any StreamProtocol)?
  private var state = State.open
  let peer: SocketAddress

  private var output = OutputQueue()
  private var sentBytes = 0
  private var producer: (any Producer)?
  var outputBytesMax = OutputLimits.bytesMax
  var outputStallMax = OutputLimits.stallMax
  var readBytesMax = ReadBuffer.bytes
  /// When to give up: a peer that takes nothing or, while lingering, does not close.
  private var deadline: DelayedCall?

  private var isPaused = false
  /// Too much is unsent: reading from this peer and its producer are paused.
  private var isOverHighWater = false
  private var isReadOver = false
  /// The peer has finished sending, and what it sent is not all read.
  private var isFinishing = false
  /// Why it is broken.
  private var breakage: ConnectionLost?
  /// Nil while it is not watched: broken, and nobody reads.
  private var interest: Interest? = .reading

  private init(_ socket: consuming FileDescriptor, peer: SocketAddress, on reactor: Reactor) {
    self.reactor = reactor
    self.peer = peer
    number = socket.number
    self.socket = consume socket
  }

  /// Takes the socket over and introduces the protocol that `factory` builds for it, if any.
  @discardableResult
  static func start(
    _ socket: consuming FileDescriptor, peer: SocketAddress, on reactor: Reactor,
    _ factory: any StreamFactory
  ) -> SocketTransport? {
    guard let handler = factory.buildProtocol(for: peer) else { return nil }
    let transport = SocketTransport(socket, peer: peer, on: reactor)
    transport.handler = handler
    do throws(SystemError) {
      try reactor.watch(transport.number, .reading, transport)
      handler.connectionMade(transport)
    } catch {
      handler.connectionMade(transport)
      transport.close(.failed(error))
    }
    return transport
  }

  var host: SocketAddress {
    guard state != .closed else { return .unspecified }
    return (try? reactor.system.localAddress(number)) ?? .unspecified
  }

  // MARK: - Writing

  var unsentBytes: Int { output.count }

  var resends: Int? { state == .closed ? nil : reactor.system.resends(number) }

  func write(_ bytes: [UInt8]) {
    guard state == .open, !bytes.isEmpty else { return }
    var sent = 0
    if output.isEmpty {
      switch reactor.system.send(number, bytes, from: 0) {
      case .sent(let count): sent = count
      case .wouldBlock: break
      case .failed(let error): return breakOff(.failed(error))
      }
    }
    guard sent < bytes.count else { return }
    output.append(bytes, alreadySent: sent)
    guard output.count <= outputBytesMax else { return drop(.slowReader) }
    if output.count > OutputLimits.highWaterBytes { pauseForOutput() }
    // The producer may have closed the connection when it was asked to pause.
    guard state != .closed else { return }
    if deadline == nil { watchForStall() }
    updateInterest()
  }

  private func flush() {
    while let (chunk, offset) = output.next {
      switch reactor.system.send(number, chunk, from: offset) {
      case .sent(let count):
        sentBytes &+= count
        output.markSent(count)
      case .wouldBlock: return
      case .failed(let error): return breakOff(.failed(error))
      }
    }
    deadline.take()?.cancelIfActive()
    if state == .closing { return endWriting() }
    if isOverHighWater { resumeAfterOutput() }
    updateInterest()
  }

  private func pauseForOutput() {
    guard !isOverHighWater else { return }
    isOverHighWater = true
    producer?.pauseProducing()
  }

  private func resumeAfterOutput() {
    isOverHighWater = false
    producer?.resumeProducing()
  }

  /// Aborts when nothing was sent for `outputStallMax` although something is unsent.
  private func watchForStall() {
    let sentBefore = sentBytes
    deadline = reactor.callLater(outputStallMax) { [self] in
      if sentBytes == sentBefore { drop(.slowReader) } else { watchForStall() }
    }
  }

  func registerProducer(_ producer: any Producer) {
    precondition(self.producer == nil, "a transport takes one producer at a time")
    guard state == .open else { return producer.stopProducing() }
    self.producer = producer
    if isOverHighWater { producer.pauseProducing() }
  }

  func unregisterProducer() { producer = nil }

  // MARK: - Reading

  func pauseProducing() {
    isPaused = true
    updateInterest()
  }

  func resumeProducing() {
    isPaused = false
    updateInterest()
  }

  var hasUnreadBytes: Bool {
    state == .open && !isReadOver && reactor.system.hasUnreadBytes(number)
  }

  private var wantsToRead: Bool {
    guard !isReadOver else { return false }
    return state == .open || state == .broken ? !isPaused && !isOverHighWater : true
  }

  private func updateInterest() {
    guard state != .closed else { return }
    var wanted: Interest = wantsToRead ? .reading : []
    if !output.isEmpty { wanted.insert(.writing) }
    if isPaused, state == .open, !isReadOver, !isFinishing { wanted.insert(.finishing) }
    guard wanted != interest, interest != nil || wantsToRead else { return }
    let isWatched = interest != nil
    interest = wanted
    do throws(SystemError) {
      if isWatched {
        try reactor.setInterest(number, wanted)
      } else {
        try reactor.watch(number, wanted, self)
      }
    } catch {
      close(.failed(error))
    }
  }

  private func read() {
    let limit = min(readBytesMax, ReadBuffer.bytes)
    switch reactor.system.read(number, into: reactor.readBuffer, atMost: limit) {
    case .bytes(let count):
      // While closing, what arrives is thrown away.
      if state == .open || state == .broken {
        reactor.readBuffer.withSpan(count) { handler?.dataReceived($0) }
      }
    case .wouldBlock: break
    case .endOfFile: endReading()
    case .failed(let error): close(state == .lingering ? .done : breakage ?? .failed(error))
    }
  }

  private func endReading() {
    isReadOver = true
    if state == .lingering { return close(.done) }
    if let breakage, state == .broken { return close(breakage) }
    if state == .open {
      if let handler = handler as? any HalfCloseableProtocol {
        handler.readConnectionLost()
      } else {
        beginClosing()
      }
    }
    updateInterest()
  }

  // MARK: - Closing

  func loseConnection() {
    if let breakage, state == .broken { return close(breakage) }
    guard state == .open else { return }
    beginClosing()
    handler?.connectionClosing()
  }

  /// No more is written or delivered; what is unsent goes out.
  private func beginClosing() {
    state = .closing
    producer.take()?.stopProducing()
    if output.isEmpty { endWriting() } else { updateInterest() }
  }

  /// Nothing can be written any more: forgets what is unsent, and reads on to the end. Both sides are
  /// shut down, so that there is an end also where the kernel still sees a peer.
  private func breakOff(_ reason: ConnectionLost) {
    guard state == .open, !isReadOver else { return close(reason) }
    state = .broken
    breakage = reason
    output = OutputQueue()
    isOverHighWater = false
    deadline.take()?.cancelIfActive()
    producer.take()?.stopProducing()
    reactor.system.shutdownBoth(number)
    updateInterest()
  }

  /// Broken while nobody reads: what arrived is kept for a protocol that wants it, and not watched,
  /// or the loop would be told again and again.
  private func breakWhilePaused() {
    if state != .broken { breakOff(pendingReason) }
    guard state == .broken, !wantsToRead else { return }
    let reason = breakage ?? .done
    let isWanted = (handler as? any HalfCloseableProtocol)?.connectionBroken(reason) ?? false
    guard isWanted else { return close(reason) }
    guard state == .broken, !wantsToRead else { return }
    interest = nil
    reactor.unwatch(number)
  }

  /// All is sent: tells the peer so, and waits a while for it to close as well. Closing at once
  /// would, with its bytes unread, make the kernel send a reset that can overtake our last words.
  private func endWriting() {
    state = .lingering
    if isReadOver { return close(.done) }
    do throws(SystemError) {
      try reactor.system.shutdownWriting(number)
    } catch {
      return close(.done)
    }
    deadline = reactor.callLater(OutputLimits.lingerMax) { [self] in close(.done) }
    updateInterest()
  }

  func abortConnection() { drop(.aborted) }

  /// Closes, and has the kernel forget what it has not sent yet: a peer that reads nothing would
  /// make it keep that for minutes.
  private func drop(_ reason: ConnectionLost) {
    guard state != .closed else { return }
    reactor.system.resetOnClose(number)
    close(reason)
  }

  private func close(_ reason: ConnectionLost) {
    guard state != .closed else { return }
    let wasOpen = state == .open || state == .broken
    state = .closed
    reactor.unwatch(number)
    socket = nil
    output = OutputQueue()
    deadline.take()?.cancelIfActive()
    producer.take()?.stopProducing()
    if wasOpen { handler?.connectionClosing() }
    reactor.callLater(.zero) { [self] in
      let handler = handler.take()
      handler?.connectionLost(reason)
    }
  }
}

extension SocketTransport: ReadinessHandler {
  func readable(isHungUp: Bool) {
    if wantsToRead { read() } else if isHungUp { breakWhilePaused() }
  }

  private var pendingReason: ConnectionLost {
    let number = (try? reactor.system.pendingError(number)) ?? 0
    return number == 0 ? .done : .failed(SystemError(.read, number))
  }

  func writable() { flush() }

  func finished() {
    guard !isFinishing, state == .open, !isReadOver else { return }
    isFinishing = true
    (handler as? any HalfCloseableProtocol)?.readConnectionFinishing()
    updateInterest()
  }

  func reactorStopped() { close(.aborted) }
}
