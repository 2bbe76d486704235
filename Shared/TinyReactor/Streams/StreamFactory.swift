/// Builds a protocol for each connection, and holds what outlives any of them (Twisted's Factory).
///
/// A protocol sees one conversation; the factory is where conversations meet. The list of who is
/// connected, the banner and the counters live here, and each protocol is handed the factory that
/// built it:
///
///     final class ChatFactory: StreamFactory {
///       let banner = "Welcome!\r\n"
///       var members: [ObjectIdentifier: ChatProtocol] = [:]
///
///       func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)? {
///         ChatProtocol(self)
///       }
///     }
///
/// A factory knows nothing of sockets. Which port it serves is the endpoint's business, so one
/// factory can serve several, and a test can call `buildProtocol` and drive what comes out of it
/// through a `MemoryTransport`. The same type builds protocols for outgoing connections.
package protocol StreamFactory: AnyObject {
  /// Before the first port that listens with this factory.
  func startFactory()
  /// After the last one.
  func stopFactory()
  /// Nil closes the new connection.
  func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)?

  /// Whether a proxy's health check, which connects on its own behalf, is served if it asks
  /// something. False closes it.
  var answersProxies: Bool { get }
  /// A proxy has connected on its own behalf, and no protocol was built for it.
  func proxyLookedIn()
}

extension StreamFactory {
  package func startFactory() {}
  package func stopFactory() {}
  package var answersProxies: Bool { true }
  package func proxyLookedIn() {}
}

/// A factory made of a closure, for when there is nothing to share.
package final class Factory: StreamFactory {
  private let build: (SocketAddress) -> (any StreamProtocol)?

  package init(_ build: @escaping (SocketAddress) -> (any StreamProtocol)?) { self.build = build }

  package func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)? { build(peer) }
}
