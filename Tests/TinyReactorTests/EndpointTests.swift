import Support
import Testing
import TinyReactor

#if canImport(Glibc)
  import Glibc
#endif

/// A path for a socket that no other test uses.
func freshPath() -> String {
  "/tmp/tinyreactor-\(getpid())-\(UInt64.random(in: 0 ... .max)).sock"
}

/// Listens at `endpoint`, connects to `client`, and says something both ways.
private func converse(_ reactor: Reactor, at endpoint: ServerEndpoint, from client: (Int) -> String)
  throws -> (server: RecordingProtocol, client: RecordingProtocol, port: ListeningPort)
{
  let server = RecordingProtocol()
  server.onData = { $0.transport?.write("pong") }
  let port = try endpoint.listen(on: reactor, Factory { _ in server })
  let caller = RecordingProtocol()
  let text = client(port.address.port)
  let connected = try ClientEndpoint(text).connect(on: reactor, Factory { _ in caller })
  _ = try reactor.wait(for: connected)
  caller.transport?.write("ping")
  try reactor.wait { server.text == "ping" && caller.text == "pong" }
  return (server, caller, port)
}

// MARK: - Rule 28: strings

@Test(arguments: PollerKind.allCases)
func `tcp with port 0 takes a free port and says which`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let endpoint = try ServerEndpoint("tcp:0:interface=127.0.0.1:backlog=50")
  let met = try converse(reactor, at: endpoint) { "tcp:127.0.0.1:\($0)" }
  #expect(met.port.address.port != 0)
  #expect(met.client.transport?.peer == met.port.address)
  #expect(met.server.transport?.peer == met.client.transport?.host)
  #expect(met.server.transport?.peer.host == "127.0.0.1")
}

@Test(arguments: PollerKind.allCases)
func `tcp without an interface listens on IPv4 and IPv6`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let endpoint = try ServerEndpoint("tcp:0")
  let four = try converse(reactor, at: endpoint) { "tcp:127.0.0.1:\($0)" }
  #expect(four.server.transport?.peer.host == "127.0.0.1", "and IPv4 reads as IPv4")
  guard four.port.address.isIPv6 else { return }  // a container without IPv6
  let six = try converse(reactor, at: endpoint) { "tcp:\\:\\:1:\($0)" }
  #expect(six.server.transport?.peer.host == "::1")
}

@Test(arguments: PollerKind.allCases)
func `a unix socket has its mode and is gone when its port is`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let path = freshPath()
  let met = try converse(reactor, at: ServerEndpoint("unix:\(path):mode=660")) { _ in
    "unix:\(path)"
  }
  var status = stat()
  #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o660)
  #expect(met.client.transport?.peer.description == "unix:\(path)")
  met.port.stopListening()
  #expect(stat(path, &status) != 0)
}

@Test func `a socket file of a dead server is replaced, of a live one is not`() throws {
  let reactor = try Reactor()
  let path = freshPath()
  let endpoint = try ServerEndpoint("unix:\(path)")
  let nobody = Factory { _ in nil }
  let live = try endpoint.listen(on: reactor, nobody)
  #expect(throws: SystemError(.bind, EADDRINUSE)) { try endpoint.listen(on: reactor, nobody) }
  // What a killed server leaves.
  let abandoned = "\(path).old"
  rename(path, abandoned)
  live.stopListening()
  let next = try ServerEndpoint("unix:\(abandoned)").listen(on: reactor, nobody)
  next.stopListening()
}

@Test func `a file that is no socket is never removed`() throws {
  let reactor = try Reactor()
  let path = freshPath()
  close(open(path, O_CREAT | O_WRONLY, 0o600))
  defer { unlink(path) }
  #expect(throws: SystemError(.bind, EADDRINUSE)) {
    try ServerEndpoint("unix:\(path)").listen(on: reactor, Factory { _ in nil })
  }
  var status = stat()
  #expect(stat(path, &status) == 0)
}

