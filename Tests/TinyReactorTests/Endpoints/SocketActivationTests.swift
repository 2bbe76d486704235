import Glibc
import Support
import Testing
import TinyReactor

// MARK: - Rule 29: socket activation

@Test(arguments: [
  (["LISTEN_PID": "7", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "a:b"], ["a", "b"]),
  (["LISTEN_PID": "7", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "connection"], ["connection"]),
  (["LISTEN_PID": "7", "LISTEN_FDS": "2", "LISTEN_FDNAMES": ":"], ["", ""]),
  (["LISTEN_PID": "8", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "a:b"], []),
  (["LISTEN_FDS": "2", "LISTEN_FDNAMES": "a:b"], []),
  (["LISTEN_PID": "7", "LISTEN_FDS": "3", "LISTEN_FDNAMES": "a:b"], []),
  (["LISTEN_PID": "7", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "a:b"], []),
  (["LISTEN_PID": "7", "LISTEN_FDS": "1"], ["unknown"]),
  (["LISTEN_PID": "7", "LISTEN_FDS": "2"], ["unknown", "unknown"]),
  (["LISTEN_PID": "7", "LISTEN_FDS": "1", "LISTEN_FDNAMES": ""], [""]),
  (["LISTEN_PID": "7", "LISTEN_FDS": "0"], []),
  (["LISTEN_PID": "7", "LISTEN_FDS": "-1"], []),
  (["LISTEN_PID": "7", "LISTEN_FDS": "+1"], []),
  (["LISTEN_PID": "7", "LISTEN_FDS": "2000000000"], []),
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
  for text in ["systemd:name=chat", "systemd:domain=INET:name=chat", "systemd:index=0"] {
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
  let nameless = InheritedSockets(
    ["LISTEN_PID": "7", "LISTEN_FDS": "1"], processID: 7, first: listener.number)
  let port = try ServerEndpoint("systemd:index=0")
    .listen(on: reactor, inheriting: nameless, Factory { _ in nil })
  #expect(port.address.port == listener.port)
  port.stopListening()
  for text in ["systemd:domain=INET:name=other", "systemd:domain=INET:index=1"] {
    let error = #expect(throws: SystemError.self) {
      try ServerEndpoint(text).listen(on: reactor, inheriting: sockets, Factory { _ in nil })
    }
    #expect(error?.description.contains("systemd has passed no such socket") == true)
  }
  #expect(throws: SystemError(.inherit, EAFNOSUPPORT), "whoever names a domain means it") {
    try ServerEndpoint("systemd:domain=INET6:index=0")
      .listen(on: reactor, inheriting: sockets, Factory { _ in nil })
  }
}

@Test(arguments: PollerKind.allCases)
func `whoever has an inherited socket can reach it, and others are told why they cannot`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let listener = try RawListener()
  let environment = ["LISTEN_PID": "7", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "chat"]
  let sockets = InheritedSockets(environment, processID: 7, first: listener.number)
  let way = try ServerEndpoint("systemd:name=chat").reachable(inheriting: sockets)
  let client = RecordingProtocol()
  _ = try reactor.wait(for: way.connect(on: reactor, Factory { _ in client }))
  #expect(client.transport?.peer.port == listener.port)
  let error = #expect(throws: EndpointError.self) {
    try ServerEndpoint("systemd:name=other").reachable(inheriting: sockets)
  }
  #expect(error?.reason.contains("the socket is systemd's") == true)
}

/// A listening socket of 127.0.0.1 that did not come from the reactor.
final class RawListener {
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
