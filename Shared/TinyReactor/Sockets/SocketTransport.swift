/// A connected socket and the protocol it serves.
///
/// Its states: open; closing, while unsent bytes go out; lingering, when our side has ended and the
/// peer's end is awaited; closed. `connectionLost` follows in a turn of its own.
///
/// A failed send says nothing about what was received before it: Linux still delivers those bytes,
/// then the end. So an open connection that cannot be written to is broken, and is read to its end.
final class SocketTransport: Transport {
  private enum State { case open, broken, closing, lingering, closed }

  private let reactor: Reactor
  private let number: CInt
  private var socket: FileDescriptor?
  private(set) var handler: (any StreamProtocol)?
  private var state = State.open
  let peer: SocketAddress

  private var output = SocketOutput()
  private var producer: (any Producer)?
  var outputBytesMax = OutputLimits.bytesMax
  var outputStallMax = OutputLimits.stallMax
  var readBytesMax = ReadBuffer.bytes
  /// When to give up on a peer that takes nothing or, while lingering, does not close.
  private var deadline: DelayedCall?

  private var isPaused = false { didSet { updateInterest() } }
  /// Too much is unsent: reading from this peer and its producer are paused.
  private var isOverHighWater = false
  private var isReadOver = false
  /// The peer has finished sending, but not all of it has been read.
  private var isFinishing = false
  /// Why it is broken.
  private var breakage: ConnectionLost?
  private var watch = SocketWatch()

  private init(_ socket: consuming FileDescriptor, peer: SocketAddress, on reactor: Reactor) {
    self.reactor = reactor
    self.peer = peer
    number = socket.number
    self.socket = consume socket
  }

  /// Takes over the socket and starts the protocol that `factory` builds for it, if any.
  @discardableResult
  static func start(
    _ socket: consuming FileDescriptor, peer: SocketAddress, on reactor: Reactor,
    _ factory: any StreamFactory
  ) -> SocketTransport? {
    guard let handler = factory.buildProtocol(for: peer) else { return nil }
    let transport = SocketTransport(socket, peer: peer, on: reactor)
    transport.handler = handler
    do throws(SystemError) {
      try transport.watch.update(
        .reading, of: transport.number, for: transport, on: reactor)
      handler.connectionMade(transport)
    } catch {
      handler.connectionMade(transport)
      transport.close(.failed(error))
    }
    return transport
  }

  private var halfCloseable: (any HalfCloseableProtocol)? { handler as? any HalfCloseableProtocol }

  var host: SocketAddress {
    guard state != .closed else { return .unspecified }
    return (try? reactor.system.localAddress(number)) ?? .unspecified
  }

  // MARK: - Writing

  var unsentBytes: Int { output.unsentBytes }

  var resends: Int? { state == .closed ? nil : reactor.system.resends(number) }

  func write(_ bytes: [UInt8]) {
    guard state == .open, !bytes.isEmpty else { return }
    do throws(SystemError) {
      if try output.send(bytes, to: number, reactor.system) { return }
    } catch {
      return breakOff(.failed(error))
    }
    guard output.unsentBytes <= outputBytesMax else { return drop(.slowReader) }
    if !isOverHighWater, output.unsentBytes > OutputLimits.highWaterBytes {
      isOverHighWater = true
      producer?.pauseProducing()
    }
    // The producer may have closed the connection when it was asked to pause.
    guard state != .closed else { return }
    if deadline == nil { watchForStall() }
    updateInterest()
  }

  private func flush() {
    do throws(SystemError) {
      try output.flush(to: number, reactor.system)
    } catch {
      return breakOff(.failed(error))
    }
    guard output.isEmpty else { return }
    deadline.take()?.cancelIfActive()
    if state == .closing { return endWriting() }
    if isOverHighWater {
      isOverHighWater = false
      producer?.resumeProducing()
    }
    updateInterest()
  }

  /// Aborts when nothing was sent for `outputStallMax` although something is unsent.
  private func watchForStall() {
    let sentBefore = output.sentBytes
    deadline = reactor.callLater(outputStallMax) { [self] in
      if output.sentBytes == sentBefore { drop(.slowReader) } else { watchForStall() }
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

  func pauseProducing() { isPaused = true }
  func resumeProducing() { isPaused = false }

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
    do throws(SystemError) {
      try watch.update(wanted, of: number, for: self, on: reactor)
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
    if state == .open, halfCloseable?.readConnectionLost() == nil { beginClosing() }
    updateInterest()
  }

  // MARK: - Closing

  func loseConnection() {
    if let breakage, state == .broken { return close(breakage) }
    guard state == .open else { return }
    beginClosing()
    handler?.connectionClosing()
  }

  /// Nothing more is written or delivered; what is unsent goes out.
  private func beginClosing() {
    state = .closing
    producer.take()?.stopProducing()
    if output.isEmpty { endWriting() } else { updateInterest() }
  }

  /// Nothing can be written any more: drops what is unsent, and reads to the end. Shuts down both
  /// sides, so that there is an end even where the kernel still sees a peer.
  private func breakOff(_ reason: ConnectionLost) {
    guard state == .open, !isReadOver else { return close(reason) }
    state = .broken
    breakage = reason
    output.discard()
    isOverHighWater = false
    deadline.take()?.cancelIfActive()
    producer.take()?.stopProducing()
    reactor.system.shutdownBoth(number)
    updateInterest()
  }

  /// Broken while reading is paused: what arrived is kept for a protocol that wants it, but not
  /// watched, or the loop would be woken again and again.
  private func breakWhilePaused() {
    if state != .broken { breakOff(pendingReason) }
    guard state == .broken, !wantsToRead else { return }
    let reason = breakage ?? .done
    let isWanted = halfCloseable?.connectionBroken(reason) ?? false
    guard isWanted else { return close(reason) }
    guard state == .broken, !wantsToRead else { return }
    watch.stop(number, on: reactor)
  }

  /// All is sent: tells the peer so, and waits a while for it to close as well. Closing at once,
  /// with its bytes unread, would make the kernel send a reset that can overtake our last bytes.
  private func endWriting() {
    state = .lingering
    if isReadOver { return close(.done) }
    guard (try? reactor.system.shutdownWriting(number)) != nil else { return close(.done) }
    deadline = reactor.callLater(OutputLimits.lingerMax) { [self] in close(.done) }
    updateInterest()
  }

  func abortConnection() { drop(.aborted) }

  /// Closes, and has the kernel discard what it has not sent yet, which it would keep for minutes
  /// for a peer that reads nothing.
  private func drop(_ reason: ConnectionLost) {
    guard state != .closed else { return }
    reactor.system.resetOnClose(number)
    close(reason)
  }

  private func close(_ reason: ConnectionLost) {
    guard state != .closed else { return }
    let wasOpen = state == .open || state == .broken
    state = .closed
    watch.stop(number, on: reactor)
    socket = nil
    output.discard()
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

  var name: String { "\(handler.map { "\(type(of: $0))" } ?? "the end") of \(peer)" }

  func finished() {
    guard !isFinishing, state == .open, !isReadOver else { return }
    isFinishing = true
    halfCloseable?.readConnectionFinishing()
    updateInterest()
  }

  func reactorStopped() { close(.aborted) }
}
