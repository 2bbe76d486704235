import Support
import Testing
import TinyReactor

// MARK: - Rule 17: closing

@Test(arguments: PollerKind.allCases)
func `loseConnection sends what is unsent first, and what is written after it is not`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = try conversation.connect()
  let data = bytes(1_000_000)
  client.transport?.outputBytesMax = 4 << 20
  client.transport?.write(data)
  client.transport?.loseConnection()
  client.transport?.write("too late")
  let server = conversation.served[0]
  try reactor.wait { server.lost == [.done] && client.lost == [.done] }
  #expect(server.received == data)
}

@Test(arguments: PollerKind.allCases)
func `last words reach a peer that is in the middle of sending`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  conversation.prepare = { server in
    server.onData = {
      $0.transport?.write("enough")
      $0.transport?.loseConnection()
    }
  }
  let client = try conversation.connect()
  for _ in 0..<20 {
    client.transport?.write(bytes(60_000))
    reactor.turn(waitingAtMost: .zero)
  }
  try reactor.wait { client.lost.count == 1 }
  #expect(client.text == "enough")
}

@Test(arguments: PollerKind.allCases)
func `abortConnection drops the connection now, and the peer sees it reset`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = try conversation.connect()
  let server = conversation.served[0]
  server.transport?.pauseProducing()
  client.transport?.write(bytes(500_000))
  client.transport?.abortConnection()
  #expect(client.transport?.unsentBytes == 0)
  try reactor.wait { !server.lost.isEmpty }
  #expect("\(server.lost)".contains("onnection reset"))
  #expect(client.lost == [.aborted])
}

@Test(arguments: PollerKind.allCases)
func `a flush that makes no progress is aborted after a limit`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = try conversation.connect()
  conversation.served[0].transport?.pauseProducing()
  client.transport?.outputBytesMax = 64 << 20
  client.transport?.outputStallMax = .milliseconds(50)
  client.transport?.write(bytes(16_000_000))
  client.transport?.loseConnection()
  try reactor.wait { !client.lost.isEmpty }
  #expect(client.lost == [.slowReader])
}

@Test(arguments: PollerKind.allCases)
func `a peer that never closes does not keep a closed connection`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = try conversation.connect()
  let server = conversation.served[0]
  server.transport?.pauseProducing()
  let start = reactor.now
  client.transport?.loseConnection()
  try reactor.wait { client.lost == [.done] }
  #expect(reactor.now - start >= OutputLimits.lingerMax)
}
