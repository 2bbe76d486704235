import TinyReactor

/// Writes a streamed body: each `write` is a chunk that leaves at once.
///
/// A reader that does not keep up loses its connection when more than the transport's
/// `outputBytesMax` are unsent; a writer that can wait checks `isFull` and `whenWritable`. A reader
/// that left silently is noticed only by writing: send a heartbeat now and then.
package final class HTTPBodyWriter {
  private var transport: (any Transport)?
  private let isChunked: Bool
  private let ended: () -> Void
  private var closedCalls: [() -> Void] = []
  private var writableCalls: [() -> Void] = []

  /// The transport holds too much unsent output: better wait.
  package private(set) var isFull = false

  /// Set for a body that is worth something only as a whole, such as a file: a server that shuts
  /// down breaks it off, where it would end a stream of events.
  package var mustBeWhole = false

  init(to transport: any Transport, isChunked: Bool, ended: @escaping () -> Void) {
    self.transport = transport
    self.isChunked = isChunked
    self.ended = ended
  }

  /// The reader has gone or the body has ended: writing does nothing.
  package var isClosed: Bool { transport == nil }

  /// Does nothing for an empty array and after the end.
  package func write(_ bytes: [UInt8]) {
    guard let transport, !bytes.isEmpty else { return }
    guard isChunked else { return transport.write(bytes) }
    var chunk: [UInt8] = []
    chunk.reserveCapacity(bytes.count + 12)
    chunk.appendHex(bytes.count)
    chunk.append("\r\n")
    chunk.append(contentsOf: bytes)
    chunk.append("\r\n")
    transport.write(chunk)
  }

  /// Completes the body; the connection can carry the next request.
  package func end() {
    guard let transport else { return }
    if isChunked { transport.write(Array("0\r\n\r\n".utf8)) }
    close()
    ended()
  }

  /// Breaks the body off, and the connection with it: the reader can tell that it is not whole.
  package func abort() { transport?.abortConnection() }

  /// The server is shutting down.
  func shutDown() { if mustBeWhole { abort() } else { end() } }

  /// Calls once, when the reader has gone or the body has ended; at once if that has happened.
  package func whenClosed(_ call: @escaping () -> Void) {
    if isClosed { call() } else { closedCalls.append(call) }
  }

  /// Calls once, as soon as there is room: at once if there is. Never after the end.
  package func whenWritable(_ call: @escaping () -> Void) {
    guard !isClosed else { return }
    if isFull { writableCalls.append(call) } else { call() }
  }

  /// The transport holds too much unsent output.
  func pause() { isFull = true }

  /// The transport has sent all of it.
  func resume() {
    isFull = false
    let calls = writableCalls
    writableCalls = []
    for call in calls where !isClosed { call() }
  }

  /// The connection is gone, or `end` was called.
  func close() {
    guard transport != nil else { return }
    transport = nil
    writableCalls = []
    let calls = closedCalls
    closedCalls = []
    for call in calls { call() }
  }
}
