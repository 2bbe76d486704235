#if canImport(Glibc)
  import Glibc
#endif

/// One attempt to reach a peer: its addresses are tried in turn until one answers.
final class Connector: ReadinessHandler {
  private let reactor: Reactor
  private let factory: any StreamFactory
  private var addresses: ArraySlice<SocketAddress>
  private var current: SocketAddress = .unspecified
  private var socket: FileDescriptor?
  private var number: CInt = -1
  /// Fires with the protocol when its connection is made.
  private(set) lazy var connected = Deferred<any StreamProtocol>(canceller: { [self] _ in cancel() }
  )

  init(_ addresses: [SocketAddress], on reactor: Reactor, _ factory: any StreamFactory) {
    self.addresses = addresses[...]
    self.reactor = reactor
    self.factory = factory
  }

  /// Tries the next address; `problem` is why the one before failed.
  func tryNext(after problem: SystemError = SystemError(.connect, EDESTADDRREQ)) {
    guard let address = addresses.popFirst() else { return connected.errback(problem) }
    current = address
    do throws(SystemError) {
      let socket = try reactor.system.socket(family: address.family)
      number = socket.number
      try reactor.system.connect(number, to: address)
      try reactor.watch(number, .writing, self)
      self.socket = consume socket
    } catch {
      tryNext(after: error)
    }
  }

  func readable(isHungUp: Bool) { if isHungUp { finish() } }

  func writable() { finish() }

  private func finish() {
    reactor.unwatch(number)
    guard let socket = socket.take() else { return }
    do throws(SystemError) {
      let problem = try reactor.system.pendingError(number)
      guard problem == 0 else { throw SystemError(.connect, problem) }
      if !current.isUnix { try reactor.system.setStreamOptions(number) }
    } catch {
      return tryNext(after: error)
    }
    guard let handler = SocketTransport.start(socket, peer: current, on: reactor, factory) else {
      return connected.errback(ConnectionLost.aborted)
    }
    connected.callback(handler)
  }

  private func cancel() {
    reactor.unwatch(number)
    socket = nil
    addresses = []
  }

  func reactorStopped() { connected.cancel() }
}
