import Glibc

/// One attempt to reach a peer: its addresses are tried in turn until one answers.
final class Connector: ReadinessHandler {
  /// How long one address may delay the others: a network that silently drops IPv6 must not hide
  /// the IPv4 address after it.
  private static let attemptMax = Duration.seconds(3)

  private let reactor: Reactor
  private let factory: any StreamFactory
  private var addresses: ArraySlice<SocketAddress>
  private var current: SocketAddress = .unspecified
  private var socket: FileDescriptor?
  private var attemptLimit: DelayedCall?
  /// Fires with the protocol when its connection is made.
  private(set) lazy var connected = Deferred<any StreamProtocol>(canceller: { [self] _ in stop() })

  init(_ addresses: [SocketAddress], on reactor: Reactor, _ factory: any StreamFactory) {
    self.addresses = addresses[...]
    self.reactor = reactor
    self.factory = factory
  }

  /// Tries the next address; `problem` is why the previous one failed.
  func tryNext(after problem: SystemError = SystemError(.connect, EDESTADDRREQ)) {
    guard let address = addresses.popFirst() else { return connected.errback(problem) }
    current = address
    do throws(SystemError) {
      let socket = try reactor.system.socket(family: address.family)
      try reactor.system.connect(socket.number, to: address)
      try reactor.watch(socket.number, .writing, self)
      self.socket = consume socket
    } catch {
      return tryNext(after: error)
    }
    guard !addresses.isEmpty else { return }
    attemptLimit = reactor.callLater(Connector.attemptMax) { [self] in
      _ = takeSocket()
      tryNext(after: SystemError(.connect, ETIMEDOUT))
    }
  }

  var name: String { "connecting" }

  func readable(isHungUp: Bool) { if isHungUp { finish() } }

  func writable() { finish() }

  private func finish() {
    guard let socket = takeSocket() else { return }
    do throws(SystemError) {
      let problem = try reactor.system.pendingError(socket.number)
      guard problem == 0 else { throw SystemError(.connect, problem) }
      if !current.isUnix { try reactor.system.setStreamOptions(socket.number) }
    } catch {
      return tryNext(after: error)
    }
    let transport = SocketTransport.start(socket, peer: current, on: reactor, factory)
    if connected.hasFired {
      // Cancelled by the protocol that it would have fired with.
      transport?.abortConnection()
    } else if let handler = transport?.handler {
      connected.callback(handler)
    } else {
      connected.errback(ConnectionLost.aborted)
    }
  }

  private func stop() {
    _ = takeSocket()
    addresses = []
  }

  /// Ends the attempt under way, if any; its descriptor number may soon be reused.
  private func takeSocket() -> FileDescriptor? {
    attemptLimit.take()?.cancelIfActive()
    guard let socket = socket.take() else { return nil }
    reactor.unwatch(socket.number)
    return socket
  }

  func reactorStopped() { connected.cancel() }
}
