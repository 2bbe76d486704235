import Glibc
import RoomLog
import Support
import Testing
import TinyReactor
import TinyRedis
import Wire

@Suite(.enabled(if: RedisServer.isThere)) struct `Following a room's log` {
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

  @Test func `what is there comes first, then what is new, each once and in order`() throws {
    try say(1...450)
    let reader = try ReaderBench(bench)
    try bench.reactor.wait { reader.news.last == "in step" }
    #expect(reader.news == lines(1...450) + ["in step"])
    try say(451...460)
    try bench.reactor.wait { reader.news.last == "a.1 460" }
    #expect(reader.news == lines(1...450) + ["in step"] + lines(451...460))
  }

  @Test func `two readers see one order`() throws {
    let readers = try [ReaderBench(bench), ReaderBench(bench)]
    let scripts = try [script, bench.script(), bench.script()]
    let answers = (1...50).flatMap { number in
      scripts.enumerated().map { index, script in
        script.append(LogBench.entry(number, of: "s\(index).1"))
      }
    }
    for answer in answers { _ = try bench.reactor.wait(for: answer) }
    try bench.reactor.wait { readers.allSatisfy { $0.news.count == 151 } }
    #expect(
      readers[0].news.filter { $0 != "in step" } == readers[1].news.filter { $0 != "in step" })
  }

  @Test func `an empty log is in step, and its first entry comes`() throws {
    let reader = try ReaderBench(bench)
    try bench.reactor.wait { reader.news == ["in step"] }
    try say(1...1)
    try bench.reactor.wait { reader.news == ["in step", "a.1 1"] }
  }

  @Test func `after a crash of the server nothing is missed or comes twice`() throws {
    let reader = try ReaderBench(bench)
    try say(1...10)
    try bench.reactor.wait { reader.news.contains("a.1 10") }
    try bench.server.kill()
    try bench.server.restart()
    let script = try bench.script()
    try say(11...20, script)
    try bench.reactor.wait { reader.news.contains("a.1 20") }
    #expect(reader.news.filter { $0 != "in step" } == lines(1...20))
  }

  @Test func `who was away while the log was trimmed learns how much is gone`() throws {
    let short = try bench.script(entriesMax: 100)
    let reader = try ReaderBench(bench)
    try say(1...10, short)
    try bench.reactor.wait { reader.news.contains("a.1 10") }
    reader.reader.stop()
    try say(11...500, short)
    reader.clear()
    reader.reader.start()
    try bench.reactor.wait { reader.news.last == "in step" }
    let missed = try #require(Int(reader.news[0].dropFirst("missed ".count)))
    #expect(reader.news == ["missed \(missed)"] + lines((11 + missed)...500) + ["in step"])
    #expect((290...390).contains(missed))
  }

  @Test func `a log that begins anew is noticed, also by one who waits`() throws {
    let reader = try ReaderBench(bench)
    try say(1...10)
    try bench.reactor.wait { reader.news.contains("a.1 10") }
    let guest = try bench.guest()
    try guest.ask("FLUSHALL")
    reader.clear()
    try bench.reactor.wait { reader.news.contains("changed") }
    try say(1...3, of: "b.1")
    try bench.reactor.wait { reader.news.last == "b.1 3" }
    #expect(reader.news.filter { $0 != "in step" } == ["changed"] + lines(1...3, of: "b.1"))
  }

  @Test func `an older copy that goes on is noticed by its sum`() throws {
    let reader = try ReaderBench(bench)
    try say(1...10)
    let copy = try bench.guest().ask("DUMP", "ncc:{lobby}:log")
    #expect(!copy.isEmpty)
    let guest = try bench.guest()
    try guest.ask("COPY", "ncc:{lobby}:log", "old")
    try guest.ask("COPY", "ncc:{lobby}:seen", "oldseen")
    try say(11...20)
    try bench.reactor.wait { reader.news.contains("a.1 20") }
    reader.reader.stop()
    // The same ids again, with other entries.
    try guest.ask("COPY", "old", "ncc:{lobby}:log", "REPLACE")
    try guest.ask("COPY", "oldseen", "ncc:{lobby}:seen", "REPLACE")
    try say(1...15, of: "b.1")
    reader.clear()
    reader.reader.start()
    try bench.reactor.wait { reader.news.last == "in step" }
    #expect(reader.news == ["changed"] + lines(1...10) + lines(1...15, of: "b.1") + ["in step"])
  }

  @Test func `a server that stands still is given up, and followed when it goes on`() throws {
    let reader = try ReaderBench(bench)
    try say(1...5)
    try bench.reactor.wait { reader.news.contains("a.1 5") }
    bench.server.process.signal(SIGSTOP)
    try bench.reactor.wait { !reader.guest.losses.isEmpty }
    #expect("\(reader.guest.losses[0])".contains("did not answer"))
    bench.server.process.signal(SIGCONT)
    try bench.reactor.wait { reader.guest.isReady }
    let script = try bench.script()
    try say(6...8, script)
    try bench.reactor.wait { reader.news.contains("a.1 8") }
    #expect(reader.news.filter { $0 != "in step" } == lines(1...8))
  }

  @Test func `another program's entry is passed over, and does not end it`() throws {
    let reader = try ReaderBench(bench)
    try say(1...1)
    try bench.reactor.wait { reader.news.contains("a.1 1") }
    let id = try #require(reader.reader.place?.id.next)
    try bench.guest().ask("XADD", "ncc:{lobby}:log", "\(id)", "c", "x", "what", "ever")
    try say(2...2)
    try bench.reactor.wait { reader.news.last == "a.1 2" }
    #expect(reader.news.filter { $0 != "in step" } == ["a.1 1", "?", "a.1 2"])
  }

  @Test func `it can begin at the end, and tell of the newest`() throws {
    try say(1...30)
    let reader = try ReaderBench(bench, backTo: 26)
    try bench.reactor.wait { reader.news.last == "in step" }
    #expect(reader.news == (26...30).map { "past \($0)" } + ["in step"])
    try say(31...31)
    try bench.reactor.wait { reader.news.last == "a.1 31" }
    #expect(reader.news.count == 7)
  }

  @Test(arguments: [(1_300, 300, 301), (150, 12, 12), (150, 0, 1), (0, 1, 1)])
  func `it can begin at the end, and tell of what is not known yet`(
    newest: Int, known: Int, oldest: Int
  ) throws {
    try say(1...max(1, newest))
    let reader = try ReaderBench(bench, backTo: known)
    try bench.reactor.wait { reader.news.last == "in step" }
    #expect(reader.news == (oldest...max(1, newest)).map { "past \($0)" } + ["in step"])
  }

  @Test func `entries of full length are read, however many there are`() throws {
    let text = String(repeating: "x", count: 1_000)
    let records = [LogRecord](repeating: LogRecord(.said, name: "ann", text: text), count: 64)
    for number in 1...130 {
      let entry = LogEntry(
        origin: "a.1", number: number, firstLine: 64 * number - 63, time: 1, records: records)
      #expect((64_500...LogEntry.recordBytesMax).contains(entry.payload.count))
      _ = try bench.reactor.wait(for: script.append(entry))
    }
    let reader = try ReaderBench(bench)
    try bench.reactor.wait { reader.news.last == "in step" || !reader.guest.losses.isEmpty }
    #expect(reader.news.count == 131)
    #expect(reader.guest.losses == [])
  }

  @Test func `what is gone of a new log is told, too`() throws {
    let reader = try ReaderBench(bench)
    try say(1...10)
    try bench.reactor.wait { reader.news.contains("a.1 10") }
    reader.reader.stop()
    let (guest, epoch) = (try bench.guest(), try #require(reader.reader.place?.id.epoch))
    try guest.ask("FLUSHALL")
    // A log that is wiped within the second in which it began has the same ids again.
    while try guest.ask("TIME").hasPrefix("[\"\(epoch)\"") {}
    try say(1...300, bench.script(entriesMax: 100), of: "b.1")
    reader.clear()
    reader.reader.start()
    try bench.reactor.wait { reader.news.last == "in step" }
    let missed = try #require(Int(reader.news[1].dropFirst("missed ".count)))
    #expect(missed > 0)
    #expect(
      reader.news
        == ["changed", "missed \(missed)"] + lines((1 + missed)...300, of: "b.1") + ["in step"])
  }

  @Test func `letters come once, and to the one they are for`() throws {
    let readers = try [ReaderBench(bench, origin: "a.1"), ReaderBench(bench, origin: "b.1")]
    try bench.reactor.wait { readers.allSatisfy { $0.news == ["in step"] } }
    let guest = try bench.guest()
    func send(_ text: String, to origin: String) throws {
      let letter = Letter(
        origin: "c.1", recipient: 7, record: LogRecord(.said, member: 1, name: "ann", text: text))
      var command = RESPCommand("XADD", LogKeys(room: "lobby").mailbox(of: origin), "*")
      for field in letter.fields { command.append(field) }
      _ = try bench.reactor.wait(for: guest.client.send(command))
    }
    try send("one", to: "a.1")
    try send("two", to: "a.1")
    try send("three", to: "b.1")
    try bench.reactor.wait { readers[0].news.count == 3 && readers[1].news.count == 2 }
    #expect(readers[0].news == ["in step", "letter 7 one", "letter 7 two"])
    #expect(readers[1].news == ["in step", "letter 7 three"])
    try say(1...1)
    try bench.reactor.wait { readers.allSatisfy { $0.news.last == "a.1 1" } }
    #expect(readers[0].news.count == 4)
  }
}
