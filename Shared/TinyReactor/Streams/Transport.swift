/// A way to send bytes to a peer and to end the conversation (Twisted's ITransport).
///
/// A protocol is handed its transport when the connection is made, and never sees the socket. It
/// writes whenever it likes; when the bytes leave is not its concern. What the kernel does not take
/// at once waits here, in order, and goes out when the peer has room.
///
/// A peer that does not read must not cost us memory, so there is back-pressure by default: beyond
/// 64 KiB unsent nothing more is read from that peer, and a registered `Producer` is asked to
/// pause; beyond `outputBytesMax`, or when nothing leaves for `outputStallMax`, the connection is
/// lost. The other way round, `pauseProducing` stops reading, and TCP slows the peer down.
///
/// Twisted goes on reading from a peer that does not read. Here reading waits, so that a peer that
/// only sends costs no memory. The price: if two such peers both send more than the kernel and 64
/// KiB hold before they read, they wait for each other until `outputStallMax` ends it. A protocol
/// with that much to send does so as a `Producer`, or when asked.
///
///     transport.write("bye\r\n")
///     transport.loseConnection()      // after the bytes are out; connectionLost comes later
///
/// `SocketTransport` is the real one; tests have a `MemoryTransport`.
package protocol Transport: AnyObject {
  var peer: SocketAddress { get }
  /// Our own end.
  var host: SocketAddress { get }

  /// Never blocks, keeps order, and silently does nothing once the connection is closing or lost.
  /// What cannot be sent at once is kept; a large array is not copied.
  func write(_ bytes: [UInt8])

  /// Sends what is unsent, then closes; what still arrives is read and discarded, so that a peer in
  /// the middle of sending still gets our last bytes. A producer is stopped at once: nothing that
  /// it writes would be sent. (Twisted waits until it has unregistered.)
  func loseConnection()

  /// Drops the connection and what is unsent, now; the peer sees it reset.
  func abortConnection()

  /// Stops reading: the peer is slowed down by its own full buffers.
  func pauseProducing()
  func resumeProducing()

  /// Whether something has arrived but is not delivered yet. To be asked just before closing for
  /// inactivity.
  var hasUnreadBytes: Bool { get }

  /// The most that one `dataReceived` brings, and so the most that a protocol that holds back input
  /// has to hold. Capped at what the reactor reads at once, 64 KiB.
  var readBytesMax: Int { get set }

  /// Bytes written that the kernel has not taken.
  var unsentBytes: Int { get }

  /// How many times in a row the system has retransmitted what the peer's has not acknowledged; nil
  /// when everything is acknowledged, or there is no telling (a unix socket, a lost connection). A
  /// reachable system acknowledges, whatever its programs do, so a few in a row mean a dead line
  /// (RFC 9293 §3.8.3).
  var resends: Int? { get }

  /// A peer that leaves more bytes than this unsent loses the connection as a `.slowReader`.
  var outputBytesMax: Int { get set }

  /// So does one that takes nothing for this long while something is unsent.
  var outputStallMax: Duration { get set }

  /// Pauses `producer` once more than `OutputLimits.highWaterBytes` are unsent, and resumes it when
  /// none are. A second producer is a programming error; on a lost connection, a producer is
  /// stopped at once.
  func registerProducer(_ producer: any Producer)
  func unregisterProducer()
}

extension Transport {
  package var hasUnreadBytes: Bool { false }

  package func write(_ text: String) { write(Array(text.utf8)) }
}

/// A source of much output that can be asked to wait (Twisted's IPushProducer).
package protocol Producer: AnyObject {
  func pauseProducing()
  func resumeProducing()
  /// The connection is lost: produce no more.
  func stopProducing()
}

package enum OutputLimits {
  /// Unsent bytes beyond which producers pause, as does reading from the same peer.
  package static let highWaterBytes = 65_536
  /// Default of `Transport.outputBytesMax`: protects a server from a peer that never reads.
  package static let bytesMax = 1_048_576
  /// Default of `Transport.outputStallMax`.
  package static let stallMax = Duration.seconds(30)
  /// How long the peer of a closing connection may go on sending before it is dropped.
  package static let lingerMax = Duration.seconds(2)
}
