import Support
import Testing
import TinyReactor
import TinyRedis

/// A client whose connections are not sockets: the test plays the server.
final class ClientBench {
  let clock = ManualClock()
  /// Every connection asked for, in order.
  private(set) var connections: [FakeRedis] = []
  private(set) var client: RedisClient?
  /// What happens to a connection asked for; `later` leaves it to the test.
  enum Connecting { case atOnce, refuse, later }
  var connecting = Connecting.atOnce
  /// What the client has told of its state and of its commands, in order.
  private(set) var events: [String] = []

  init(_ url: String = "redis://bus", _ options: RedisOptions = RedisOptions()) throws {
    let client = RedisClient(
      on: clock, at: try RedisAddress(url), options,
      connect: { [unowned self] factory in
        let connection = FakeRedis(factory)
        connections.append(connection)
        switch connecting {
        case .atOnce: connection.connect()
        case .refuse: connection.refuse()
        case .later: break
        }
        return connection.connected
      })
    client.onState = { [weak self] state in self?.events.append("\(state)") }
    self.client = client
  }

  /// One that is ready.
  static func ready(
    _ url: String = "redis://bus", _ options: RedisOptions = RedisOptions()
  ) throws -> ClientBench {
    let bench = try ClientBench(url, options)
    bench.client?.start()
    bench.last.welcome()
    #expect(bench.takeEvents() == ["connecting", "ready, version 7.0"])
    return bench
  }

  var last: FakeRedis { connections[connections.count - 1] }

  func takeEvents() -> [String] {
    defer { events = [] }
    return events
  }

  /// Sends, and notes how it ended: `name: reply`, or the error.
  @discardableResult
  func send(
    _ name: String, _ arguments: [String] = [], deadline: Duration? = nil
  ) -> Deferred<RESPValue> {
    guard let client else { preconditionFailure("the client was dropped") }
    let answer = client.send(RESPCommand(name, arguments), deadline: deadline)
    note(name, answer)
    return answer
  }

  func note(_ name: String, _ answer: Deferred<RESPValue>) {
    answer.addBoth { [weak self] outcome in
      switch outcome {
      case .success(let value): self?.events.append("\(name): \(shown(value))")
      case .failure(let error): self?.events.append("\(name): \(error)")
      }
    }
  }

  /// Lets the pause after a loss pass.
  func pass() { clock.advance(by: RedisOptions().pauseLongest) }

  func dropClient() { client = nil }
}

/// The other end of one of the client's connections.
final class FakeRedis {
  let transport = MemoryTransport()
  private(set) var isCancelled = false
  private(set) lazy var connected = Deferred<any StreamProtocol>(
    canceller: { [weak self] _ in self?.isCancelled = true })
  private var factory: (any StreamFactory)?
  private var connection: (any StreamProtocol)?

  init(_ factory: any StreamFactory) { self.factory = factory }

  func connect() {
    guard let connection = factory?.buildProtocol(for: transport.peer) else { return }
    factory = nil
    self.connection = connection
    transport.introduce(connection)
    if !connected.hasFired { connected.callback(connection) }
  }

  func refuse() { connected.errback(SystemError(.connect, 111)) }

  func reply(_ text: String) { connection?.dataReceived(Array(text.utf8).span) }

  /// Takes the greeting, and lets the client in.
  func welcome() {
    let steps = commands()
    for step in steps {
      switch step.split(separator: " ").first {
      case "HELLO": reply("*4\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$6\r\n7.0.15\r\n")
      case "PING": reply("+PONG\r\n")
      default: reply("+OK\r\n")
      }
    }
    #expect(steps.last == "PING")
  }

  /// What the client has sent since the last time, each command in one line.
  func commands() -> [String] {
    var parser = RESPParser()
    parser.feed(transport.takeBytes().span)
    var commands: [String] = []
    while case .reply(let value) = parser.next() {
      commands.append((value.elements ?? []).compactMap(\.string).joined(separator: " "))
    }
    #expect(parser.isIdle)
    return commands
  }

  func lose(_ reason: ConnectionLost = .done) { connection?.connectionLost(reason) }
}
