import Glibc
import Support
import Testing
import TinyReactor

/// Holds back what arrives, and wants all of it; says what it was told.
private final class Patient: HalfCloseableProtocol {
  private(set) var transport: (any Transport)?
  private(set) var received: [UInt8] = []
  private(set) var events: [String] = []
  private(set) var lost: [ConnectionLost] = []
  var isPatient = true

  func connectionMade(_ transport: any Transport) {
    self.transport = transport
    transport.readBytesMax = 1_000
    transport.pauseProducing()
  }

  func dataReceived(_ data: Span<UInt8>) {
    data.withUnsafeBufferPointer { received.append(contentsOf: $0) }
  }

  func readConnectionLost() { events.append("end") }
  func readConnectionFinishing() { events.append("finishing") }

  func connectionBroken(_ reason: ConnectionLost) -> Bool {
    events.append("broken")
    return isPatient
  }

  func connectionLost(_ reason: ConnectionLost) { lost.append(reason) }
}

/// A patient server, and its client.
private func meet(_ kind: PollerKind) throws -> (Reactor, Patient, RecordingProtocol) {
  let reactor = try kind.makeReactor()
  let server = Patient()
  let port = try ServerEndpoint("tcp:0:interface=127.0.0.1")
    .listen(on: reactor, Factory { _ in server })
  let client = RecordingProtocol()
  let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
  _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in client }))
  try reactor.wait { server.transport != nil }
  return (reactor, server, client)
}

extension Reactor {
  fileprivate func idle() { for _ in 0..<5 { turn(waitingAtMost: .milliseconds(1)) } }
}

@Test(arguments: PollerKind.allCases)
func `after a failed send nothing more is written, and what had arrived is read to its end`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = try conversation.connect()
  let server = conversation.served[0]
  client.transport?.write(bytes(50_000))
  client.transport?.abortConnection()
  server.transport?.write("welcome")
  server.transport?.write("and more")
  #expect(server.lost.isEmpty && server.transport?.unsentBytes == 0)
  try reactor.wait { !server.lost.isEmpty }
  reactor.idle()
  #expect(server.received == bytes(50_000))
  #expect(server.lost == [.failed(SystemError(.send, ECONNRESET))])
  #expect(reactor.watchedCount == 2, "the mailbox and the port")
}

@Test(arguments: PollerKind.allCases)
func `so it is when the send fails that was to empty the queue`(_ kind: PollerKind) throws {
  final class Source: Producer {
    var events: [String] = []
    func pauseProducing() { events.append("pause") }
    func resumeProducing() { events.append("resume") }
    func stopProducing() { events.append("stop") }
  }
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = try conversation.connect()
  let server = conversation.served[0]
  let source = Source()
  client.transport?.pauseProducing()
  server.transport?.outputBytesMax = 64 << 20
  server.transport?.registerProducer(source)
  server.transport?.write(bytes(16_000_000))
  client.transport?.write("last words")
  client.transport?.abortConnection()
  try reactor.wait { !server.lost.isEmpty }
  reactor.idle()
  #expect(server.text == "last words")
  #expect(server.lost.count == 1 && server.transport?.unsentBytes == 0)
  #expect(source.events == ["pause", "stop"])
}

@Test(arguments: PollerKind.allCases, [EPIPE, ECONNRESET, ETIMEDOUT, EIO])
func `a failed send ends the connection also where the peer is still there`(
  _ kind: PollerKind, _ number: CInt
) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = try conversation.connect()
  let server = conversation.served[0]
  client.transport?.write("hello")
  reactor.system.fault = { $0 == .send ? number : nil }
  server.transport?.write("welcome")
  reactor.system.fault = nil
  try reactor.wait { !server.lost.isEmpty && !client.lost.isEmpty }
  #expect(server.text == "hello")
  #expect(server.lost == [.failed(SystemError(.send, number))])
}

@Test(arguments: PollerKind.allCases)
func `a protocol that has paused learns that its peer is gone, and reads the rest when it likes`(
  _ kind: PollerKind
) throws {
  let (reactor, server, client) = try meet(kind)
  client.transport?.write(bytes(30_000))
  client.transport?.abortConnection()
  try reactor.wait { !server.events.isEmpty }
  reactor.idle()
  #expect(server.events == ["broken"] && server.received.isEmpty && server.lost.isEmpty)
  #expect(reactor.watchedCount == 2, "the mailbox and the port: nothing is told twice")
  server.transport?.write("nobody hears this")
  server.transport?.resumeProducing()
  try reactor.wait { server.received.count >= 5_000 }
  server.transport?.pauseProducing()
  let count = server.received.count
  reactor.idle()
  #expect(server.received.count == count)
  server.transport?.resumeProducing()
  try reactor.wait { !server.lost.isEmpty }
  reactor.idle()
  #expect(server.received == bytes(30_000))
  #expect(server.lost == [.failed(SystemError(.read, ECONNRESET))])
}

@Test(arguments: PollerKind.allCases)
func `one that does not want the rest loses the connection at once`(_ kind: PollerKind) throws {
  let (reactor, server, client) = try meet(kind)
  server.isPatient = false
  client.transport?.write(bytes(30_000))
  client.transport?.abortConnection()
  try reactor.wait { !server.lost.isEmpty }
  #expect(server.events == ["broken"] && server.received.isEmpty)
}

@Test(arguments: PollerKind.allCases)
func `one that waits may still drop it`(_ kind: PollerKind) throws {
  let (reactor, server, client) = try meet(kind)
  client.transport?.write(bytes(30_000))
  client.transport?.abortConnection()
  try reactor.wait { !server.events.isEmpty }
  server.transport?.abortConnection()
  try reactor.wait { server.lost == [.aborted] }
  reactor.idle()
  #expect(server.lost.count == 1)
}

@Test(arguments: PollerKind.allCases)
func `a protocol that has paused learns once that its peer has finished, and then reads it all`(
  _ kind: PollerKind
) throws {
  let (reactor, server, client) = try meet(kind)
  client.transport?.write(bytes(30_000))
  reactor.idle()
  #expect(server.events == [])
  client.transport?.loseConnection()
  try reactor.wait { !server.events.isEmpty }
  reactor.idle()
  #expect(server.events == ["finishing"] && server.received.isEmpty)
  server.transport?.write("still here")
  try reactor.wait { client.lost.isEmpty }
  server.transport?.resumeProducing()
  try reactor.wait { server.events.count == 2 }
  server.transport?.pauseProducing()
  reactor.idle()
  #expect(server.events == ["finishing", "end"] && server.received == bytes(30_000))
  #expect(server.lost.isEmpty)
}
