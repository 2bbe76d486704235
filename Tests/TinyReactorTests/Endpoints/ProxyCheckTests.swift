import Support
import Testing
import TinyReactor

// MARK: - A proxy's own connections (rule 28, `haproxy:`)

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
