import RoomLog
import Support
import TinyReactor
import TinyRedis
import Wire

/// A room's log on a real server, with those who write and read it.
final class LogBench {
  let reactor: Reactor
  let server: RedisServer
  private var guests: [RedisGuest] = []

  init(_ settings: String...) throws {
    reactor = try Reactor()
    server = try RedisServer(settings)
  }

  func guest() throws -> RedisGuest {
    let guest = try RedisGuest.ready(server, on: reactor)
    guests.append(guest)
    return guest
  }

  func script(entriesMax: Int = 10_000) throws -> AppendScript {
    AppendScript(on: try guest().client, room: "lobby", entriesMax: entriesMax)
  }

  /// All that stands in a room's log.
  func log(room: String = "lobby") throws -> [PlacedEntry] {
    let reader = LogReader(on: reactor, try guest().client, room: room)
    var entries: [PlacedEntry] = []
    var isOver = false
    reader.onNews = { news in
      switch news {
      case .entries(let more): entries += more
      case .inStep: isOver = true
      default: break
      }
    }
    reader.start()
    try reactor.wait { isOver }
    reader.stop()
    return entries
  }

  static func entry(
    _ number: Int, of origin: String = "a.1", _ text: String? = nil, firstLine: Int? = nil
  ) -> LogEntry {
    LogEntry(
      origin: origin, number: number, firstLine: firstLine ?? number, time: 1_795_521_600_000,
      records: [LogRecord(.said, member: 1, name: "ann", text: text ?? "\(origin) \(number)")])
  }

  static func claim(
    _ holder: String, _ names: [String], giving old: [String] = []
  ) -> AppendScript.Changes {
    var changes = AppendScript.Changes()
    (changes.holder, changes.claimed) = (holder, names)
    changes.released = old.map { (holder, $0) }
    return changes
  }

  /// Appends them one after the other; returns what came of each.
  @discardableResult
  func append(_ script: AppendScript, _ entries: [LogEntry]) throws -> [AppendScript.Outcome] {
    try entries.map { try reactor.wait(for: script.append($0)) }
  }
}

/// A reader, and what it has told, in words: `a.1 1`, `missed 3`.
final class ReaderBench {
  let reader: LogReader
  let guest: RedisGuest
  private(set) var news: [String] = []
  private(set) var failures = 0
  var pausesAfterEntries = false

  init(_ bench: LogBench, origin: String? = nil, backTo known: Int? = nil) throws {
    guest = try bench.guest()
    reader = LogReader(on: bench.reactor, guest.client, room: "lobby", origin: origin)
    reader.onNews = { [weak self] in self?.note($0) }
    if let known {
      reader.startAtEnd { $0.entry?.number == known }
    } else {
      reader.start()
    }
  }

  func clear() { news = [] }

  private func note(_ told: LogReader.News) {
    switch told {
    case .entries(let entries):
      if pausesAfterEntries { reader.pauseReading() }
      news += entries.map { $0.entry.map { $0.records.map(\.text).joined(separator: ",") } ?? "?" }
    case .past(let entries): news += entries.map { "past \($0.entry?.number ?? 0)" }
    case .letters(let letters): news += letters.map { "letter \($0.recipient) \($0.record.text)" }
    case .failed: failures += 1
    case .missed(let count): news.append("missed \(count)")
    case .changed: news.append("changed")
    case .inStep: news.append("in step")
    }
  }
}
