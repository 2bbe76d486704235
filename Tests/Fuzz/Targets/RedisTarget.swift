import Support
import TinyReactor
import TinyRedis

/// Replies of a Redis server, as `TinyRedis` reads them. No service speaks to one yet, so this runs in
/// the fuzzer itself: a trap ends that, and the seed, which it has printed, leads there again.
struct RedisTarget: Target {
  let name = "redis"
  let weight = 40
  private static let mutator = Mutator(words: Seeds.redisWords)

  func attack(_ lab: Lab, _ random: inout SplitMix) throws {
    try Self.attack(&random) { lab.note("replies to TinyRedis", $0) }
  }

  static func attack(_ random: inout SplitMix, note: ([UInt8]) -> Void) throws {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      bytes += Array(random.pick(Seeds.redisReplies).utf8)
    }
    let isGreeted = random.oneIn(2)
    if !isGreeted { bytes = Array(Seeds.redisGreeting.utf8) + bytes }
    bytes = mutator.mutated(bytes, &random)
    note(bytes)
    let pieces = pieces(of: bytes, &random)
    try requireSame([bytes], pieces)
    try requireSame([bytes], bytes.map { [$0] })
    try RedisRun(isGreeted: isGreeted).judge(pieces)
  }

  private static func pieces(of bytes: [UInt8], _ random: inout SplitMix) -> [[UInt8]] {
    let cuts = (0..<4).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
    return zip([0] + cuts, cuts + [bytes.count]).map { Array(bytes[$0..<$1]) }
  }

  private static func requireSame(_ one: [[UInt8]], _ other: [[UInt8]]) throws {
    guard steps(of: one) == steps(of: other) else {
      throw Failure(.wrong, "replies are others when they are cut at \(other.map(\.count))")
    }
  }

  /// All that a parser makes of `chunks`, to the first failure.
  static func steps(of chunks: [[UInt8]]) -> [RESPParser.Step] {
    var parser = RESPParser()
    var steps: [RESPParser.Step] = []
    for chunk in chunks {
      parser.feed(chunk.span)
      reading: while true {
        let step = parser.next()
        switch step {
        case .needMore: break reading
        case .reply: steps.append(step)
        case .failed: return steps + [step]
        }
      }
    }
    return steps
  }
}

/// A client with commands under way, whose server says something, falls silent, and is well again.
private final class RedisRun {
  private let clock = ManualClock()
  private var servers: [(transport: MemoryTransport, connection: any StreamProtocol)] = []
  private let isGreeted: Bool
  private var state = RedisState.closed
  /// How often each command has ended.
  private var ends = [0, 0, 0, 0, 0]

  init(isGreeted: Bool) { self.isGreeted = isGreeted }

  func judge(_ pieces: [[UInt8]]) throws {
    let client = RedisClient(
      on: clock, at: try RedisAddress("redis://fuzz"),
      connect: { [unowned self] factory in
        let transport = MemoryTransport()
        guard let connection = factory.buildProtocol(for: transport.peer) else {
          return .failed(ConnectionLost.aborted)
        }
        transport.introduce(connection)
        servers.append((transport, connection))
        return .succeeded(connection)
      })
    client.onState = { [unowned self] state in self.state = state }
    client.start()
    let connection = servers[0].connection
    if isGreeted { connection.dataReceived(Array(Seeds.redisGreeting.utf8).span) }
    let script = RedisScript("return 1", on: client)
    for number in ends.indices {
      let answer =
        number == 1
        ? script.run(keys: ["a"]) : client.send(RESPCommand("GET", "\(number)"))
      answer.addBoth { [unowned self] _ in ends[number] += 1 }
    }
    for piece in pieces where !servers[0].transport.isAborted {
      connection.dataReceived(piece.span)
    }
    // Whatever was said, each command has come to an end a second after it was sent.
    clock.advance(by: .seconds(10))
    guard ends.allSatisfy({ $0 == 1 }) else {
      throw Failure(.wrong, "commands have ended \(ends) times")
    }
    try recover(client)
  }

  /// A server that is well is taken for one, whatever was before.
  private func recover(_ client: RedisClient) throws {
    if case .ready = state { servers[servers.count - 1].connection.connectionLost(.done) }
    let count = servers.count
    while servers.count == count { clock.advance(by: .milliseconds(100)) }
    servers[count].connection.dataReceived(Array(Seeds.redisGreeting.utf8).span)
    guard case .ready = state, client.waiting == (0, 0) else {
      throw Failure(.wrong, "a client does not recover: \(state), \(client.waiting) wait")
    }
    client.close()
    servers[count].connection.connectionLost(.done)
    guard state == .closed, !clock.hasPendingCalls else {
      throw Failure(.wrong, "a client that is closed goes on: \(state)")
    }
  }
}
