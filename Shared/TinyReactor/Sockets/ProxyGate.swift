/// A connection from a proxy, until it has named its client. Then it becomes a connection whose
/// peer is the real client, and nothing downstream knows of the proxy.
///
/// It reads exactly the header from the socket, so the client's first bytes wait there for the
/// connection. An invalid header, or one that does not come in time, closes it.
///
/// A proxy that connects on its own behalf checks our health, and usually leaves without a word: no
/// protocol hears of it. Version 2 marks such a check (LOCAL). Version 1 cannot, and names the
/// connection itself as the client (HAProxy 2.6 does). So that a check that has already left is not
/// greeted, such a client's first byte is awaited for a moment. People behind the proxy have a port
/// of their own, even on its machine, and never wait.
final class ProxyGate: ReadinessHandler {
  /// The specification asks for 3 s at least, so that a lost packet can be sent again.
  private static let headerTimeMax = Duration.seconds(5)
  /// How long a client that may be the proxy itself has to leave: HAProxy's checks leave at once.
  private static let checkTimeMax = Duration.seconds(1)

  private let reactor: Reactor
  private let factory: any StreamFactory
  private let proxy: SocketAddress
  private let badHeaders: RepeatedReport<String>
  private var socket: FileDescriptor?
  private var deadline: DelayedCall?
  private var header: [UInt8] = []
  /// Set when the header is complete but may be that of a check: the peer if it is not.
  private var suspect: SocketAddress?

  private init(
    _ socket: consuming FileDescriptor, from proxy: SocketAddress, on reactor: Reactor,
    _ factory: any StreamFactory, _ badHeaders: RepeatedReport<String>
  ) {
    self.reactor = reactor
    self.factory = factory
    self.proxy = proxy
    self.badHeaders = badHeaders
    self.socket = consume socket
  }

  static func open(
    _ socket: consuming FileDescriptor, from proxy: SocketAddress, on reactor: Reactor,
    _ factory: any StreamFactory, _ badHeaders: RepeatedReport<String>
  ) {
    let number = socket.number
    let gate = ProxyGate(socket, from: proxy, on: reactor, factory, badHeaders)
    do throws(SystemError) {
      try reactor.watch(number, .reading, gate)
    } catch {
      return ErrorLog.report("\(proxy) cannot be watched: \(error)")
    }
    gate.deadline = reactor.callLater(headerTimeMax) { _ = gate.takeSocket() }
  }

  var name: String { "a PROXY header" }

  func readable(isHungUp: Bool) {
    guard let number = socket?.number else { return }
    if let suspect { return look(at: suspect, number) }
    switch reactor.system.peek(number, into: reactor.readBuffer, atMost: ProxyHeader.byteCountMax) {
    case .bytes(let count): consider(count, of: number)
    case .wouldBlock: break
    case .endOfFile, .failed: _ = takeSocket()
    }
  }

  private func consider(_ count: Int, of number: CInt) {
    let known = header.count
    reactor.readBuffer.withSpan(count) { bytes in
      bytes.withUnsafeBufferPointer { header.append(contentsOf: $0) }
    }
    do throws(ProxyHeaderError) {
      let complete = try ProxyHeader.parse(header)
      let wanted = complete.map { $0.byteCount - known } ?? count
      switch reactor.system.read(number, into: reactor.readBuffer, atMost: wanted) {
      case .bytes(wanted): if let complete { admit(complete, number) }
      case .wouldBlock: header.removeLast(count)
      case .bytes, .endOfFile, .failed: _ = takeSocket()
      }
    } catch {
      badHeaders.report("\(proxy) sent no PROXY header: \(error)")
      _ = takeSocket()
    }
  }

  private func admit(_ header: ProxyHeader, _ number: CInt) {
    let isCheck = header.isLocal || header.client == proxy
    guard isCheck else { return introduce(header.client ?? proxy) }
    if header.isLocal, !factory.answersProxies { return turnAway() }
    suspect = proxy
    deadline?.cancelIfActive()
    deadline = reactor.callLater(Self.checkTimeMax) { [self] in
      if header.isLocal { turnAway() } else { introduce(proxy) }
    }
    look(at: proxy, number)
  }

  /// A first byte makes it a client; an end of file, a check.
  private func look(at client: SocketAddress, _ number: CInt) {
    switch reactor.system.peek(number, into: reactor.readBuffer, atMost: 1) {
    case .bytes: introduce(client)
    case .wouldBlock: break
    case .endOfFile, .failed: turnAway()
    }
  }

  private func turnAway() {
    _ = takeSocket()
    factory.proxyLookedIn()
  }

  private func introduce(_ client: SocketAddress) {
    guard let socket = takeSocket() else { return }
    SocketTransport.start(socket, peer: client, on: reactor, factory)
  }

  private func takeSocket() -> FileDescriptor? {
    deadline.take()?.cancelIfActive()
    guard let socket = socket.take() else { return nil }
    reactor.unwatch(socket.number)
    return socket
  }

  func reactorStopped() { _ = takeSocket() }
}
