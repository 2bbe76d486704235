import Glibc
import RoomLog
import Support
import Testing
import TinyHTTP
import TinyReactor
import TinyRedis
import Wire

/// The real API behind a real redis-server, both killed while many servers write one log.
@Suite(.enabled(if: RedisServer.isThere)) struct `A room's log and the API` {
  let folder: TemporaryFolder
  let reactor: Reactor
  let redis: RedisServer
  let port: Int

  init() throws {
    folder = try TemporaryFolder()
    reactor = try Reactor()
    redis = try RedisServer()
    port = freePorts(1)[0]
  }

  var url: String { "http://127.0.0.1:\(port)" }

  func startAPI() throws -> ChildProcess {
    let api = try ChildProcess(
      [Programs.ours("api")],
      environment: [
        "API_LISTEN": "tcp:\(port):interface=127.0.0.1", "API_TOKEN": "",
        "API_DATABASE": "\(folder.path)/netcatchat.db", "LOG_FORMAT": "text", "LOG_LEVEL": "info",
        "BUS_URL": "redis+unix://\(redis.socket)",
      ])
    try api.waitForErrors("API_LISTEN=127.0.0.1:")
    return api
  }

  /// All lines, in order.
  func messages() throws -> [Message] {
    var all: [Message] = []
    while true {
      let page = try Curl.run(["\(url)/messages?limit=200&after=\(all.last?.id ?? 0)"])
      let list = try JSON.decode(MessageList.self, from: Array(page.utf8))
      all += list.messages
      if !list.more { return all }
    }
  }

  func lineCount() -> Int {
    let text = (try? Curl.run(["\(url)/metrics"])) ?? ""
    let line = text.split(separator: "\n").first {
      $0.hasPrefix("netcatchat_transcript_lines ")
    }
    return line?.split(separator: " ").last.flatMap { Int($0) } ?? 0
  }

  func turn(_ times: Int) {
    for _ in 0..<times { reactor.turn(waitingAtMost: .milliseconds(2)) }
  }

  /// Each line once, in the order in which its origin counted it, and nothing missing.
  private func check(_ all: [Message], _ writers: [Writer]) {
    #expect(all.map(\.id) == all.map(\.id).sorted())
    #expect(!all.contains { $0.kind == .missing })
    let byOrigin = Dictionary(grouping: all, by: \.origin)
    #expect(Set(byOrigin.keys) == Set(writers.map(\.origin)))
    for writer in writers {
      let lines = byOrigin[writer.origin] ?? []
      #expect(lines.map(\.number) == Array(1..<(writer.lines + 1)))
      #expect(lines.map(\.text) == (1..<(writer.lines + 1)).map { "\(writer.origin) \($0)" })
    }
  }

  @Test func `an API that is killed again and again has each line once, and in order`() throws {
    let writers = try ["eu.1", "us.1", "as.x"].map { try Writer($0, redis, reactor) }
    var api = try startAPI()
    for round in 1...6 {
      for number in 1...80 {
        for writer in writers { writer.say(lines: number % 3) }
        turn(2)
        // In the middle of whatever it does.
        if number == 10 * round {
          api.signal(SIGKILL)
          #expect(try api.waitForExit() == .signal(SIGKILL))
        }
      }
      api = try startAPI()
    }
    try reactor.wait { writers.allSatisfy(\.isDone) }
    let count = writers.map(\.lines).reduce(0, +)
    try reactor.wait { lineCount() >= count }
    check(try messages(), writers)
    api.signal(SIGTERM)
    #expect(try api.waitForExit() == .code(0))
    // And a start after a good end adds nothing.
    let again = try startAPI()
    #expect(try messages().count == count)
    again.signal(SIGKILL)
    _ = try again.waitForExit()
  }

  @Test func `so it has when redis-server is killed and stopped, too`() throws {
    let writers = try ["eu.1", "us.1"].map { try Writer($0, redis, reactor) }
    var api = try startAPI()
    for round in 1...4 {
      for number in 1...60 {
        for writer in writers { writer.say(lines: 1 + number % 2) }
        turn(2)
        if number == 15 * round {
          try redis.kill()
          turn(20)
          try redis.restart()
        }
        if number == 30, round % 2 == 0 {
          api.signal(SIGKILL)
          _ = try api.waitForExit()
          api = try startAPI()
        }
      }
    }
    redis.process.signal(SIGSTOP)
    try reactor.wait { api.errorText.contains("bus is away") }
    redis.process.signal(SIGCONT)
    for writer in writers { writer.say(lines: 1) }
    try reactor.wait { writers.allSatisfy(\.isDone) }
    let count = writers.map(\.lines).reduce(0, +)
    try reactor.wait { lineCount() >= count }
    check(try messages(), writers)
    let metrics = try Curl.run(["\(url)/metrics"])
    #expect(metrics.contains("netcatchat_api_bus_changed_total 0\n"))
    #expect(metrics.contains("netcatchat_api_bus_missed_entries_total 0\n"))
    api.signal(SIGTERM)
    #expect(try api.waitForExit() == .code(0))
  }
}

/// A chat server as the log sees it: adds an entry after the other, each until it is there.
private final class Writer {
  let origin: String
  private(set) var lines = 0
  private var entries = 0
  private let reactor: Reactor
  private let guest: RedisGuest
  private let script: AppendScript
  private var unsent: [LogEntry] = []
  private var isUnderWay = false

  init(_ origin: String, _ redis: RedisServer, _ reactor: Reactor) throws {
    self.origin = origin
    self.reactor = reactor
    guest = try RedisGuest.ready(redis, on: reactor)
    script = AppendScript(on: guest.client, room: Limits.lobby)
    guest.onReady = { [weak self] in self?.send() }
  }

  var isDone: Bool { unsent.isEmpty }

  func say(lines count: Int) {
    entries += 1
    let records = (0..<count).map {
      LogRecord(.said, member: 1, name: "ann", text: "\(origin) \(lines + 1 + $0)")
    }
    unsent.append(
      LogEntry(
        origin: origin, number: entries, firstLine: lines + 1, time: Installation.now,
        records: records))
    lines += count
    send()
  }

  private func send() {
    guard !isUnderWay, guest.isReady, let entry = unsent.first else { return }
    isUnderWay = true
    script.append(entry).addCallbacks(
      { [weak self] _ in
        self?.isUnderWay = false
        self?.unsent.removeFirst()
        self?.send()
      },
      // Nobody knows whether it is there: it is sent again as soon as there is a connection.
      { [weak self] _ in
        self?.isUnderWay = false
        self?.send()
      })
  }
}
