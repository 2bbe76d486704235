import Support
import Testing
import TinyReactor

// MARK: - Rule 14: made once, lost once

@Test(arguments: PollerKind.allCases)
func `a connection is made once and lost once, whoever closes and however often`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = try conversation.connect()
  let server = conversation.served[0]
  client.transport?.loseConnection()
  client.transport?.loseConnection()
  server.transport?.loseConnection()
  client.transport?.abortConnection()
  server.transport?.abortConnection()
  #expect(client.lost.isEmpty, "never from inside a call to the transport")
  try reactor.wait { !client.lost.isEmpty && !server.lost.isEmpty }
  client.transport?.write("ignored")
  client.transport?.abortConnection()
  for _ in 0..<5 { reactor.turn(waitingAtMost: .milliseconds(1)) }
  #expect(client.lost == [.aborted])
  #expect(client.madeCount == 1 && server.madeCount == 1)
  #expect(server.lost.count == 1)
  #expect(client.transport?.unsentBytes == 0)
}

@Test(arguments: PollerKind.allCases)
func `a protocol may close from any of its events`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let endings: [(any Transport) -> Void] = [
    { $0.abortConnection() }, { $0.loseConnection() },
  ]
  for end in endings {
    conversation.prepare = { $0.onData = { $0.transport.map(end) } }
    let client = try conversation.connect()
    client.transport?.write("x")
    try reactor.wait { client.lost.count == 1 }

    conversation.prepare = { $0.onMade = { $0.transport.map(end) } }
    let before = conversation.served.count
    // A reset may overtake the news that the connection was made.
    let endpoint = ClientEndpoint.tcp(
      host: "127.0.0.1", port: conversation.port?.address.port ?? 0)
    endpoint.connect(on: reactor, Factory { _ in RecordingProtocol() }).addBoth { _ in }
    try reactor.wait { conversation.served.count > before }
  }
  try reactor.wait { conversation.served.allSatisfy { $0.lost.count == 1 } }
  #expect(conversation.served.count == 4 && conversation.served.allSatisfy { $0.madeCount == 1 })
}

@Test(arguments: PollerKind.allCases)
func `a descriptor that is taken again in the same turn gets none of the old one's events`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let clients = try (0..<8).map { _ in try conversation.connect() }
  let servers = conversation.served
  // Whoever is told first drops all the others; their numbers go to sockets made at once.
  var fresh: [Deferred<any StreamProtocol>] = []
  let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: conversation.port?.address.port ?? 0)
  let newcomers = (0..<8).map { _ in RecordingProtocol() }
  for server in servers {
    server.onData = { winner in
      guard fresh.isEmpty else { return }
      for other in servers where other !== winner { other.transport?.abortConnection() }
      fresh = newcomers.map { newcomer in
        endpoint.connect(on: reactor, Factory { _ in newcomer })
      }
    }
  }
  for client in clients { client.transport?.write("x") }
  try reactor.wait { newcomers.allSatisfy { $0.madeCount == 1 } }
  #expect(servers.count { $0.received.isEmpty } == 7)
  #expect(newcomers.allSatisfy { $0.received.isEmpty && $0.lost.isEmpty })
}

// MARK: - Rule 15: factories

@Test(arguments: PollerKind.allCases)
func `a factory that builds nothing closes the newcomer`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let port = try ServerEndpoint("tcp:0:interface=127.0.0.1")
    .listen(on: reactor, Factory { _ in nil })
  let client = RecordingProtocol()
  let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
  _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in client }))
  try reactor.wait { !client.lost.isEmpty }
}