@Test(arguments: PollerKind.allCases)
func `a backslash takes the meaning from a colon, and a second equals sign has none`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let path = freshPath() + ":a=b\\c"
  let text = path.reduce(into: "") { $0 += ":=\\".contains($1) ? "\\\($1)" : "\($1)" }
  let met = try converse(reactor, at: ServerEndpoint("unix:\(text)")) { _ in "unix:\(text)" }
  #expect(met.port.address.host == path)
  met.port.stopListening()
  // Literal without a backslash: the first equals sign ends the name, no other does.
  let error = #expect(throws: EndpointError.self) { try ServerEndpoint("tcp:1:interface=a=b") }
  #expect(error?.description.contains("'a=b'") == true)
}

@Test(arguments: [
  ("", "an empty string: no kind of endpoint"),
  ("ssl:443", "'ssl' is not a kind of endpoint; there are tcp, unix, systemd and"),
  ("haproxy:ssl:443", "'ssl' is not a kind of endpoint"),
  ("haproxy", "the endpoint behind 'haproxy' is missing"),
  ("haproxy:haproxy:tcp:1", "'haproxy' is not a kind of endpoint"),
  ("tcp", "the port is missing"),
  ("tcp:http", "the port must be a number from 0 to 65535, not 'http'"),
  ("tcp:65536", "the port must be"),
  ("tcp:+80", "the port must be"),
  ("tcp:-1", "the port must be"),
  ("tcp:80:81", "'81' is one too many"),
  ("tcp:80:interface=localhost", "the interface must be a numeric address, not 'localhost'"),
  ("tcp:80:backlog=0", "the backlog must be a number above 0, not '0'"),
  ("tcp:80:backlog=1:backlog=2", "'backlog' is given twice"),
  ("tcp:80:mode=660", "'tcp' takes no 'mode'"),
  ("tcp:80:trust=10.0.0.0/8", "'tcp' takes no 'trust'"),
  ("tcp:80\\", "nothing follows the last backslash"),
  ("unix", "the path is missing"),
  ("unix:/x:mode=abc", "the mode must be octal, such as 660, not 'abc'"),
  ("unix:/x:mode=7777", "the mode must be octal"),
  ("unix:/" + String(repeating: "x", count: 107), "the path is too long for a unix socket"),
  ("systemd:name=x", "the domain must be INET, INET6 or UNIX"),
  ("systemd:domain=IPX:name=x", "the domain must be INET, INET6 or UNIX"),
  ("systemd:domain=INET", "it takes a name or an index, and not both"),
  ("systemd:domain=INET:name=x:index=0", "it takes a name or an index, and not both"),
  ("systemd:domain=INET:index=-1", "the index must be a number from 0 on, not '-1'"),
  ("haproxy:tcp:80:trust=", "trust lists addresses and networks such as 10.0.0.0/8, not ''"),
  ("haproxy:tcp:80:trust=10.0.0.0/33", "not '10.0.0.0/33'"),
  ("haproxy:tcp:80:trust=10.1", "not '10.1'"),
  ("haproxy:tcp:80:trust=127.0.0.1,localhost", "not 'localhost'"),
])
func `a server string that is wrong says what is wrong with it`(_ text: String, _ reason: String) {
  let error = #expect(throws: EndpointError.self) { try ServerEndpoint(text) }
  #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  #expect(text.isEmpty || error?.description.hasPrefix("\(text): ") == true)
}

@Test(arguments: [
  ("ssl:example.org:443", "'ssl' is not a kind of endpoint; there are tcp and unix"),
  ("tcp:example.org", "the port is missing"),
  ("tcp", "the host is missing"),
  ("tcp:example.org:1:x=1", "'tcp' takes no 'x'"),
])
func `a client string that is wrong says what is wrong with it`(_ text: String, _ reason: String) {
  let error = #expect(throws: EndpointError.self) { try ClientEndpoint(text) }
  #expect(error?.description.contains(reason) == true)
}

@Test(arguments: [
  ("tcp:80", false), ("tcp:80:interface=127.0.0.1", true), ("tcp:80:interface=\\:\\:1", true),
  ("tcp:80:interface=10.0.0.1", false), ("unix:/run/x", true),
  ("systemd:domain=UNIX:name=x", true), ("systemd:domain=INET:name=x", false),
  ("haproxy:tcp:80:interface=127.0.0.1", true),
])
func `an endpoint knows whether only this machine reaches it`(_ text: String, _ isLoopback: Bool)
  throws
{
  #expect(try ServerEndpoint(text).isLoopback == isLoopback)
}

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

