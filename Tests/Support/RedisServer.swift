import Glibc
package import TinyReactor
package import TinyRedis

/// A redis-server of a test, with a folder, a socket and a port of its own.
package final class RedisServer {
  package static let isThere = Programs.has("redis-server")

  package let folder: TemporaryFolder
  package let port: Int
  private let settings: [String]
  package private(set) var process: ChildProcess

  /// Every write is on disk before it is answered; `settings` are added as on its command line.
  package convenience init(_ settings: String...) throws { try self.init(settings) }

  package init(_ settings: [String]) throws {
    folder = try TemporaryFolder()
    port = freePorts(1)[0]
    self.settings = settings
    process = try Self.start(folder, port, settings)
    try ready()
  }

  package var socket: String { "\(folder.path)/redis.sock" }

  package func address(user: String? = nil, password: String? = nil, database: Int = 0) throws
    -> RedisAddress
  {
    let who = user != nil || password != nil ? "\(user ?? ""):\(password ?? "")@" : ""
    return try RedisAddress("redis+unix://\(who)\(socket)?db=\(database)")
  }

  package func kill() throws {
    process.signal(SIGKILL)
    _ = try process.waitForExit()
  }

  /// With what the last one has left on disk.
  package func restart(_ more: String..., waits: Bool = true) throws {
    process = try Self.start(folder, port, settings + more)
    if waits { try ready() }
  }

  private func ready() throws { try process.waitForOutput("Ready to accept connections") }

  private static func start(
    _ folder: TemporaryFolder, _ port: Int, _ settings: [String]
  ) throws -> ChildProcess {
    try ChildProcess(
      [
        "redis-server", "--bind", "127.0.0.1", "--port", "\(port)", "--dir", folder.path,
        "--unixsocket", "\(folder.path)/redis.sock", "--save", "", "--appendonly", "yes",
        "--appendfsync", "always",
      ] + settings)
  }
}

/// A client of a test: what it has told of its state, and a way to wait for an answer.
package final class RedisGuest {
  package let reactor: Reactor
  package let client: RedisClient
  package private(set) var states: [RedisState] = []

  /// Called each time that it is let in.
  package var onReady: () -> Void = {}

  /// Patient: on a busy machine a second is not long.
  package static let options: RedisOptions = {
    var options = RedisOptions()
    options.deadline = .seconds(60)
    options.heartbeat = nil
    options.attemptMax = .seconds(60)
    return options
  }()

  package init(
    _ address: RedisAddress, on reactor: Reactor, _ options: RedisOptions = RedisGuest.options
  ) {
    self.reactor = reactor
    client = RedisClient(on: reactor, at: address, options)
    client.onState = { [weak self] state in
      self?.states.append(state)
      if case .ready = state { self?.onReady() }
    }
    client.start()
  }

  /// One that has been let in.
  package static func ready(
    _ server: RedisServer, on reactor: Reactor, _ options: RedisOptions = RedisGuest.options
  ) throws -> RedisGuest {
    let guest = RedisGuest(try server.address(), on: reactor, options)
    try guest.waitUntilReady()
    return guest
  }

  package var isReady: Bool { if case .ready? = states.last { true } else { false } }

  package var losses: [RedisLoss] {
    states.compactMap { if case .lost(let why) = $0 { why } else { nil } }
  }

  package func waitUntilReady() throws { try reactor.wait { isReady } }

  package func waitUntilLost() throws -> RedisLoss {
    try reactor.wait { !losses.isEmpty }
    return losses[0]
  }

  /// What the server answers, as `shown` has it; an error with its code.
  @discardableResult
  package func ask(_ words: String...) throws -> String { try outcome(of: send(words)) }

  package func send(_ words: [String], deadline: Duration? = nil) -> Deferred<RESPValue> {
    client.send(RESPCommand(words[0], Array(words.dropFirst())), deadline: deadline)
  }

  package func outcome(of answer: Deferred<RESPValue>) throws -> String {
    do {
      return shown(try reactor.wait(for: answer))
    } catch let error as RedisError {
      if case .reply(let code, _) = error { return code }
      return "\(error)"
    }
  }

  package func close() throws { try reactor.wait(for: client.close()) }
}

/// A reply in one line: `OK`, `"bulk"`, `5`, `nil`, `[a b]`, `!WRONGTYPE message`.
package func shown(_ value: RESPValue) -> String {
  switch value {
  case .text(let text): text
  case .error(let error): "!\(error.code) \(error.message)"
  case .integer(let number): "\(number)"
  case .bulk(let bytes): "\"\(String(decoding: bytes, as: UTF8.self))\""
  case .null: "nil"
  case .array(let elements): "[\(elements.map(shown).joined(separator: " "))]"
  }
}
