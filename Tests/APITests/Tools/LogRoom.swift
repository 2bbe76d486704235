import API
import RoomLog
import ServiceKit
import Support
import TinyReactor
import TinyRedis
import Wire

/// A room's log on a real server, and those who write it.
final class LogRoom {
  let reactor: Reactor
  let server: RedisServer
  private var guests: [RedisGuest] = []

  init(on reactor: Reactor) throws {
    self.reactor = reactor
    server = try RedisServer()
  }

  func guest() throws -> RedisGuest {
    let guest = try RedisGuest.ready(server, on: reactor)
    guests.append(guest)
    return guest
  }

  func script(entriesMax: Int = 10_000) throws -> AppendScript {
    AppendScript(on: try guest().client, room: "lobby", entriesMax: entriesMax)
  }

  /// A follower that has not started.
  func follower(_ bench: TranscriptBench, _ log: Log = Log(level: .error)) throws -> LogFollower {
    let client = RedisClient(on: bench.reactor, at: try server.address(), RedisGuest.options)
    return LogFollower(on: bench.reactor, client, transcript: bench.transcript, log: log)
  }

  /// Numbers of the entries that the log has, as its origins count them.
  func numbers() throws -> [Int] {
    let reader = LogReader(on: reactor, try guest().client, room: "lobby")
    var (numbers, isOver): ([Int], Bool) = ([], false)
    reader.onNews = { news in
      switch news {
      case .entries(let entries): numbers += entries.map { $0.entry?.number ?? 0 }
      case .inStep: isOver = true
      default: break
      }
    }
    reader.start()
    try reactor.wait { isOver }
    reader.stop()
    return numbers
  }
}

/// A process that adds entries to a room's log, and counts them and their lines.
final class LogWriter {
  let origin: String
  private(set) var lines = 0
  private var entries = 0
  private let script: AppendScript
  private let reactor: Reactor

  init(_ room: LogRoom, _ origin: String, _ script: AppendScript? = nil) throws {
    self.origin = origin
    self.script = try script ?? room.script()
    reactor = room.reactor
  }

  /// An entry of so many lines: `a.1 1`, `a.1 2` …
  func entry(lines count: Int = 1, time: Int = TranscriptBench.noon, text: String = "") -> LogEntry
  {
    entries += 1
    let first = lines + 1
    lines += count
    var records = (0..<count).map {
      LogRecord(.said, member: 1, name: "ann", text: "\(origin) \(first + $0)\(text)")
    }
    if count == 0 { records = [LogRecord(.here, member: 1, name: "ann", text: "net=x")] }
    return LogEntry(
      origin: origin, number: entries, firstLine: first, time: time, records: records)
  }

  /// Does not wait.
  func add(_ entry: LogEntry) -> Deferred<AppendScript.Outcome> { script.append(entry) }

  func say(_ count: Int = 1, lines: Int = 1, time: Int = TranscriptBench.noon, text: String = "")
    throws
  {
    let answers = (0..<count).map { _ in add(entry(lines: lines, time: time, text: text)) }
    for answer in answers { _ = try reactor.wait(for: answer) }
  }

  /// Lines that get lost on the way.
  func forget(lines count: Int) { lines += count }
}
