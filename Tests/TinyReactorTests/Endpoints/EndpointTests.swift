import Glibc
import Support
import Testing
import TinyReactor

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

@Test(arguments: PollerKind.allCases, [SystemCallError.noIPv6, .noAddress])
func `tcp without an interface listens on IPv4 where there is no IPv6`(
  _ kind: PollerKind, _ problem: SystemCallError
) throws {
  let system = System()
  let reactor = try kind.makeReactor(system: system)
  system.fault = { call in
    guard call == problem.call else { return nil }
    system.fault = nil
    return problem.number
  }
  let met = try converse(reactor, at: ServerEndpoint("tcp:0")) { "tcp:127.0.0.1:\($0)" }
  #expect(met.port.address.host == "0.0.0.0")
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

@Test(arguments: [S_IFREG, S_IFDIR, S_IFLNK, S_IFIFO])
func `what is no socket is never removed, and the error says so`(_ kind: mode_t) throws {
  let reactor = try Reactor()
  let path = freshPath()
  switch kind {
  case S_IFREG: close(open(path, O_CREAT | O_WRONLY, 0o600))
  case S_IFDIR: mkdir(path, 0o700)
  case S_IFLNK: symlink("/nowhere", path)
  default: mkfifo(path, 0o600)
  }
  defer { remove(path) }
  #expect(throws: SystemError(.bind, kind == S_IFDIR ? EISDIR : ENOTSOCK)) {
    try ServerEndpoint("unix:\(path)").listen(on: reactor, Factory { _ in nil })
  }
  var status = stat()
  #expect(lstat(path, &status) == 0 && status.st_mode & S_IFMT == kind)
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
  ("tcp:80:interface=::1", "write interface=[::1]"),
  ("tcp:80:interface=2001:db8::1:backlog=9", "write interface=[2001:db8::1]"),
  ("tcp:80:backlog=9:interface=::", "write interface=[::]"),
  ("tcp:80:interface=[::1", "nothing closes the bracket"),
  ("tcp:80:interface=[1.2.3.4]", "the interface must be a numeric address, not '[1.2.3.4]'"),
  ("tcp:80:interface=[::1]x", "the interface must be a numeric address, not '[::1]x'"),
  ("80", "no kind of endpoint; for that port write tcp:80"),
  ("systemd:domain=IPX:name=x", "the domain must be INET, INET6 or UNIX, not 'IPX'"),
  ("systemd:domain=:name=x", "the domain must be INET, INET6 or UNIX, not ''"),
  ("systemd", "it takes a name or an index, and not both"),
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
  let whole = "\(text.isEmpty ? "an empty string" : text): \(error?.reason ?? "")"
  #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  #expect(error?.description == whole)
}

@Test(arguments: [
  ("tcp:80:interface=[::1]", "::1"), ("tcp:80:interface=[2001:DB8::1]:backlog=9", "2001:db8::1"),
  ("haproxy:tcp:80:interface=[::]", "::"), (#"tcp:80:interface=\:\:1"#, "::1"),
  ("tcp:80:interface=10.0.0.1", "10.0.0.1"), ("tcp:80", nil), ("tcp:80:interface=", nil),
  ("unix:/run/[a", nil),
])
func `an interface is read, an IPv6 one in brackets or with backslashes`(
  _ text: String, _ host: String?
) throws {
  #expect(try ServerEndpoint(text).interface?.host == host)
}

@Test(arguments: [
  ("tcp:80", "tcp:80:interface=10.0.0.1", true), ("tcp:80", "tcp:81", false),
  ("tcp:0", "tcp:0", false), ("tcp:80:interface=10.0.0.1", "tcp:80:interface=10.0.0.2", false),
  ("tcp:80:interface=[::]", "tcp:80:interface=10.0.0.2", true),
  ("tcp:80:interface=0.0.0.0", "tcp:80:interface=10.0.0.2", true),
  ("tcp:80:interface=0.0.0.0", "tcp:80:interface=[::1]", false),
  ("haproxy:tcp:80", "tcp:80", true), ("unix:/a", "unix:/a:mode=600", true),
  ("unix:/a", "unix:/b", false), ("systemd:name=a", "systemd:domain=INET:name=a", true),
  ("systemd:name=a", "systemd:index=0", false), ("unix:/a", "tcp:80", false),
])
func `two endpoints know whether they are in each other's way`(
  _ one: String, _ other: String, _ collide: Bool
) throws {
  #expect(try ServerEndpoint(one).collides(with: ServerEndpoint(other)) == collide)
  #expect(try ServerEndpoint(other).collides(with: ServerEndpoint(one)) == collide)
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
  ("systemd:domain=UNIX:name=x", true), ("systemd:name=x", false),
  ("systemd:domain=INET:name=x", false),
  ("haproxy:tcp:80:interface=127.0.0.1", true),
])
func `an endpoint knows whether only this machine reaches it`(_ text: String, _ isLoopback: Bool)
  throws
{
  #expect(try ServerEndpoint(text).isLoopback == isLoopback)
}
