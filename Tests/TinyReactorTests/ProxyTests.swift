import Support
import Testing
import TinyReactor

// MARK: - The header (rule 28, `haproxy:`)

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

private let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10]

private func binary(_ command: UInt8, _ family: UInt8, _ rest: [UInt8]) -> [UInt8] {
  signature + [command, family, UInt8(rest.count >> 8), UInt8(rest.count & 0xFF)] + rest
}

/// 192.0.2.7:4711 → 198.51.100.1:1400.
private let four: [UInt8] = [192, 0, 2, 7, 198, 51, 100, 1, 0x12, 0x67, 0x05, 0x78]
/// [2001:db8::7]:4711 → [2001:db8::1]:1400.
private let six: [UInt8] =
  [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]
  + [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] + [0x12, 0x67, 0x05, 0x78]
/// ::ffff:192.0.2.7, which is an IPv4 address.
private let mapped: [UInt8] =
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 7]
  + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 1] + [0x12, 0x67, 0x05, 0x78]

private struct Good: Sendable, CustomTestStringConvertible {
  let note: String
  let header: [UInt8]
  /// Nil: the connection's own address stands.
  let client: String?
  var isLocal = false
  var testDescription: String { note }
}

private let good: [Good] = [
  Good(
    note: "v1 IPv4", header: bytes("PROXY TCP4 192.0.2.7 198.51.100.1 4711 1400\r\n"),
    client: "192.0.2.7:4711"),
  Good(
    note: "v1 IPv6", header: bytes("PROXY TCP6 2001:db8::7 2001:db8::1 4711 1400\r\n"),
    client: "[2001:db8::7]:4711"),
  Good(
    note: "v1 IPv4 mapped to IPv6", header: bytes("PROXY TCP6 ::ffff:192.0.2.7 ::1 0 65535\r\n"),
    client: "192.0.2.7:0"),
  Good(note: "v1 UNKNOWN", header: bytes("PROXY UNKNOWN\r\n"), client: nil),
  Good(
    note: "v1 UNKNOWN with what is to be ignored",
    header: bytes("PROXY UNKNOWN 1.2.3.4 5.6.7.8 x y z\r\n"), client: nil),
  Good(
    note: "v1 of the greatest length",
    header: bytes("PROXY UNKNOWN \(String(repeating: "f", count: 91))\r\n"), client: nil),
  Good(note: "v2 IPv4", header: binary(0x21, 0x11, four), client: "192.0.2.7:4711"),
  Good(note: "v2 IPv6", header: binary(0x21, 0x21, six), client: "[2001:db8::7]:4711"),
  Good(note: "v2 mapped", header: binary(0x21, 0x21, mapped), client: "192.0.2.7:4711"),
  Good(
    note: "v2 with extensions", header: binary(0x21, 0x11, four + [4, 0, 2, 1, 1]),
    client: "192.0.2.7:4711"),
  Good(note: "v2 LOCAL", header: binary(0x20, 0x00, []), client: nil, isLocal: true),
  Good(
    note: "v2 LOCAL with an address to ignore", header: binary(0x20, 0x11, four), client: nil,
    isLocal: true),
  Good(note: "v2 unspecified", header: binary(0x21, 0x00, [1, 2, 3]), client: nil),
  Good(
    note: "v2 unix", header: binary(0x21, 0x31, [UInt8](repeating: 0, count: 216)), client: nil),
]

@Test(arguments: good)
private func `a header is read, and not before its last byte is there`(_ good: Good) throws {
  for end in 0..<good.header.count {
    #expect(try ProxyHeader.parse(Array(good.header[..<end])) == nil, "cut at \(end)")
  }
  for extra in [[], bytes("hello\r\n"), good.header] {
    let header = try #require(try ProxyHeader.parse(good.header + extra))
    #expect(header.byteCount == good.header.count)
    #expect(header.client?.description == good.client)
    #expect(header.isLocal == good.isLocal)
  }
}

