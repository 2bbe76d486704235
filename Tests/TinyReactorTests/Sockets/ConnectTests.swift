import Glibc
import Support
import Testing
import TinyReactor

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

@Test(arguments: PollerKind.allCases, [SystemCallError?.none, .noIPv6, .noRoute])
func `IPv4 is tried when IPv6 is refused, missing or leads nowhere`(
  _ kind: PollerKind, _ problem: SystemCallError?
) throws {
  let system = System()
  let reactor = try kind.makeReactor(system: system)
  let conversation = try Conversation(on: reactor)
  let addresses = try bothLoopbacks(conversation.port)
  var isFirst = true
  system.fault = { call in
    guard isFirst, call == problem?.call else { return nil }
    isFirst = false
    return problem?.number
  }
  let client = RecordingProtocol()
  _ = try reactor.wait(
    for: ClientEndpoint(at: addresses.six, addresses.four)
      .connect(on: reactor, Factory { _ in client }))
  #expect(client.transport?.peer == addresses.four)
}

/// What a machine with half an IPv6 answers.
struct SystemCallError: Sendable {
  let call: System.Call
  let number: CInt
  static let noIPv6 = SystemCallError(call: .socket, number: EAFNOSUPPORT)
  static let noAddress = SystemCallError(call: .bind, number: EADDRNOTAVAIL)
  static let noRoute = SystemCallError(call: .connect, number: ENETUNREACH)
}

private func bothLoopbacks(_ port: ListeningPort?) throws -> (
  six: SocketAddress, four: SocketAddress
) {
  let number = port?.address.port ?? 0
  return (
    try #require(SocketAddress(host: "::1", port: number)),
    try #require(SocketAddress(host: "127.0.0.1", port: number))
  )
}

@Test(arguments: PollerKind.allCases)
func `an address that says nothing keeps the next one waiting for 3 s, not for ever`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  // Its backlog has room for one. Who knocks after that gets no answer at all.
  let silent = try RawListener(backlog: 0)
  let address = try #require(SocketAddress(host: "127.0.0.1", port: silent.port))
  _ = try reactor.wait(
    for: ClientEndpoint(at: address).connect(on: reactor, Factory { _ in RecordingProtocol() }))
  let before = reactor.watchedCount
  let start = reactor.now
  let client = RecordingProtocol()
  _ = try reactor.wait(
    for: ClientEndpoint(at: address, try bothLoopbacks(conversation.port).four)
      .connect(on: reactor, Factory { _ in client }))
  #expect(client.transport?.peer == conversation.port?.address)
  #expect(reactor.now - start >= .seconds(3))
  try reactor.wait { conversation.served.count == 1 }
  #expect(reactor.watchedCount == before + 2, "the attempt that was given up is closed")
}

@Test(arguments: PollerKind.allCases)
func `a peer that vanished is found within 90 s, and small writes leave at once`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let client = try Conversation(on: reactor).connect()
  let (ours, theirs) = (client.transport?.host.port, client.transport?.peer.port)
  // The client's socket, and the server's, whose ends are the other way round.
  for (local, remote) in [(ours, theirs), (theirs, ours)] {
    let number = try #require((0..<CInt(16_384)).first { ports(of: $0) == [local, remote] })
    let tcp = CInt(IPPROTO_TCP)
    #expect(option(number, SOL_SOCKET, SO_KEEPALIVE) == 1)
    let idle = try #require(option(number, tcp, TCP_KEEPIDLE))
    let interval = try #require(option(number, tcp, TCP_KEEPINTVL))
    let probes = try #require(option(number, tcp, TCP_KEEPCNT))
    #expect(idle + interval * probes == 90)
    #expect(option(number, tcp, TCP_NODELAY) == 1)
  }
}

/// Those of both ends of an IPv4 socket; empty for any other descriptor.
private func ports(of descriptor: CInt) -> [Int?] {
  [getsockname, getpeername].compactMap { ask in
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask(descriptor, $0, &length) }
    }
    guard result == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}

private func option(_ descriptor: CInt, _ level: CInt, _ option: CInt) -> CInt? {
  var value: CInt = 0
  var length = socklen_t(MemoryLayout<CInt>.size)
  return getsockopt(descriptor, level, option, &value, &length) == 0 ? value : nil
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
