import API
import RoomLog
import ServiceKit
import Support
import Testing
import TinyReactor
import Wire

/// A room's log on a real server, taken into a transcript.
@Suite(.enabled(if: RedisServer.isThere)) struct `Taking a room's log` {
  let folder: TemporaryFolder
  let bench: TranscriptBench
  let room: LogRoom

  init() throws {
    folder = try TemporaryFolder()
    bench = try TranscriptBench(in: folder)
    room = try LogRoom(on: bench.reactor)
  }

  func start(_ bench: TranscriptBench? = nil) throws -> LogFollower {
    let follower = try room.follower(bench ?? self.bench)
    follower.start()
    return follower
  }

  /// Texts, `-7` for seven that are missing, as far as they are of `origin`.
  func texts(_ bench: TranscriptBench? = nil, of origin: String? = nil) throws -> [String] {
    try (bench ?? self.bench).page().filter { origin == nil || $0.origin == origin }
      .map { ($0.kind == .missing ? "-" : "") + ($0.text ?? "") }
  }

  func lines(_ numbers: ClosedRange<Int>, of origin: String = "a.1") -> [String] {
    numbers.map { "\(origin) \($0)" }
  }

  func wait(for count: Int, _ bench: TranscriptBench? = nil) throws {
    let bench = bench ?? self.bench
    try bench.reactor.wait { bench.transcript.lines >= count }
  }

  @Test func `each line is there once, in the order of the log`() throws {
    let writers = try ["a.1", "b.1", "c.x"].map { try LogWriter(room, $0) }
    for number in 1...120 { for writer in writers { try writer.say(lines: number % 4) } }
    let follower = try start()
    let count = writers.map(\.lines).reduce(0, +)
    try wait(for: count)
    for _ in 1...10 { for writer in writers { try writer.say(lines: 2) } }
    try wait(for: count + 60)
    for writer in writers {
      #expect(try texts(of: writer.origin) == lines(1...writer.lines, of: writer.origin))
    }
    let numbers = try bench.page().map(\.number)
    #expect(numbers.suffix(6) == [199, 200, 199, 200, 199, 200])
    #expect(bench.transcript.statistics.repeated == 0)
    #expect(follower.statistics.entries == 390)
    #expect(follower.lag == 0)
    #expect(follower.isUp)
  }

  @Test func `the next start reads on where the last one was`() throws {
    let writer = try LogWriter(room, "a.1")
    try writer.say(150)
    let first = try start()
    try wait(for: 150)
    first.stop()
    try bench.close()
    try writer.say(50)
    let again = try TranscriptBench(in: folder)
    let second = try start(again)
    try wait(for: 200, again)
    #expect(second.statistics.entries == 50)
    #expect(again.transcript.statistics.repeated == 0)
    #expect(try again.texts() == lines(1...200))
  }

  @Test func `what comes again is skipped, from whatever place a start reads on`() throws {
    let writer = try LogWriter(room, "a.1")
    try writer.say(120, lines: 2)
    let first = try start()
    try wait(for: 240)
    first.stop()
    let place = try #require(bench.transcript.logPlace)
    for number in [nil, 0, 50, place.id.number] {
      let copy = try bench.afterCrash()
      // Older places, and one that no log has.
      let id = LogID(epoch: number == nil ? 1 : place.id.epoch, number: number ?? 1)
      let older = LogPlace(room: "lobby", id: id, sum: try sum(at: id) ?? [])
      _ = try copy.reactor.wait(for: copy.transcript.take([], upTo: older))
      let follower = try start(copy)
      try copy.reactor.wait { follower.isInStep }
      #expect(try texts(copy) == lines(1...240))
      #expect(follower.statistics.changed == (number == nil ? 1 : 0))
      #expect(follower.statistics.entries == 119 - (number ?? -1))
    }
  }

  func sum(at id: LogID) throws -> [UInt8]? {
    let answer = try room.guest().ask("XRANGE", "ncc:{lobby}:log", "\(id)", "\(id)")
    return answer.split(separator: "\"").dropFirst(5).first.map { Array($0.utf8) }
  }

  @Test func `a log that is wiped is followed from its beginning, and gaps are to be seen`() throws
  {
    let (ann, bob) = try (LogWriter(room, "a.1"), LogWriter(room, "b.1"))
    try ann.say(10)
    let follower = try start()
    try wait(for: 10)
    try room.guest().ask("FLUSHALL")
    ann.forget(lines: 5)
    try ann.say(3)
    try bob.say(1, lines: 3)
    try wait(for: 17)
    #expect(try texts(of: "a.1") == lines(1...10) + ["-5"] + lines(16...18))
    #expect(try texts(of: "b.1") == lines(1...3, of: "b.1"))
    #expect(follower.statistics.changed == 1)
  }

  @Test func `an older copy that goes on doubles nothing`() throws {
    let (ann, bob) = try (LogWriter(room, "a.1"), LogWriter(room, "b.1"))
    let guest = try room.guest()
    try ann.say(10)
    for name in ["log", "seen"] { try guest.ask("COPY", "ncc:{lobby}:\(name)", "old:\(name)") }
    try ann.say(10)
    let follower = try start()
    try wait(for: 20)
    for name in ["log", "seen"] {
      try guest.ask("COPY", "old:\(name)", "ncc:{lobby}:\(name)", "REPLACE")
    }
    try bob.say(3)
    try ann.say(2)
    try wait(for: 25)
    #expect(try texts(of: "a.1") == lines(1...22))
    #expect(try texts(of: "b.1") == lines(1...3, of: "b.1"))
    #expect(follower.statistics.changed == 1)
    #expect(bench.transcript.statistics.repeated == 10)
  }

  @Test func `what was trimmed before it was read is to be seen, once`() throws {
    let short = try room.script(entriesMax: 100)
    let (ann, bob) = try (LogWriter(room, "a.1", short), LogWriter(room, "b.1", short))
    try ann.say(10)
    let first = try start()
    try wait(for: 10)
    first.stop()
    // Bob says something, is gone, and nobody has read it.
    try bob.say(20)
    try ann.say(400)
    let left = try room.numbers()
    try bench.close()
    let again = try TranscriptBench(in: folder)
    let second = try start(again)
    try wait(for: 12 + left.count, again)
    let missed = 420 - left.count
    #expect(second.statistics.missed == missed)
    let expected =
      lines(1...10) + ["-some", "-\(400 - left.count)"] + lines((411 - left.count)...410)
    #expect(try texts(again) == expected)
    // The same again, from the place before the gap.
    let copy = try again.afterCrash()
    let place = try #require(bench.transcript.logPlace)
    _ = try copy.reactor.wait(for: copy.transcript.take([], upTo: place))
    let third = try start(copy)
    try copy.reactor.wait { third.isInStep }
    #expect(third.statistics.missed == missed)
    #expect(try texts(copy) == expected)
  }

  @Test func `lines that an origin has lost are to be seen, also before the first one`() throws {
    let (ann, bob) = try (LogWriter(room, "a.1"), LogWriter(room, "b.1"))
    try ann.say(2)
    ann.forget(lines: 30)
    bob.forget(lines: 7)
    try ann.say(1)
    try bob.say(1)
    let follower = try start()
    try wait(for: 6)
    #expect(
      try texts() == ["a.1 1", "a.1 2", "-30", "a.1 33", "-7", "b.1 8"])
    #expect(follower.statistics.missed == 0)
  }

  @Test func `a line that breaks a rule is missing, and the log says so`() throws {
    let pipe = Pipe()
    let follower = try room.follower(bench, Log(descriptor: pipe.writing))
    let ann = try LogWriter(room, "a.1")
    try ann.say(1)
    try ann.say(1, text: "\u{1B}[2J")
    try ann.say(1)
    follower.start()
    try wait(for: 3)
    #expect(try texts() == ["a.1 1", "-1", "a.1 3"])
    #expect(follower.statistics.refused == 1)
    let log = pipe.take()
    #expect(log.contains("warning lines of the room's log are refused origin=a.1 problem="))
    #expect(!log.contains("2J"))
  }

  @Test func `with a retention of nothing no line is kept, and the next start reads on`() throws {
    _ = try bench.reactor.wait(
      for: bench.journal.commit(Change(.retention(days: 0), actor: "zoe", time: "t")))
    let ann = try LogWriter(room, "a.1")
    try ann.say(50)
    let follower = try start()
    try bench.reactor.wait { follower.isInStep }
    #expect(try bench.page() == [])
    _ = try bench.reactor.wait(
      for: bench.journal.commit(Change(.retention(days: 1), actor: "zoe", time: "t")))
    try ann.say(1)
    try wait(for: 1)
    #expect(try texts() == ["a.1 51"])
  }

  @Test func `entries without lines cost no transaction each`() throws {
    let ann = try LogWriter(room, "a.1")
    try ann.say(150, lines: 0)
    let follower = try start()
    try bench.reactor.wait { follower.isInStep }
    #expect(follower.statistics.entries == 150)
    #expect(bench.transcript.logPlace == nil)
    try ann.say(60, lines: 0)
    try bench.reactor.wait { bench.transcript.logPlace != nil }
    try ann.say(20, lines: 0)
    try bench.reactor.wait { follower.statistics.entries == 230 }
    follower.stop()
    try bench.close()
    let again = try TranscriptBench(in: folder)
    let second = try start(again)
    try ann.say(1)
    try wait(for: 1, again)
    #expect(second.statistics.entries == 1)
  }

  @Test func `a transcript that cannot be written holds the log back, and then gets all of it`()
    throws
  {
    let small = try TranscriptBench(pagesMax: 250)
    let text = " " + String(repeating: "x", count: 900)
    for first in [1, 201, 401, 601] {
      let messages = (0..<200).map { _ in
        NewMessage(
          time: TranscriptBench.noon - 31 * 86_400_000, kind: .said, name: "old", text: text)
      }
      _ = try small.reactor.wait(
        for: small.transcript.take(
          MessageBatch(room: "lobby", origin: "old.1", first: first, messages: messages)))
    }
    let ann = try LogWriter(room, "a.1")
    try ann.say(350, text: text)
    let follower = try start(small)
    try small.reactor.wait { small.transcript.statistics.failedCommits >= 3 }
    let read = follower.statistics.entries
    #expect(read <= 300 && read % LogReader.entriesMax == 0, "no more than one answer waits")
    #expect(small.transcript.lines < 800 + read)
    #expect(follower.lag >= 350 - (small.transcript.lines - 800) - 1)
    // The old lines go.
    small.transcript.start()
    try small.reactor.wait { small.transcript.lines == 350 }
    #expect(try small.page().map(\.number) == Array(1...350))
    try small.reactor.wait { follower.lag == 0 }
    #expect(follower.statistics.entries == 350)
  }
}