@Test(arguments: [
  "GET / HTTP/1.1\r\n", "proxy TCP4 1.2.3.4 1.2.3.4 1 1\r\n", "PROXY\r\n", " PROXY TCP4\r\n",
  "PROXY \r\n", "PROXY TCP4\r\n", "PROXY TCP5 1.2.3.4 1.2.3.4 1 1\r\n",
  "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 1 1\r\n",
  "PROXY TCP4  1.2.3.4 1.2.3.4 1 1\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 1 \r\n",
  "PROXY\tTCP4 1.2.3.4 1.2.3.4 1 1\r\n", "PROXY TCP4 01.2.3.4 1.2.3.4 1 1\r\n",
  "PROXY TCP4 1.2.3 1.2.3.4 1 1\r\n", "PROXY TCP4 0x7f.0.0.1 1.2.3.4 1 1\r\n",
  "PROXY TCP4 localhost 1.2.3.4 1 1\r\n", "PROXY TCP4 ::1 ::1 1 1\r\n",
  "PROXY TCP6 1.2.3.4 1.2.3.4 1 1\r\n", "PROXY TCP6 fe80::1%lo ::1 1 1\r\n",
  "PROXY TCP4 1.2.3.4 300.2.3.4 1 1\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 01 1\r\n",
  "PROXY TCP4 1.2.3.4 1.2.3.4 65536 1\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 +1\r\n",
  "PROXY TCP4 1.2.3.4\0.evil 1.2.3.4 1 1\r\n", "PROXY UNKNOWNX\r\n",
  "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\n\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\r\n",
])
func `a header of version 1 that is not one to the letter is refused`(_ text: String) {
  #expect(throws: ProxyHeaderError.self) { try ProxyHeader.parse(bytes(text)) }
}

@Test(arguments: [
  binary(0x11, 0x11, four), binary(0x31, 0x11, four), binary(0x22, 0x11, four),
  binary(0x21, 0x12, four), binary(0x21, 0x22, six), binary(0x21, 0x41, four),
  binary(0x21, 0x01, four), binary(0x21, 0x11, Array(four.dropLast())), binary(0x21, 0x11, []),
  binary(0x21, 0x21, four), [13, 10, 13, 11], [0],
])
func `a header of version 2 that is not one to the bit is refused`(_ header: [UInt8]) {
  #expect(throws: ProxyHeaderError.self) { try ProxyHeader.parse(header) }
}

@Test func `a header is bounded, and refused as soon as it says that it is longer`() {
  let endless = bytes("PROXY UNKNOWN " + String(repeating: "x", count: 93))
  #expect(throws: ProxyHeaderError.tooLong) { try ProxyHeader.parse(endless) }
  let huge = signature + [0x21, 0x11, 0xFF, 0xFF]
  #expect(throws: ProxyHeaderError.tooLong) { try ProxyHeader.parse(huge) }
}

@Test(arguments: [
  ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.1", false),
  ("10.1.2.3/8", "10.9.9.9", true), ("0.0.0.0/0", "203.0.113.9", true),
  ("0.0.0.0/0", "::1", false), ("::/0", "203.0.113.9", false), ("fd00::/8", "fd12::1", true),
  ("fd00::/8", "fe80::1", false), ("2001:db8::/65", "2001:db8::1", true),
  ("2001:db8::/65", "2001:db8:0:0:8000::", false), ("192.0.2.1", "192.0.2.1", true),
  ("192.0.2.1", "192.0.2.2", false), ("10.0.0.0/8,192.0.2.1", "192.0.2.1", true),
  ("2001:db8::1", "2001:db8::1", true), ("2001:db8::1/128", "2001:db8::2", false),
])
func `a proxy is trusted by address or by network`(_ list: String, _ peer: String, _ trusts: Bool)
  throws
{
  let proxies = try TrustedProxies(list)
  #expect(try proxies.trusts(#require(SocketAddress(host: peer, port: 9))) == trusts)
}

// MARK: - The endpoint

/// A server behind a proxy, and a way to be that proxy.
final class BehindProxy {
  let reactor: Reactor
  private(set) var served: [RecordingProtocol] = []
  private(set) var peers: [SocketAddress] = []
  var checks: Int { factory.checks }
  private let factory: CountingFactory
  private let port: ListeningPort?

  init(
    _ kind: PollerKind, _ endpoint: String = "haproxy:tcp:0:interface=127.0.0.1",
    answersProxies: Bool = true
  ) throws {
    reactor = try kind.makeReactor()
    factory = CountingFactory(answersProxies: answersProxies)
    port = try ServerEndpoint(endpoint).listen(on: reactor, factory)
    factory.build = { [unowned self] peer in
      peers.append(peer)
      served.append(RecordingProtocol())
      return served.last
    }
  }

  var address: String { port.map { "\($0.address)" } ?? "" }

  func connect() throws -> RecordingProtocol {
    let proxy = RecordingProtocol()
    let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port?.address.port ?? 0)
    _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in proxy }))
    return proxy
  }
}

