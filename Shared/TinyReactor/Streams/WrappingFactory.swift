/// Policies: factories around other factories, each of which adds one rule to all their connections
/// and knows nothing else about them (Twisted's protocols.policies). They compose:
///
///     let limited = LimitTotalConnectionsFactory(chat, connectionsMax: 100, overflow: sorry)
///     let factory = TimeoutFactory(limited, on: reactor, limit: .seconds(60))
///
/// At most so many connections at once (Twisted's LimitTotalConnectionsFactory).
package final class LimitTotalConnectionsFactory: StreamFactory {
  private let wrapped: any StreamFactory
  private let connectionsMax: Int
  private let overflow: (any StreamFactory)?
  /// Connections that are there, without those that `overflow` serves.
  package private(set) var connections = 0

  /// `overflow` builds the protocol of a newcomer who is one too many: it can say why before it
  /// closes. Without it the newcomer is closed at once.
  package init(
    _ wrapped: any StreamFactory, connectionsMax: Int, overflow: (any StreamFactory)? = nil
  ) {
    self.wrapped = wrapped
    self.connectionsMax = connectionsMax
    self.overflow = overflow
  }

  package func startFactory() { wrapped.startFactory() }
  package func stopFactory() { wrapped.stopFactory() }
  package var answersProxies: Bool { wrapped.answersProxies }
  package func proxyLookedIn() { wrapped.proxyLookedIn() }

  package func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)? {
    if connections >= connectionsMax { return overflow?.buildProtocol(for: peer) }
    guard let handler = wrapped.buildProtocol(for: peer) else { return nil }
    connections += 1
    return ProtocolWrapper(handler, whenLost: { [self] in connections -= 1 })
  }
}

/// A connection on which nothing arrives for `limit` is closed, after a flush (Twisted's
/// TimeoutFactory, which counts what is sent as well).
package final class TimeoutFactory: StreamFactory {
  private let wrapped: any StreamFactory
  private let clock: any ReactorTime
  private let limit: Duration

  package init(_ wrapped: any StreamFactory, on clock: any ReactorTime, limit: Duration) {
    self.wrapped = wrapped
    self.clock = clock
    self.limit = limit
  }

  package func startFactory() { wrapped.startFactory() }
  package func stopFactory() { wrapped.stopFactory() }
  package var answersProxies: Bool { wrapped.answersProxies }
  package func proxyLookedIn() { wrapped.proxyLookedIn() }

  package func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)? {
    guard let handler = wrapped.buildProtocol(for: peer) else { return nil }
    var transport: (any Transport)?
    let timeout = Timeout(on: clock) { transport?.loseConnection() }
    return ProtocolWrapper(
      handler,
      whenMade: { [limit] in
        transport = $0
        timeout.set(limit)
      },
      whenReceived: { timeout.reset() },
      whenLost: {
        transport = nil
        timeout.clear()
      })
  }
}

/// Stands before a protocol, passes everything on, and tells a policy of it (Twisted's
/// ProtocolWrapper).
package final class ProtocolWrapper: HalfCloseableProtocol {
  package let wrapped: any StreamProtocol
  private let whenMade: ((any Transport) -> Void)?
  private let whenReceived: (() -> Void)?
  private let whenLost: (() -> Void)?
  private var transport: (any Transport)?

  /// Each is called before the protocol is.
  package init(
    _ wrapped: any StreamProtocol, whenMade: ((any Transport) -> Void)? = nil,
    whenReceived: (() -> Void)? = nil, whenLost: (() -> Void)? = nil
  ) {
    self.wrapped = wrapped
    self.whenMade = whenMade
    self.whenReceived = whenReceived
    self.whenLost = whenLost
  }

  package func connectionMade(_ transport: any Transport) {
    self.transport = transport
    whenMade?(transport)
    wrapped.connectionMade(transport)
  }

  package func dataReceived(_ data: Span<UInt8>) {
    whenReceived?()
    wrapped.dataReceived(data)
  }

  package func readConnectionLost() {
    if let wrapped = wrapped as? any HalfCloseableProtocol {
      wrapped.readConnectionLost()
    } else {
      transport?.loseConnection()
    }
  }

  package func readConnectionFinishing() {
    (wrapped as? any HalfCloseableProtocol)?.readConnectionFinishing()
  }

  package func connectionBroken(_ reason: ConnectionLost) -> Bool {
    (wrapped as? any HalfCloseableProtocol)?.connectionBroken(reason) ?? false
  }

  package func connectionClosing() { wrapped.connectionClosing() }

  package func connectionLost(_ reason: ConnectionLost) {
    transport = nil
    whenLost?()
    wrapped.connectionLost(reason)
  }
}
