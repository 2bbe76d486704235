import RoomLog
import Support
import Testing
import TinyReactor
import TinyRedis

@Suite(.enabled(if: RedisServer.isThere)) struct `Following a room's log with pauses` {
  let bench: LogBench
  let script: AppendScript

  init() throws {
    bench = try LogBench()
    script = try bench.script()
  }

  func say(_ numbers: ClosedRange<Int>, _ script: AppendScript? = nil, of origin: String = "a.1")
    throws
  {
    try bench.append(script ?? self.script, numbers.map { LogBench.entry($0, of: origin) })
  }

  func lines(_ numbers: ClosedRange<Int>, of origin: String = "a.1") -> [String] {
    numbers.map { "\(origin) \($0)" }
  }

  @Test func `one who pauses gets what was asked for, and the rest when they go on`() throws {
    try say(1...450)
    let reader = try ReaderBench(bench)
    reader.pausesAfterEntries = true
    try bench.reactor.wait { !reader.news.isEmpty }
    // Each answer of another client shows that one which was asked for before would be here.
    let guest = try bench.guest()
    for _ in 1...20 { try guest.ask("PING") }
    #expect(reader.news == lines(1...LogReader.entriesMax))
    reader.pausesAfterEntries = false
    reader.reader.resumeReading()
    try bench.reactor.wait { reader.news.last == "in step" }
    #expect(reader.news == lines(1...450) + ["in step"])
    try say(451...451)
    try bench.reactor.wait { reader.news.last == "a.1 451" }
  }

  @Test func `one for whom there is something new in each answer is in step all the same`() throws {
    try say(1...250)
    let reader = try ReaderBench(bench)
    reader.pausesAfterEntries = true
    for number in 251...260 {
      let known = reader.news.count
      try bench.reactor.wait { reader.news.count > known }
      try say(number...number)
      reader.reader.resumeReading()
    }
    // Two full answers came before the one that had all there was.
    let wanted = lines(1...252) + ["in step"] + lines(253...259)
    #expect(Array(reader.news.prefix(wanted.count)) == wanted)
  }

  @Test func `one who pauses in step goes on in step`() throws {
    let reader = try ReaderBench(bench)
    try bench.reactor.wait { reader.news == ["in step"] }
    reader.pausesAfterEntries = true
    try say(1...1)
    try bench.reactor.wait { reader.news.last == "a.1 1" }
    try say(2...3)
    reader.pausesAfterEntries = false
    reader.reader.resumeReading()
    try bench.reactor.wait { reader.news.last == "a.1 3" }
    try say(4...4)
    try bench.reactor.wait { reader.news.last == "a.1 4" }
    #expect(reader.news == ["in step"] + lines(1...4))
  }

  @Test func `a log that is replaced during a pause is noticed`() throws {
    try say(1...10)
    let reader = try ReaderBench(bench)
    reader.pausesAfterEntries = true
    try bench.reactor.wait { !reader.news.isEmpty }
    let guest = try bench.guest()
    let epoch = try #require(reader.reader.place?.id.epoch)
    // As many entries with the same ids.
    try guest.ask("FLUSHALL")
    for number in 0...19 {
      var command = RESPCommand("XADD", "ncc:{lobby}:log", "\(epoch)-\(number)", "c", "x\(number)")
      for field in ["o", "b.1", "n", "\(number + 1)", "f", "\(number + 1)", "t", "1", "p", ""] {
        command.append(field)
      }
      _ = try bench.reactor.wait(for: guest.client.send(command))
    }
    reader.clear()
    reader.pausesAfterEntries = false
    reader.reader.resumeReading()
    try bench.reactor.wait { reader.news.last == "in step" }
    #expect(reader.news.first == "changed")
    #expect(reader.news.count == 22)
  }
}
