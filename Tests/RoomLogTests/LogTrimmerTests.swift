import RoomLog
import Support
import Testing
import TinyReactor
import Wire

@Suite(.enabled(if: RedisServer.isThere)) struct `Taking old entries out of a log` {
  let bench: LogBench
  let script: AppendScript
  let trimmer: LogTrimmer

  init() throws {
    bench = try LogBench()
    script = try bench.script()
    trimmer = LogTrimmer(on: try bench.guest().client, room: "lobby")
  }

  /// Appends entries, one at each of these times; without a time, another program's. Returns where
  /// the last one is.
  func say(_ times: [Int?], from first: Int = 1) throws -> LogID {
    for (number, time) in zip(first..., times) {
      if let time {
        var entry = LogBench.entry(number)
        entry.time = time
        try bench.append(script, [entry])
      } else {
        let id = try #require(try bench.log().last?.id.next)
        try bench.guest().ask("XADD", "ncc:{lobby}:log", "\(id)", "c", "x", "what", "ever")
      }
    }
    return try #require(try bench.log().last?.id)
  }

  func numbers() throws -> [Int] { try bench.log().map { ($0.entry?.number ?? 0) } }

  static let ways: [(what: String, times: [Int?], time: Int, place: Int, left: [Int])] = [
    ("all are young", [5, 6, 7], 5, 3, [1, 2, 3]),
    ("some are old", [3, 4, 5, 6], 5, 4, [3, 4]),
    ("an old one behind a young one stays with it", [3, 5, 4, 6], 5, 4, [2, 3, 4]),
    ("what cannot be read goes with those around it", [3, nil, 5, 6], 5, 4, [3, 4]),
    ("nothing goes that is not taken yet", [1, 2, 3, 4, 5], 5, 2, [2, 3, 4, 5]),
  ]

  @Test(arguments: ways)
  func `what is older than a time goes, up to the first that is not`(
    what: String, times: [Int?], time: Int, place: Int, left: [Int]
  ) throws {
    let last = try say(times)
    let end = LogID(epoch: last.epoch, number: last.number - times.count + place)
    let removed = try bench.reactor.wait(
      for: trimmer.removeEntries(before: time, upTo: end, now: 9))
    #expect(try numbers() == left, "\(what)")
    #expect(removed == times.count - left.count)
  }

  @Test func `many old ones go in steps`() throws {
    let last = try say([Int](repeating: 1, count: 350) + [9])
    let removed = try bench.reactor.wait(
      for: trimmer.removeEntries(before: 5, upTo: last, now: 9))
    #expect(removed == 350)
    #expect(try numbers() == [351])
  }

  @Test func `the newest, when it is old, goes the next time, and the log is the same`() throws {
    let reader = try ReaderBench(bench)
    let last = try say([1, 2])
    _ = try bench.reactor.wait(for: trimmer.removeEntries(before: 5, upTo: last, now: 9))
    try bench.reactor.wait { reader.news.contains("") }
    let log = try bench.log()
    #expect(log.map(\.id) == [last, last.next])
    #expect(log[1].entry?.records == [])
    #expect(log[1].entry?.batch(room: "lobby").messages == [])
    for _ in 1...2 {
      _ = try bench.reactor.wait(
        for: trimmer.removeEntries(before: 5, upTo: last.next, now: 10))
      #expect(try bench.log().map(\.id) == [last.next])
    }
    // Whatever becomes of the clock, one without lines needs no other behind it.
    _ = try bench.reactor.wait(for: trimmer.removeEntries(before: 99, upTo: last.next, now: 100))
    #expect(try bench.log().map(\.id) == [last.next])
    let next = try say([7], from: 3)
    #expect(next == last.next.next)
    try bench.reactor.wait { reader.news.last == "a.1 3" }
    #expect(reader.news.filter { $0 != "in step" } == ["a.1 1", "a.1 2", "", "a.1 3"])
  }

  @Test(arguments: [
    (10, 3, 10, [8, 9, 10]), (10, 20, 10, Array(1...10)), (10, 3, 5, Array(3...10)),
  ])
  func `all but the newest go, of those that are taken`(
    count: Int, kept: Int, place: Int, left: [Int]
  ) throws {
    let last = try say([Int](repeating: 1, count: count))
    let end = LogID(epoch: last.epoch, number: last.number - count + place)
    let removed = try bench.reactor.wait(for: trimmer.keepNewest(kept, upTo: end))
    #expect(try numbers() == left)
    #expect(removed == count - left.count)
  }

  @Test func `of many all but the newest go in steps`() throws {
    let last = try say([Int](repeating: 1, count: 350))
    #expect(try bench.reactor.wait(for: trimmer.keepNewest(20, upTo: last)) == 330)
    #expect(try numbers() == Array(331...350))
  }

  @Test func `another log than the one that was read is left alone, as is none`() throws {
    let none = LogID(epoch: 1, number: 5)
    #expect(try bench.reactor.wait(for: trimmer.newest()) == nil)
    for isEmpty in [true, false] {
      if !isEmpty { _ = try say([1, 2, 3]) }
      #expect(try bench.reactor.wait(for: trimmer.keepNewest(1, upTo: none)) == 0)
      #expect(
        try bench.reactor.wait(for: trimmer.removeEntries(before: 9, upTo: none, now: 9)) == 0)
    }
    #expect(try numbers() == [1, 2, 3])
  }
}
