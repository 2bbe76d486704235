import RoomLog
import Support
import TinyReactor
import TinyRedis

/// The stamped lines that stand in a room's log.
struct LogContents {
  /// Sequence numbers, by talker.
  private(set) var lines: [Int: Set<UInt32>] = [:]
  /// Lines that stand there twice.
  private(set) var doubled = 0
  private(set) var entries = 0

  /// All that the engine at `port` still has of what was said from `start` on.
  init(from port: UInt16, since start: UInt64) throws {
    let reactor = try Reactor()
    let guest = RedisGuest(try RedisAddress("redis://127.0.0.1:\(port)"), on: reactor)
    try guest.waitUntilReady()
    let reader = LogReader(on: reactor, guest.client, room: "lobby")
    var found: [PlacedEntry] = []
    var isOver = false
    reader.onNews = { news in
      switch news {
      case .entries(let more): found += more
      case .inStep: isOver = true
      default: break
      }
    }
    reader.start()
    try reactor.wait { isOver }
    reader.stop()
    entries = found.count
    for record in found.flatMap({ $0.entry?.records ?? [] }) {
      add(Array(record.text.utf8), since: start)
    }
  }

  private mutating func add(_ text: [UInt8], since start: UInt64) {
    guard let line = StampedLine(text.span.bytes, from: 0, to: text.count), line.stamp >= start
    else { return }
    if !lines[Int(line.talker), default: []].insert(line.sequence).inserted { doubled += 1 }
  }

  /// The number behind the last of a talker's lines.
  func end(of talker: Int) -> UInt32 { lines[talker]?.max().map { $0 + 1 } ?? 0 }

  /// How many of a talker's lines from `first` on it has.
  func count(of talker: Int, from first: UInt32) -> Int {
    lines[talker]?.count { $0 >= first } ?? 0
  }
}