/// Counts a proxy's own connections.
private final class CountingFactory: StreamFactory {
  let answersProxies: Bool
  private(set) var checks = 0
  var build: ((SocketAddress) -> (any StreamProtocol)?)?
  init(answersProxies: Bool) { self.answersProxies = answersProxies }
  func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)? { build?(peer) }
  func proxyLookedIn() { checks += 1 }
}

@Test(arguments: PollerKind.allCases, good)
private func `behind a proxy the peer is the real client, and its first bytes are whole`(
  _ kind: PollerKind, _ good: Good
) throws {
  let server = try BehindProxy(kind)
  let proxy = try server.connect()
  proxy.transport?.write(good.header + bytes("hello"))
  try server.reactor.wait { server.served.first?.text == "hello" }
  let own = try #require(proxy.transport?.host.description)
  #expect(server.peers.map(\.description) == [good.client ?? own])
  #expect(server.served[0].transport?.peer.description == good.client ?? own)
  server.served[0].transport?.write("welcome")
  try server.reactor.wait { proxy.text == "welcome" }
}

@Test(arguments: PollerKind.allCases)
func `a header may come a byte at a time`(_ kind: PollerKind) throws {
  let server = try BehindProxy(kind)
  for header in [
    bytes("PROXY TCP4 192.0.2.7 198.51.100.1 4711 1400\r\n"), binary(0x21, 0x11, four),
  ] {
    let proxy = try server.connect()
    let count = server.served.count
    for byte in header + bytes("hi") {
      proxy.transport?.write([byte])
      server.reactor.turn(waitingAtMost: .milliseconds(1))
    }
    try server.reactor.wait { server.served.count > count && server.served[count].text == "hi" }
    #expect(server.peers[count].description == "192.0.2.7:4711")
  }
}

@Test(arguments: PollerKind.allCases)
func `a client's own header is data: it cannot forge its address`(_ kind: PollerKind) throws {
  let server = try BehindProxy(kind)
  let proxy = try server.connect()
  let forged = bytes("PROXY TCP4 127.0.0.1 127.0.0.1 1 1\r\n")
  proxy.transport?.write(binary(0x21, 0x11, four) + forged)
  try server.reactor.wait { server.served.first?.received == forged }
  #expect(server.peers.map(\.description) == ["192.0.2.7:4711"])
}

@Test(arguments: PollerKind.allCases)
func `a malformed header closes the connection, and nobody hears of it`(_ kind: PollerKind) throws {
  let server = try BehindProxy(kind)
  for header in [bytes("hello\r\n"), bytes("PROXY TCP4 x y 1 1\r\n"), binary(0x31, 0x11, four)] {
    let proxy = try server.connect()
    proxy.transport?.write(header)
    try server.reactor.wait { proxy.lost.count == 1 }
  }
  #expect(server.served.isEmpty)
  #expect(server.reactor.watchedCount == 2)
}

@Test(arguments: PollerKind.allCases, ["haproxy:tcp:0", "haproxy:tcp:0:trust=192.0.2.1"])
func `a scan with bad headers, or by strangers, is a line in the log and not one each`(
  _ kind: PollerKind, _ endpoint: String
) throws {
  let server = try BehindProxy(kind, "\(endpoint):interface=127.0.0.1")
  let lines = try Reports.about(server.address) {
    for _ in 0..<5 {
      let proxy = try server.connect()
      proxy.transport?.write("GET / HTTP/1.1\r\n")
      try server.reactor.wait { proxy.lost.count == 1 }
    }
  }
  #expect(lines.count == 1)
}

@Test(arguments: PollerKind.allCases)
func `who is not a trusted proxy is turned away, whatever it sends`(_ kind: PollerKind) throws {
  let server = try BehindProxy(
    kind, "haproxy:tcp:0:interface=127.0.0.1:trust=10.0.0.0/8,fd00\\:\\:/8")
  let client = try server.connect()
  client.transport?.write("PROXY TCP4 10.0.0.1 10.0.0.1 1 1\r\n")
  try server.reactor.wait { client.lost.count == 1 }
  #expect(server.served.isEmpty)
}

@Test(arguments: PollerKind.allCases)
func `a header that does not come in time closes the connection`(_ kind: PollerKind) throws {
  let server = try BehindProxy(kind)
  let (silent, slow) = (try server.connect(), try server.connect())
  slow.transport?.write("PROXY TCP4 192.0.2.7 ")
  try server.reactor.wait { silent.lost.count == 1 && slow.lost.count == 1 }
  #expect(server.served.isEmpty)
}

