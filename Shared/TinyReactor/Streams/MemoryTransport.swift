/// A transport without a socket, for tests (Twisted's StringTransport).
package final class MemoryTransport: Transport {
  package let peer: SocketAddress
  package let host: SocketAddress
  package var outputBytesMax = OutputLimits.bytesMax
  package var outputStallMax = OutputLimits.stallMax
  package var readBytesMax = ReadBuffer.bytes

  /// All that was written and not taken yet.
  package private(set) var written: [UInt8] = []
  /// How often something was written.
  package private(set) var writeCount = 0
  package private(set) var isClosing = false
  package private(set) var isAborted = false
  package private(set) var isReading = true
  package private(set) var producer: (any Producer)?
  /// Told when it closes the connection, as a socket's would be.
  private weak var handler: (any StreamProtocol)?

  package init(peer: SocketAddress) {
    self.peer = peer
    host = peer
  }

  /// A peer at 127.0.0.1.
  package convenience init(port: UInt16 = 1) {
    self.init(peer: .loopback.with(port: port))
  }

  /// Makes the connection. A test may call `connectionMade` itself, as far as it can do without
  /// `connectionClosing`.
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
  }

  /// A test may say that its peer does not read.
  package var unsentBytes = 0

  /// A test may say that its peer is out of reach.
  package var resends: Int?

  /// A test may say that something has come meanwhile.
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
    producer.take()?.stopProducing()
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