@Test(arguments: PollerKind.allCases)
func `a factory is started before its first port and stopped after its last`(
  _ kind: PollerKind
) throws {
  final class Counted: StreamFactory {
    var events: [String] = []
    func startFactory() { events.append("start") }
    func stopFactory() { events.append("stop") }
    func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)? { nil }
  }
  let reactor = try kind.makeReactor()
  let factory = Counted()
  let endpoint = try ServerEndpoint("tcp:0:interface=127.0.0.1")
  let ports = try (0..<2).map { _ in try endpoint.listen(on: reactor, factory) }
  #expect(factory.events == ["start"])
  ports[0].stopListening()
  ports[0].stopListening()
  #expect(factory.events == ["start"])
  ports[1].stopListening()
  #expect(factory.events == ["start", "stop"])
}

@Test(arguments: PollerKind.allCases)
func `a factory may stop its port while it builds`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  conversation.prepare = { _ in conversation.port?.stopListening() }
  let client = try conversation.connect()
  client.transport?.write("still here")
  try reactor.wait { conversation.served[0].text == "still here" }
  #expect(conversation.port?.isListening == false)
}

// MARK: - Reading, pausing, half-closing

@Test(arguments: PollerKind.allCases)
func `nobody is handed more at once than they want`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  var largest = 0
  conversation.prepare = { server in
    server.onMade = { $0.transport?.readBytesMax = 1_000 }
    var before = 0
    server.onData = {
      largest = max(largest, $0.received.count - before)
      before = $0.received.count
    }
  }
  let client = try conversation.connect()
  client.transport?.write(bytes(50_000))
  try reactor.wait { conversation.served[0].received.count == 50_000 }
  #expect(conversation.served[0].received == bytes(50_000))
  #expect(largest == 1_000)
}

@Test(arguments: PollerKind.allCases)
func `a protocol that pauses while it receives gets no more until it resumes`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  conversation.prepare = { $0.onData = { $0.transport?.pauseProducing() } }
  let client = try conversation.connect()
  let server = conversation.served[0]
  client.transport?.write(bytes(200_000))
  try reactor.wait { !server.received.isEmpty }
  let first = server.received.count
  for _ in 0..<5 { reactor.turn(waitingAtMost: .milliseconds(2)) }
  #expect(server.received.count == first)
  server.onData = nil
  server.transport?.resumeProducing()
  try reactor.wait { server.received.count == 200_000 }
}

@Test(arguments: PollerKind.allCases)
func `a paused connection that is reset is lost and does not spin`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = try conversation.connect()
  let server = conversation.served[0]
  server.transport?.pauseProducing()
  client.transport?.abortConnection()
  try reactor.wait { server.lost.count == 1 }
  #expect(reactor.watchedCount == 2, "the mailbox and the port")
}

/// Goes on when its peer has finished sending.
private final class Persistent: HalfCloseableProtocol {
  private(set) var transport: (any Transport)?
  private(set) var readLostCount = 0
  private(set) var lost: [ConnectionLost] = []
  func connectionMade(_ transport: any Transport) { self.transport = transport }
  func dataReceived(_ data: Span<UInt8>) {}
  func readConnectionLost() { readLostCount += 1 }
  func connectionLost(_ reason: ConnectionLost) { lost.append(reason) }
}

@Test(arguments: PollerKind.allCases)
func `a half-closeable protocol keeps its connection when its peer has finished sending`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let server = Persistent()
  let port = try ServerEndpoint("tcp:0:interface=127.0.0.1")
    .listen(on: reactor, Factory { _ in server })
  let client = RecordingProtocol()
  let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
  _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in client }))
  client.transport?.loseConnection()
  try reactor.wait { server.readLostCount == 1 }
  for _ in 0..<5 { reactor.turn(waitingAtMost: .milliseconds(1)) }
  #expect(server.lost.isEmpty && server.readLostCount == 1)
  server.transport?.write("I was not done")
  server.transport?.loseConnection()
  try reactor.wait { server.lost == [.done] && client.lost == [.done] }
}

@Test func `a turn inside a turn is a programming error`() async {
  await #expect(processExitsWith: .failure) {
    let reactor = try Reactor()
    reactor.callLater(.zero) { reactor.turn() }
    reactor.turn()
    reactor.turn()
  }
}
