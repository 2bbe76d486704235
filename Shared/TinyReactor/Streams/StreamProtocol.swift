import Glibc

/// The event handler of one connection (Twisted's Protocol; that word is taken in Swift).
///
/// Ordinary code asks for what it needs and waits. A protocol is told: the connection is made,
/// bytes have arrived, the connection is lost. Between two events it is just an object with some
/// state, so one thread serves ten thousand of them.
///
///     final class Echo: StreamProtocol {
///       private var transport: (any Transport)?
///       func connectionMade(_ transport: any Transport) { self.transport = transport }
///       func dataReceived(_ data: Span<UInt8>) { transport?.write(Array(data)) }
///       func connectionLost(_ reason: ConnectionLost) { transport = nil }
///     }
///
/// Each connection gets a protocol of its own, built by a `StreamFactory`. What arrives is bytes,
/// cut anywhere: a packet is neither a line nor a message. Turning bytes into lines or messages is
/// the protocol's work. An event handler must not block, since nothing else is served meanwhile:
/// slow work is asked for and answered through a `Deferred`.
package protocol StreamProtocol: AnyObject {
  /// Once, first.
  func connectionMade(_ transport: any Transport)

  /// `data` is borrowed: valid only until this returns.
  func dataReceived(_ data: Span<UInt8>)

  /// Our side has just closed, from inside a call to the transport: no more data is coming. For a
  /// protocol that buffers input; most do not need it.
  func connectionClosing()

  /// Once, last; never from inside a call to the transport.
  func connectionLost(_ reason: ConnectionLost)
}

extension StreamProtocol {
  package func connectionClosing() {}
}

/// A protocol that goes on writing after its peer has finished sending (Twisted's
/// IHalfCloseableProtocol). Any other protocol loses its connection then, after a flush.
package protocol HalfCloseableProtocol: StreamProtocol {
  /// The peer sends nothing more; it may still read.
  func readConnectionLost()

  /// While reading is paused: the peer has finished sending, and `readConnectionLost` follows when
  /// what it has sent is read.
  func readConnectionFinishing()

  /// While reading is paused: the peer is gone, and nothing can be written any more. True keeps
  /// what has arrived until reading is resumed; once it is read, `connectionLost` follows. False,
  /// the default, loses the connection now.
  func connectionBroken(_ reason: ConnectionLost) -> Bool
}

extension HalfCloseableProtocol {
  package func readConnectionFinishing() {}
  package func connectionBroken(_ reason: ConnectionLost) -> Bool { false }
}

/// Why a connection ended.
package enum ConnectionLost: Error, Equatable, CustomStringConvertible {
  /// Closed cleanly, by either side (Twisted's ConnectionDone).
  case done
  /// Dropped by `abortConnection`, or by the end of the reactor.
  case aborted
  /// More was unsent than `outputBytesMax`, or nothing could be sent for `outputStallMax`.
  case slowReader
  case failed(SystemError)

  /// Whether the peer had already finished sending. Linux reports a reset after that as EPIPE, and
  /// any other as ECONNRESET (tcp_reset).
  package var isAfterEndOfInput: Bool {
    switch self {
    case .done: true
    case .failed(let error): error.number == EPIPE
    case .aborted, .slowReader: false
    }
  }

  package var description: String {
    switch self {
    case .done: "closed"
    case .aborted: "aborted"
    case .slowReader: "the peer reads too slowly"
    case .failed(let error): "\(error)"
    }
  }
}
