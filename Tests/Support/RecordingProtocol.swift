package import TinyReactor

/// A protocol that remembers what happened to it.
package final class RecordingProtocol: StreamProtocol {
  package private(set) var transport: (any Transport)?
  package private(set) var received: [UInt8] = []
  package private(set) var madeCount = 0
  package private(set) var lost: [ConnectionLost] = []
  /// Called with each packet, after it was recorded.
  package var onData: ((RecordingProtocol) -> Void)?
  package var onMade: ((RecordingProtocol) -> Void)?

  package init() {}

  package var text: String { String(decoding: received, as: UTF8.self) }

  package func connectionMade(_ transport: any Transport) {
    self.transport = transport
    madeCount += 1
    onMade?(self)
  }

  package func dataReceived(_ data: Span<UInt8>) {
    data.withUnsafeBufferPointer { received.append(contentsOf: $0) }
    onData?(self)
  }

  package func takeReceived() -> [UInt8] {
    defer { received = [] }
    return received
  }

  package func connectionLost(_ reason: ConnectionLost) { lost.append(reason) }
}

/// Listens at a free port of 127.0.0.1 with a protocol for each newcomer, and connects to it.
package final class Conversation {
  package let reactor: Reactor
  package private(set) var served: [RecordingProtocol] = []
  package private(set) var port: ListeningPort?
  /// Prepares each server-side protocol.
  package var prepare: (RecordingProtocol) -> Void = { _ in }

  package init(on reactor: Reactor, endpoint: String = "tcp:0:interface=127.0.0.1") throws {
    self.reactor = reactor
    let factory = Factory { [unowned self] _ in
      let newcomer = RecordingProtocol()
      prepare(newcomer)
      served.append(newcomer)
      return newcomer
    }
    port = try ServerEndpoint(endpoint).listen(on: reactor, factory)
  }

  /// A client, connected on both sides.
  package func connect() throws -> RecordingProtocol {
    let client = RecordingProtocol()
    let before = served.count
    let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port?.address.port ?? 0)
    _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in client }))
    try reactor.wait { served.count > before }
    return client
  }
}