// MARK: - Rule 29: socket activation

@Test(arguments: [
  (["LISTEN_PID": "7", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "a:b"], ["a", "b"]),
  (["LISTEN_PID": "7", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "connection"], ["connection"]),
  (["LISTEN_PID": "7", "LISTEN_FDS": "2", "LISTEN_FDNAMES": ":"], ["", ""]),
  (["LISTEN_PID": "8", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "a:b"], []),
  (["LISTEN_FDS": "2", "LISTEN_FDNAMES": "a:b"], []),
  (["LISTEN_PID": "7", "LISTEN_FDS": "3", "LISTEN_FDNAMES": "a:b"], []),
  (["LISTEN_PID": "7", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "a:b"], []),
  (["LISTEN_PID": "7", "LISTEN_FDS": "1"], []),
  (["LISTEN_PID": "7", "LISTEN_FDNAMES": "a"], []),
  (["LISTEN_PID": "7", "LISTEN_FDS": "x", "LISTEN_FDNAMES": "a"], []),
  (["LISTEN_PID": "7", "LISTEN_FDS": "-1", "LISTEN_FDNAMES": "a"], []),
  ([:], []),
])
func `sockets are inherited only by the process they are for, and only if names and count agree`(
  _ environment: [String: String], _ names: [String]
) {
  let sockets = InheritedSockets(environment, processID: 7)
  #expect(sockets.names == names)
  #expect(sockets.descriptor(.index(0)) == (names.isEmpty ? nil : 3), "descriptors from 3")
  #expect(sockets.descriptor(.index(names.count)) == nil)
  #expect(sockets.descriptor(.name("b")) == names.firstIndex(of: "b").map { 3 + CInt($0) })
}

@Test func `the variables are cleared once they are read`() async {
  await #expect(processExitsWith: .exitCode(42)) {
    setenv("LISTEN_PID", "\(getpid())", 1)
    setenv("LISTEN_FDS", "1", 1)
    setenv("LISTEN_FDNAMES", "chat", 1)
    let sockets = InheritedSockets.take()
    let isCleared =
      getenv("LISTEN_PID") == nil && getenv("LISTEN_FDS") == nil
      && getenv("LISTEN_FDNAMES") == nil
    exit(sockets.names == ["chat"] && isCleared ? 42 : 1)
  }
}

@Test(arguments: PollerKind.allCases)
func `an inherited socket is listened at, by name or by index, more than once`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let listener = try RawListener()
  let environment = ["LISTEN_PID": "7", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "chat"]
  let sockets = InheritedSockets(environment, processID: 7, first: listener.number)
  for text in ["systemd:domain=INET:name=chat", "systemd:domain=INET:index=0"] {
    let server = RecordingProtocol()
    let port = try ServerEndpoint(text)
      .listen(on: reactor, inheriting: sockets, Factory { _ in server })
    let client = RecordingProtocol()
    let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
    _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in client }))
    client.transport?.write("hello")
    try reactor.wait { server.text == "hello" }
    port.stopListening()
  }
  for text in ["systemd:domain=INET:name=other", "systemd:domain=INET:index=1"] {
    let error = #expect(throws: SystemError.self) {
      try ServerEndpoint(text).listen(on: reactor, inheriting: sockets, Factory { _ in nil })
    }
    #expect(error?.description.contains("systemd has passed no such socket") == true)
  }
  #expect(throws: SystemError(.inherit, EAFNOSUPPORT)) {
    try ServerEndpoint("systemd:domain=INET6:index=0")
      .listen(on: reactor, inheriting: sockets, Factory { _ in nil })
  }
}

/// A listening socket of 127.0.0.1 that did not come from the reactor.
private final class RawListener {
  let number: CInt
  let port: Int

  init(backlog: CInt = 10) throws {
    number = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { [number] pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, length) + listen(number, backlog) + getsockname(number, $0, &length)
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    try #require(result == 0)
  }

  deinit { close(number) }
}
