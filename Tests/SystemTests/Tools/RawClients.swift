import Support
import TinyReactor

/// Many connections at once from one thread, each like an `nc`: what 200 processes would do, without
/// 200 processes.
final class RawClients {
  private let reactor: Reactor
  private var clients: [RecordingProtocol] = []

  init(port: Int, count: Int) throws {
    reactor = try Reactor()
    let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port)
    for _ in 0..<count {
      let client = RecordingProtocol()
      clients.append(client)
      _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in client }))
    }
  }

  func send(_ client: Int, _ text: String) { clients[client].transport?.write(text) }

  func sendToAll(_ text: String) { for client in clients { client.transport?.write(text) } }

  func text(_ client: Int) -> String { clients[client].text }

  /// Lets them read for a moment.
  func turn() { reactor.turn(waitingAtMost: .milliseconds(5)) }

  func waitForAll(_ condition: (String) -> Bool) throws {
    var waiting = clients[...]
    try reactor.wait(limit: .seconds(60)) {
      // Those who are done are done; the next in line is asked again.
      while let client = waiting.first, condition(client.text) { waiting.removeFirst() }
      return waiting.isEmpty
    }
  }

  func closeAll() { for client in clients { client.transport?.abortConnection() } }
}
