import RoomLog
import Support
import Testing
import TinyReactor
import TinyRedis

/// One client that asks and does not read its answers, at engines that are set as ours are.
@Suite(.enabled(if: RedisServer.isThere, "redis-server is not installed"))
struct `A client of the bus that does not read its answers` {
  private let reactor: Reactor

  init() throws { reactor = try Reactor() }

  /// How many times smaller than theirs the memory is.
  private static let scale = 32
  private static let megabyte = 1_048_576

  /// The names and values that an engine is started with in that file, its memory scaled down.
  private static func settings(_ file: String) throws -> [String] {
    let text = try ComposeFile.text(file).replacing(#/\n +- (?=[^\n-])/#, with: " ")
    var settings: [String] = []
    for match in text.matches(of: #/--(append[a-z]+|maxmemory[a-z-]*) "?([a-z0-9]+)"?/#) {
      var value = String(match.2)
      if value.hasSuffix("mb"), let count = Int(value.dropLast(2)) {
        value = "\(count * megabyte / scale)"
      }
      settings += ["--\(match.1)", value]
    }
    return settings
  }

  /// Everything but what is told of clients.
  private static func withoutBound(_ settings: [String]) -> [String] {
    guard let place = settings.firstIndex(of: "--maxmemory-clients") else { return settings }
    return Array(settings[..<place] + settings[(place + 2)...])
  }

  @Test(arguments: ["Services/compose.scale.yaml", "Services/up.d/bus.sh"])
  func `loses its connection, and everybody's lines get into the log`(file: String) throws {
    let settings = try Self.settings(file)
    #expect(settings.count == 10, "\(settings)")
    let server = try RedisServer(settings)
    let guest = try RedisGuest.ready(server, on: reactor)
    let script = AppendScript(on: guest.client, room: "lobby")
    let readerGuest = try RedisGuest.ready(server, on: reactor)
    let reader = LogReader(on: reactor, readerGuest.client, room: "lobby", origin: "a.1")
    var read = 0
    reader.onNews = { if case .entries(let entries) = $0 { read += entries.count } }
    reader.start()
    var number = 0
    func append() throws {
      number += 1
      let outcome = try reactor.wait(for: script.append(Self.entry(number)))
      guard case .new = outcome else { throw TestFailure("\(outcome)") }
    }
    for _ in 1...100 { try append() }
    for _ in 1...3 {
      let deaf = try DeafClient(at: server, on: reactor)
      // What it asks for is several times the memory there is.
      while !deaf.isOver { try append() }
    }
    #expect(try guest.ask("INFO", "stats").contains("evicted_clients:3\r\n"))
    try reactor.wait { read == number }
    #expect(guest.losses == [] && readerGuest.losses == [])
  }

  @Test func `would have everybody's lines refused without a bound for clients`() throws {
    let settings = try Self.settings("Services/compose.scale.yaml")
    let server = try RedisServer(Self.withoutBound(settings))
    let guest = try RedisGuest.ready(server, on: reactor)
    let script = AppendScript(on: guest.client, room: "lobby")
    for number in 1...100 { _ = try reactor.wait(for: script.append(Self.entry(number))) }
    let deaf = try DeafClient(at: server, on: reactor)
    var (number, refusal) = (100, "")
    while refusal.isEmpty {
      number += 1
      do {
        _ = try reactor.wait(for: script.append(Self.entry(number)))
      } catch RedisError.reply(let code, _) {
        refusal = code
      }
    }
    #expect(refusal == "OOM")
    #expect(!deaf.isOver)
  }

  @Test func `is none of ours: what three servers and the API may ask for at once is within it`()
    throws
  {
    let settings = try Self.settings("Services/compose.scale.yaml")
    let place = try #require(settings.firstIndex(of: "--maxmemory-clients"))
    let bound = try #require(Int(settings[place + 1])) * Self.scale
    // Of a chat server the reader, and the writer, which reads for it.
    let clients = 3 * 2 + 1
    #expect(clients * LogReader.entriesMax * LogEntry.recordBytesMax < bound)
  }

  private static func entry(_ number: Int) -> LogEntry {
    let text = String(repeating: "x", count: 1_000)
    return LogEntry(
      origin: "a.1", number: number, firstLine: number, time: 1,
      records: [LogRecord(.said, member: 1, name: "ann", text: text)])
  }
}

/// Asks for the newest entries again and again, and reads nothing.
private final class DeafClient: StreamProtocol {
  private static let questions = 400

  private var transport: (any Transport)?
  private(set) var isOver = false

  init(at server: RedisServer, on reactor: Reactor) throws {
    let connected = ClientEndpoint.tcp(host: "127.0.0.1", port: server.port)
      .connect(on: reactor, Factory { [unowned self] _ in self })
    _ = try reactor.wait(for: connected)
  }

  deinit { transport?.abortConnection() }

  func connectionMade(_ transport: any Transport) {
    self.transport = transport
    transport.pauseProducing()
    let question = RESPCommand(
      "XREVRANGE", LogKeys(room: "lobby").log, "+", "-", "COUNT", "\(LogReader.entriesMax)")
    transport.write(Array(repeatElement(question.bytes, count: Self.questions).joined()))
  }

  func dataReceived(_ data: Span<UInt8>) {}

  func connectionLost(_ reason: ConnectionLost) {
    transport = nil
    isOver = true
  }
}
