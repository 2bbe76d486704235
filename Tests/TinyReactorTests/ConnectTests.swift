import Support
import Testing
import TinyReactor

#if canImport(Glibc)
  import Glibc
#endif

// MARK: - Connecting

@Test(arguments: PollerKind.allCases)
func `connecting to a port with nobody there is refused`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let port = try Conversation(on: reactor).port
  port?.stopListening()
  let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port?.address.port ?? 0)
  #expect(throws: SystemError(.connect, ECONNREFUSED)) {
    try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in RecordingProtocol() }))
  }
  #expect(reactor.watchedCount == 1)
}

@Test(arguments: PollerKind.allCases)
func `a name's addresses are tried in turn`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  // localhost is ::1 and 127.0.0.1, and only one of them answers here.
  let conversation = try Conversation(on: reactor)
  let client = RecordingProtocol()
  let endpoint = ClientEndpoint.tcp(host: "localhost", port: conversation.port?.address.port ?? 0)
  _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in client }))
  #expect(client.madeCount == 1)
}

@Test func `a name without an address says so`() throws {
  let reactor = try Reactor()
  let endpoint = ClientEndpoint.tcp(host: "no.such.name.invalid", port: 1)
  let error = #expect(throws: ResolveError.self) {
    try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in nil }))
  }
  #expect(error?.host == "no.such.name.invalid")
}

@Test(arguments: PollerKind.allCases)
func `cancelling a connect closes its socket`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let connecting = ClientEndpoint.tcp(host: "192.0.2.1", port: 9)
    .connect(on: reactor, Factory { _ in nil })
  connecting.cancel()
  #expect(connecting.hasFired)
  #expect(reactor.watchedCount == 1)
  connecting.addErrback { _ in RecordingProtocol() }
}

@Test(arguments: PollerKind.allCases)
func `a protocol may cancel the connect that made it`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = RecordingProtocol()
  var connecting: Deferred<any StreamProtocol>?
  client.onMade = { _ in connecting?.cancel() }
  let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: conversation.port?.address.port ?? 0)
  connecting = endpoint.connect(on: reactor, Factory { _ in client })
  try reactor.wait { connecting?.hasFired == true && client.lost.count == 1 }
  #expect(connecting.map { error(of: $0) is CancelledError } == true)
  #expect(client.lost == [.aborted])
}

@Test(arguments: PollerKind.allCases)
func `a factory that builds nothing fails the connect`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: conversation.port?.address.port ?? 0)
  #expect(throws: ConnectionLost.aborted) {
    try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in nil }))
  }
}

@Test(arguments: PollerKind.allCases)
func `a connect that takes too long fails with TimeoutError`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  // Once its backlog is full, who knocks gets no answer at all.
  let listener = try RawListener(backlog: 0)
  let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: listener.port)
  let attempts = (0..<4).map { _ in
    endpoint.connect(
      on: reactor, timeout: .milliseconds(200), Factory { _ in RecordingProtocol() })
  }
  try reactor.wait { attempts.allSatisfy { $0.hasFired } }
  #expect(attempts.contains { error(of: $0) is TimeoutError })
  let connected = attempts.count { value(of: $0) != nil }
  #expect(reactor.watchedCount == 1 + connected, "an attempt that was given up is closed")
}
