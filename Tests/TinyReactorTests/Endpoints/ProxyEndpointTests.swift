import Support
import Testing
import TinyReactor

// MARK: - The endpoint (rule 28, `haproxy:`)

@Test(arguments: PollerKind.allCases, GoodProxyHeader.all)
func `behind a proxy the peer is the real client, and its first bytes are whole`(
  _ kind: PollerKind, _ good: GoodProxyHeader
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
