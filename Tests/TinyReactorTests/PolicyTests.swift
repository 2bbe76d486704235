import Support
import Testing
import TinyReactor

// MARK: - Rule 26: time-outs

@Test func `a time-out that is set runs out once`() {
  let clock = ManualClock()
  var count = 0
  let timeout = Timeout(on: clock) { count += 1 }
  timeout.set(.seconds(10))
  clock.advance(by: .milliseconds(9_999))
  #expect(count == 0 && clock.hasPendingCalls)
  clock.advance(by: .seconds(60))
  #expect(count == 1 && !clock.hasPendingCalls)
}

@Test func `a reset begins the whole limit again`() {
  let clock = ManualClock()
  var count = 0
  let timeout = Timeout(on: clock) { count += 1 }
  timeout.set(.seconds(10))
  for _ in 0..<10 {
    clock.advance(by: .seconds(9))
    timeout.reset()
  }
  #expect(count == 0)
  clock.advance(by: .seconds(10))
  #expect(count == 1)
}

@Test func `resetting an unset time-out does nothing, nor does a cleared one run out`() {
  let clock = ManualClock()
  let timeout = Timeout(on: clock) { Issue.record("it ran out") }
  timeout.reset()
  #expect(!clock.hasPendingCalls)
  timeout.set(.seconds(10))
  timeout.clear()
  timeout.reset()
  clock.advance(by: .seconds(60))
  #expect(!clock.hasPendingCalls)
}

@Test func `setting a time-out again replaces it`() {
  let clock = ManualClock()
  var count = 0
  let timeout = Timeout(on: clock) { count += 1 }
  timeout.set(.seconds(1))
  timeout.set(.seconds(10))
  clock.advance(by: .seconds(9))
  #expect(count == 0)
  clock.advance(by: .seconds(1))
  #expect(count == 1)
}

@Test func `a time-out ends with its owner`() {
  let clock = ManualClock()
  do {
    let timeout = Timeout(on: clock) { Issue.record("it ran out") }
    timeout.set(.seconds(1))
  }
  #expect(!clock.hasPendingCalls)
}

@Test(arguments: PollerKind.allCases)
func `a factory's connections are closed when nothing arrives for long`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let clock = ManualClock()
  let server = RecordingProtocol()
  let factory = TimeoutFactory(Factory { _ in server }, on: clock, limit: .seconds(30))
  let port = try ServerEndpoint("tcp:0:interface=127.0.0.1").listen(on: reactor, factory)
  let client = RecordingProtocol()
  let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
  _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in client }))
  try reactor.wait { server.madeCount == 1 }
  clock.advance(by: .seconds(29))
  client.transport?.write("I am here")
  try reactor.wait { server.text == "I am here" }
  clock.advance(by: .seconds(29))
  #expect(client.lost.isEmpty)
  clock.advance(by: .seconds(1))
  try reactor.wait { client.lost == [.done] && server.lost == [.done] }
  #expect(!clock.hasPendingCalls)
}

// MARK: - Rule 27: connection limits

/// Says why, and closes.
private final class Sorry: StreamProtocol {
  func connectionMade(_ transport: any Transport) {
    transport.write("we are full, come back later")
    transport.loseConnection()
  }

  func dataReceived(_ data: Span<UInt8>) {}
  func connectionLost(_ reason: ConnectionLost) {}
}

@Test(arguments: PollerKind.allCases)
func `over the limit a newcomer is told why before it is closed`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let limited = LimitTotalConnectionsFactory(
    Factory { _ in RecordingProtocol() }, connectionsMax: 2, overflow: Factory { _ in Sorry() })
  // Policies compose: this one adds a time-out to all of them.
  let factory = TimeoutFactory(limited, on: reactor, limit: .seconds(60))
  let port = try ServerEndpoint("tcp:0:interface=127.0.0.1").listen(on: reactor, factory)
  let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
  let connect = {
    let client = RecordingProtocol()
    _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in client }))
    return client
  }
  let guests = [try connect(), try connect()]
  let oneTooMany = try connect()
  try reactor.wait { oneTooMany.lost == [.done] }
  #expect(oneTooMany.text == "we are full, come back later")
  #expect(guests.allSatisfy { $0.lost.isEmpty })
  #expect(limited.connections == 2)

  guests[0].transport?.loseConnection()
  try reactor.wait { limited.connections == 1 }
  _ = try connect()
  try reactor.wait { limited.connections == 2 }
}

@Test func `without an overflow protocol one too many gets none`() {
  let limited = LimitTotalConnectionsFactory(
    Factory { _ in RecordingProtocol() }, connectionsMax: 1)
  let peer = MemoryTransport().peer
  let first = limited.buildProtocol(for: peer)
  #expect(first != nil)
  #expect(limited.buildProtocol(for: peer) == nil)
  first?.connectionLost(.done)
  #expect(limited.buildProtocol(for: peer) != nil)
}

@Test func `a wrapped protocol hears everything, also that its peer has finished`() {
  final class Inner: HalfCloseableProtocol {
    var events: [String] = []
    func connectionMade(_ transport: any Transport) { events.append("made") }
    func dataReceived(_ data: Span<UInt8>) { events.append("data") }
    func readConnectionLost() { events.append("finished") }
    func connectionClosing() { events.append("closing") }
    func connectionLost(_ reason: ConnectionLost) { events.append("lost") }
  }
  let inner = Inner()
  let transport = MemoryTransport()
  let wrapper = ProtocolWrapper(inner)
  transport.introduce(wrapper)
  wrapper.dataReceived([1].span)
  wrapper.readConnectionLost()
  transport.loseConnection()
  wrapper.connectionLost(.done)
  #expect(inner.events == ["made", "data", "finished", "closing", "lost"])

  let plain = ProtocolWrapper(RecordingProtocol())
  let other = MemoryTransport()
  other.introduce(plain)
  plain.readConnectionLost()
  #expect(other.isClosing, "what is not half-closeable is closed, as without a wrapper")
}