@Test(arguments: PollerKind.allCases)
func `a proxy that goes before its header is complete leaves nothing behind`(
  _ kind: PollerKind
) throws {
  let server = try BehindProxy(kind)
  let proxy = try server.connect()
  proxy.transport?.write("PROXY TCP4")
  proxy.transport?.loseConnection()
  try server.reactor.wait { proxy.lost.count == 1 && server.reactor.watchedCount == 2 }
  #expect(server.served.isEmpty)
}

@Test(arguments: PollerKind.allCases)
func `proxies that come through a unix socket are trusted`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let path = freshPath()
  var peers: [String] = []
  let factory = Factory {
    peers.append($0.description)
    return RecordingProtocol()
  }
  let port = try ServerEndpoint("haproxy:unix:\(path)").listen(on: reactor, factory)
  let proxy = RecordingProtocol()
  proxy.onMade = { $0.transport?.write("PROXY TCP4 192.0.2.7 198.51.100.1 4711 1400\r\n") }
  let connected = try ClientEndpoint("unix:\(path)").connect(on: reactor, Factory { _ in proxy })
  _ = try reactor.wait(for: connected)
  try reactor.wait { peers == ["192.0.2.7:4711"] }
  port.stopListening()
}

// MARK: - A proxy's own connections

/// The header of version 1 in which a proxy names its own connection.
private func own(_ proxy: RecordingProtocol) throws -> [UInt8] {
  let host = try #require(proxy.transport?.host)
  return bytes("PROXY TCP4 127.0.0.1 127.0.0.1 \(host.port) 1400\r\n")
}

@Test(arguments: PollerKind.allCases, [false, true])
func `a health check is counted, and no conversation is begun`(
  _ kind: PollerKind, _ isReset: Bool
) throws {
  let server = try BehindProxy(kind)
  for check in 1...4 {
    let proxy = try server.connect()
    proxy.transport?.write(check % 2 == 0 ? binary(0x20, 0x00, []) : try own(proxy))
    if isReset { proxy.transport?.abortConnection() } else { proxy.transport?.loseConnection() }
    try server.reactor.wait { server.checks == check && proxy.lost.count == 1 }
  }
  #expect(server.served.isEmpty)
  #expect(server.reactor.watchedCount == 2)
}

@Test(arguments: PollerKind.allCases)
func `a check that asks something is answered, where proxies are`(_ kind: PollerKind) throws {
  let server = try BehindProxy(kind)
  let proxy = try server.connect()
  proxy.transport?.write(binary(0x20, 0x00, []))
  for _ in 0..<5 { server.reactor.turn(waitingAtMost: .milliseconds(1)) }
  #expect(server.served.isEmpty)
  proxy.transport?.write("GET /readyz HTTP/1.1\r\n")
  try server.reactor.wait { server.served.first?.text == "GET /readyz HTTP/1.1\r\n" }
  #expect(server.peers == [try #require(proxy.transport?.host)])

  let deaf = try BehindProxy(kind, answersProxies: false)
  let other = try deaf.connect()
  other.transport?.write(binary(0x20, 0x00, []) + bytes("hello"))
  try deaf.reactor.wait { deaf.checks == 1 && other.lost.count == 1 }
  #expect(deaf.served.isEmpty)
}

@Test(arguments: PollerKind.allCases)
func `a check that says nothing and stays is closed, and is counted once`(
  _ kind: PollerKind
) throws {
  let server = try BehindProxy(kind)
  let proxy = try server.connect()
  proxy.transport?.write(binary(0x20, 0x00, []))
  try server.reactor.wait { proxy.lost.count == 1 }
  #expect(server.checks == 1 && server.served.isEmpty)
}

@Test(arguments: PollerKind.allCases)
func `people on the proxy's machine are greeted at once, and who may be the proxy soon`(
  _ kind: PollerKind
) throws {
  let server = try BehindProxy(kind)
  let person = try server.connect()
  person.transport?.write("PROXY TCP4 127.0.0.1 127.0.0.1 1 1400\r\n")
  try server.reactor.wait { server.peers.map(\.description) == ["127.0.0.1:1"] }

  let talker = try server.connect()
  talker.transport?.write(try own(talker) + bytes("hi"))
  try server.reactor.wait { server.served.count == 2 && server.served[1].text == "hi" }
  let silent = try server.connect()
  silent.transport?.write(try own(silent))
  try server.reactor.wait { server.served.count == 3 }
  #expect(server.peers[2] == silent.transport?.host)
  #expect(server.checks == 0)
}
