package import TinyReactor

/// A transport without a socket, for tests (Twisted's StringTransport).
package final class MemoryTransport: Transport {
  package let peer: SocketAddress
  package let host: SocketAddress
  package var outputBytesMax = OutputLimits.bytesMax
  package var outputStallMax = OutputLimits.stallMax
  package var readBytesMax = 65_536

  /// All that was written and not taken yet.
  package private(set) var written: [UInt8] = []
  /// How often something was written.
  package private(set) var writeCount = 0
  package private(set) var isClosing = false
  package private(set) var isAborted = false
  package private(set) var isReading = true
  package private(set) var producer: (any Producer)?
  /// Told of each write: whoever plays the peer takes it then, or later.
  package var onWrite: () -> Void = {}
  /// Told when this transport closes, as with a socket.
  private weak var handler: (any StreamProtocol)?

  package init(peer: SocketAddress) {
    self.peer = peer
    host = peer
  }

  /// A peer at 127.0.0.1.
  package convenience init(port: UInt16 = 1) {
    guard let peer = SocketAddress(host: "127.0.0.1", port: Int(port)) else {
      preconditionFailure("that is an address")
    }
    self.init(peer: peer)
  }

  /// Makes the connection. A test that does not need `connectionClosing` may call `connectionMade`
  /// itself.
  package func introduce(_ handler: any StreamProtocol) {
    self.handler = handler
    handler.connectionMade(self)
  }

  /// Takes what was written, as text.
  package func takeText() -> String { String(decoding: takeBytes(), as: UTF8.self) }

  package func takeBytes() -> [UInt8] {
    defer { written = [] }
    return written
  }

  package func write(_ bytes: [UInt8]) {
    guard isOpen, !bytes.isEmpty else { return }
    written += bytes
    writeCount += 1
    if written.count > outputBytesMax { abortConnection() }
    onWrite()
  }

  /// Set by a test whose peer does not read.
  package var unsentBytes = 0

  /// Set by a test whose peer is out of reach.
  package var resends: Int?

  /// Set by a test in which something has arrived meanwhile.
  package var hasUnreadBytes = false

  package func loseConnection() {
    let wasOpen = isOpen
    isClosing = true
    if wasOpen { close() }
  }

  package func abortConnection() {
    let wasOpen = isOpen
    isAborted = true
    if wasOpen { close() }
  }

  private var isOpen: Bool { !isClosing && !isAborted }

  private func close() {
    producer?.stopProducing()
    producer = nil
    handler?.connectionClosing()
  }

  package func pauseProducing() { isReading = false }
  package func resumeProducing() { isReading = true }

  package func registerProducer(_ producer: any Producer) {
    precondition(self.producer == nil, "a transport takes one producer at a time")
    if isOpen { self.producer = producer } else { producer.stopProducing() }
  }

  package func unregisterProducer() { producer = nil }
}
