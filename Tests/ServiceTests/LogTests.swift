import Glibc
import ServiceKit
import Support
import Testing

@Suite struct LogTests {
  @Test func `an event is one line with its time`() throws {
    let pipe = Pipe()
    Log("chat", descriptor: pipe.writing).info("joined", ["members": 12])
    let line = pipe.take()
    #expect(line.hasSuffix("Z info joined members=12\n"))
    #expect(line.prefix { $0 != " " }.count == "2026-11-24T13:20:00.123Z".count)
  }

  @Test func `less than the level is not written`() {
    let pipe = Pipe()
    let log = Log("chat", level: .warning, descriptor: pipe.writing)
    log.debug("a")
    log.info("b")
    log.warning("c")
    log.error("d")
    #expect(pipe.take().split(separator: "\n").map { $0.suffix(1) } == ["c", "d"])
    #expect(Log.Level.allCases.map(log.lines) == [0, 0, 1, 1])
  }

  @Test func `lines into a full pipe are dropped at once, counted, and missed aloud later`() {
    let pipe = Pipe()
    let log = Log("chat", descriptor: pipe.writing)
    for _ in 0..<1_000 where log.dropped < 3 {
      log.info("filling", ["with": String(repeating: "x", count: 1_000)])
    }
    #expect(log.dropped == 3)
    _ = pipe.take()
    log.info("again")
    #expect(log.lines(at: .warning) == 1)
    #expect(pipe.take().hasSuffix("warning log lines dropped count=3\n"))
  }

  @Test func `a log that nobody reads any more harms nobody`() {
    signal(SIGPIPE, SIG_IGN)
    let pipe = Pipe()
    pipe.closeReading()
    let log = Log("chat", descriptor: pipe.writing)
    log.error("to nobody")
    #expect(log.dropped == 1)
    #expect(log.lines(at: .error) == 0)
  }

  @Test func `a closed descriptor harms nobody`() {
    let log = Log("chat", descriptor: -1)
    log.error("to nobody")
    #expect(log.dropped == 1)
  }
}
