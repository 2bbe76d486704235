/// The event handler of one connection (Twisted's Protocol; that word is taken in Swift).
///
///     final class Echo: StreamProtocol {
///       private var transport: (any Transport)?
///       func connectionMade(_ transport: any Transport) { self.transport = transport }
///       func dataReceived(_ data: Span<UInt8>) { transport?.write(Array(data)) }
///       func connectionLost(_ reason: ConnectionLost) { transport = nil }
///     }
package protocol StreamProtocol: AnyObject {
  /// Once, first.
  func connectionMade(_ transport: any Transport)

  /// `data` is borrowed: valid only until this returns.
  func dataReceived(_ data: Span<UInt8>)

  /// Once, last; never from inside a call to the transport.
  func connectionLost(_ reason: ConnectionLost)
}

/// A protocol that goes on writing after its peer has finished sending (Twisted's
/// IHalfCloseableProtocol). Any other loses its connection then, after a flush.
package protocol HalfCloseableProtocol: StreamProtocol {
  /// The peer sends nothing more; it may still read.
  func readConnectionLost()
}

/// Builds a protocol for each connection and holds what they share (Twisted's Factory).
package protocol StreamFactory: AnyObject {
  /// Before the first port that listens with this factory.
  func startFactory()
  /// After the last one.
  func stopFactory()
  /// Nil closes the newcomer.
  func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)?
}

extension StreamFactory {
  package func startFactory() {}
  package func stopFactory() {}
}

/// A factory made of a closure, for when there is nothing to share.
package final class Factory: StreamFactory {
  private let build: (SocketAddress) -> (any StreamProtocol)?

  package init(_ build: @escaping (SocketAddress) -> (any StreamProtocol)?) { self.build = build }

  package func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)? { build(peer) }
}

/// Why a connection is no more.
package enum ConnectionLost: Error, Equatable, CustomStringConvertible {
  /// Closed in good order, by either side (Twisted's ConnectionDone).
  case done
  /// Dropped by `abortConnection`, or by the end of the reactor.
  case aborted
  /// More was unsent than `outputBytesMax`, or nothing could be sent for `outputStallMax`.
  case slowReader
  case failed(SystemError)

  package var description: String {
    switch self {
    case .done: "closed"
    case .aborted: "aborted"
    case .slowReader: "the peer reads too slowly"
    case .failed(let error): "\(error)"
    }
  }
}
