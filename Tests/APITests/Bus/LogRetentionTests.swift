import API
import RoomLog
import ServiceKit
import Support
import Testing
import TinyReactor
import Wire

/// What is too old for the transcript leaves the log, too.
@Suite(.enabled(if: RedisServer.isThere)) struct `How long a room's log is kept` {
  static let day = 86_400_000
  let bench: TranscriptBench
  let room: LogRoom
  let ann: LogWriter

  init() throws {
    bench = try TranscriptBench()
    room = try LogRoom(on: bench.reactor)
    ann = try LogWriter(room, "a.1")
  }

  func start(_ log: Log = Log(level: .error)) throws -> LogFollower {
    let follower = try room.follower(bench, log)
    bench.transcript.start()
    follower.start()
    return follower
  }

  func keep(days: Int) throws {
    _ = try bench.reactor.wait(
      for: bench.journal.commit(Change(.retention(days: days), actor: "zoe", time: "t")))
  }

  func wait(for follower: LogFollower, removed count: Int) throws {
    try bench.reactor.wait { follower.removed == count }
  }

  @Test func `a start takes out what is older than 30 days`() throws {
    try ann.say(130, time: TranscriptBench.noon - 31 * Self.day)
    try ann.say(3, time: TranscriptBench.noon - 29 * Self.day)
    let follower = try start()
    try wait(for: follower, removed: 130)
    #expect(try room.numbers() == [131, 132, 133])
  }

  @Test func `in a quiet room old lines go within two hours, the last one too`() throws {
    try ann.say(3, time: TranscriptBench.noon - 30 * Self.day + 1_800_000)
    let follower = try start()
    try bench.reactor.wait { follower.isInStep && bench.transcript.lines == 3 }
    #expect(try room.numbers() == [1, 2, 3])
    bench.clock.advance(by: .seconds(3_600))
    try wait(for: follower, removed: 2)
    try bench.reactor.wait { follower.statistics.entries == 4 }
    let numbers = try room.numbers()
    #expect(numbers.count == 2 && numbers[0] == 3)
    bench.clock.advance(by: .seconds(3_600))
    try wait(for: follower, removed: 3)
    #expect(try room.numbers() == [numbers[1]])
    try bench.reactor.wait { bench.transcript.lines == 0 }
    try ann.say(1)
    try bench.reactor.wait { bench.transcript.lines == 1 }
    #expect(follower.statistics.missed == 0 && follower.statistics.changed == 0)
  }

  @Test func `what was taken out looks like no gap to a start after a crash`() throws {
    let time = TranscriptBench.noon - 30 * Self.day + 1_800_000
    try ann.say(3, time: time)
    let follower = try start()
    try bench.reactor.wait { follower.isInStep && bench.transcript.lines == 3 }
    // They cost no transaction each: the file says that they were not read yet.
    try ann.say(5, lines: 0, time: time)
    try ann.say(1, lines: 0)
    try bench.reactor.wait { follower.statistics.entries == 9 }
    bench.clock.advance(by: .seconds(3_600))
    try wait(for: follower, removed: 8)
    let copy = try bench.afterCrash()
    let again = try room.follower(copy)
    again.start()
    try copy.reactor.wait { again.isInStep }
    #expect(again.statistics.missed == 0 && again.statistics.changed == 0)
  }

  @Test func `when nothing is kept the newest 200 entries stay for chat servers`() throws {
    try keep(days: 0)
    try ann.say(450)
    let follower = try start()
    try bench.reactor.wait { follower.isInStep && follower.removed > 0 }
    try bench.reactor.wait {
      ((try? room.numbers().count) ?? 0) == APILimits.logEntriesNeeded
    }
    // And while people talk.
    try ann.say(350)
    try bench.reactor.wait {
      guard let numbers = try? room.numbers() else { return false }
      return numbers.last == 800 && numbers.count < 300
    }
    #expect(try room.numbers().count >= 200)
    #expect(try bench.page() == [])
  }

  @Test func `a change to nothing takes effect at once`() throws {
    try ann.say(450)
    let follower = try start()
    try bench.reactor.wait { bench.transcript.lines == 450 && follower.isInStep }
    #expect(try room.numbers().count == 450)
    try keep(days: 0)
    bench.transcript.purge()
    try wait(for: follower, removed: 250)
    #expect(try room.numbers().first == 251)
    #expect(follower.statistics.missed == 0)
  }

  @Test func `a server that does not let us is said once, and nothing else suffers`() throws {
    try room.guest().ask(
      "ACL", "SETUSER", "default", "-xtrim")
    try ann.say(10, time: TranscriptBench.noon - 31 * Self.day)
    try ann.say(1)
    let pipe = Pipe()
    let follower = try start(Log(descriptor: pipe.writing))
    var log = ""
    func read() -> String {
      Log(descriptor: pipe.writing).info("end")
      log += pipe.take()
      return log
    }
    try bench.reactor.wait { read().contains("old lines stay") }
    try ann.say(20)
    try bench.reactor.wait { follower.statistics.entries == 31 && follower.isInStep }
    #expect(read().contains("help=\"let BUS_USER run"))
    #expect(log.split(separator: "\n").count { $0.contains("old lines stay") } == 1)
    #expect(follower.isUp)
  }
}
