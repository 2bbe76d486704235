/// A newcomer from a proxy, until it has said for whom it connects. Then it becomes a connection
/// whose peer is the real client, and nothing downstream knows of the proxy.
///
/// It takes exactly the header out of the socket, so the client's first bytes wait there for the
/// connection. A header that is not one, or does not come in time, closes it.
final class ProxyGate: ReadinessHandler {
  /// The specification asks for 3 s at least, so that a lost packet can be sent again.
  private static let headerTimeMax = Duration.seconds(5)

  private let reactor: Reactor
  private let factory: any StreamFactory
  private let proxy: SocketAddress
  private let badHeaders: RepeatedReport<String>
  private var socket: FileDescriptor?
  private var deadline: DelayedCall?
  private var header: [UInt8] = []

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

  func readable(isHungUp: Bool) {
    guard let number = socket?.number else { return }
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
      case .bytes(wanted): if let complete { introduce(complete.client ?? proxy) }
      case .wouldBlock: header.removeLast(count)
      case .bytes, .endOfFile, .failed: _ = takeSocket()
      }
    } catch {
      badHeaders.report("\(proxy) sent no PROXY header: \(error)")
      _ = takeSocket()
    }
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
