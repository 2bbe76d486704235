import Support
import Testing
import TinyReactor

@Test(arguments: PollerKind.allCases)
func `an echo comes back`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  conversation.prepare = { server in
    server.onData = { $0.transport?.write($0.received) }
  }
  let client = try conversation.connect()
  client.transport?.write("hello")
  try reactor.wait { client.text == "hello" }
  client.transport?.loseConnection()
  try reactor.wait { client.lost == [.done] && conversation.served[0].lost == [.done] }
}

@Test func `a worker answers on the loop`() throws {
  let reactor = try Reactor()
  let worker = Worker(on: reactor, name: "counter") { 40 }
  let answer = worker.run { state in
    state += 2
    return state
  }
  #expect(try reactor.wait(for: answer) == 42)
  try reactor.wait(for: worker.stop())
}

@Test func `a stopped reactor comes back from run`() throws {
  let reactor = try Reactor()
  var order: [String] = []
  for phase in [ShutdownPhase.after, .during, .before] {
    reactor.addSystemEventTrigger(phase) {
      order.append("\(phase)")
      return nil
    }
  }
  reactor.callLater(.milliseconds(1)) { reactor.stop() }
  reactor.run()
  #expect(order == ["before", "during", "after"])
}

@Test func `a name is resolved and connected to`() throws {
  let reactor = try Reactor()
  let conversation = try Conversation(on: reactor)
  let client = RecordingProtocol()
  let endpoint = ClientEndpoint.tcp(host: "localhost", port: conversation.port?.address.port ?? 0)
  _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in client }))
  #expect(client.madeCount == 1)
}
