import API
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `The transcript` {
  let bench: TranscriptBench

  init() throws { bench = try TranscriptBench() }

  @Test func `a batch is on disk when it is answered`() throws {
    #expect(try bench.say("one", "two") == 2)
    #expect(try bench.say("two", "three", first: 2) == 3)
    #expect(try bench.afterCrash().texts() == ["one", "two", "three"])
    #expect(bench.transcript.lastID == 3)
    #expect(bench.transcript.lines == 3)
    #expect(bench.transcript.statistics.lines == 3)
    #expect(bench.transcript.statistics.batches == 2)
    #expect(bench.transcript.statistics.repeated == 1)
  }

  @Test func `batches that come meanwhile share transactions, and each is answered in order`()
    throws
  {
    var answers: [String] = []
    var wakes = 0
    func listen() {
      bench.transcript.newLines.wait(atMost: .seconds(60)).addCallback {
        wakes += 1
        listen()
      }
    }
    listen()
    for number in 1...30 {
      for origin in ["a.1", "b.1"] {
        bench.take("\(origin) \(number)", first: number, origin: origin)
          .addCallback { answers.append("\(origin) \($0.last)") }
      }
    }
    try bench.reactor.wait { answers.count == 60 }
    let expected = (1...30).flatMap { ["a.1 \($0)", "b.1 \($0)"] }
    #expect(answers == expected)
    #expect(try bench.texts() == expected)
    // The first goes alone, the others 16 at a time.
    #expect(wakes == 5)
  }

  @Test func `over the limit a batch is refused, and nothing else is lost`() throws {
    var done: [Int] = []
    for number in 1...(APILimits.batchesPendingMax + 1) {
      bench.take("\(number)", first: number).addCallback { done.append($0.last) }
    }
    let error = #expect(throws: StateError.self) { try bench.say("too much", first: 66) }
    #expect(error?.status == .serviceUnavailable)
    try bench.reactor.wait { done.count == APILimits.batchesPendingMax + 1 }
    #expect(bench.transcript.problem == nil)
    #expect(try bench.say("later", first: 66) == 66)
    #expect(try bench.texts() == (1...65).map { "\($0)" } + ["later"])
  }

  @Test func `what is missing is counted`() throws {
    try bench.say("one")
    try bench.say("five", first: 5)
    #expect(bench.transcript.statistics.missing == 3)
    #expect(bench.transcript.statistics.gaps == 1)
    #expect(bench.transcript.statistics.lines == 3, "what stands for them, too")
    #expect(bench.transcript.lines == 3)
  }

  @Test func `closing finishes what is there, wakes who waits, and frees the file`() throws {
    var done = 0
    for number in 1...40 {
      bench.take("\(number)", first: number).addCallback { _ in done += 1 }
    }
    var filter = MessageFilter()
    (filter.after, filter.name) = (0, "bob")
    var page: MessageList?
    bench.transcript.page(filter, waitingAtMost: .seconds(60)).addCallback { page = $0 }
    try bench.reactor.wait(for: bench.transcript.close())
    #expect(done == 40)
    #expect(page == MessageList(messages: [], more: false))
    for refused in [
      bench.take("late", first: 41).addCallback { _ in },
      bench.transcript.page(filter).addCallback { _ in },
      bench.transcript.page(filter, waitingAtMost: .seconds(9)).addCallback { _ in },
      bench.transcript.hide(1, actor: "zoe").addCallback { _ in },
      bench.transcript.show(1, actor: "zoe").addCallback { _ in },
    ] {
      let error = #expect(throws: StateError.self) { try bench.reactor.wait(for: refused) }
      #expect(error?.status == .serviceUnavailable)
    }
    try bench.reactor.wait(for: bench.journal.close())
    #expect(!bench.clock.hasPendingCalls)
    #expect(bench.folder.contents().keys.sorted() == ["test.db", "transcript.db"])
    #expect(try TranscriptBench(in: bench.folder).texts().count == 40)
  }

  @Test func `closing when idle is done at once, also while the file is looked after`() throws {
    bench.transcript.start()
    try bench.close()
    let again = try TranscriptBench(in: bench.folder)
    try again.say("kept")
    again.transcript.start()
    try again.close()
    #expect(!again.clock.hasPendingCalls)
    #expect(try TranscriptBench(in: bench.folder).texts() == ["kept"])
  }

  @Test func `a minute after a line the file alone has it, and the log is empty`() throws {
    let bench = try TranscriptBench(checkpointDelay: APILimits.checkpointDelay)
    try bench.say("kept")
    #expect(bench.folder.contents()["transcript.db-wal"]?.isEmpty == false)
    bench.clock.advance(by: APILimits.checkpointDelay)
    #expect(try bench.texts() == ["kept"])
    #expect(bench.folder.contents()["transcript.db-wal"]?.isEmpty == true)
    #expect(bench.transcript.sizes.logBytes == 0)
    let copy = try TemporaryFolder()
    copy.write(readFile(bench.folder.path + "/transcript.db"), to: "transcript.db")
    #expect(try TranscriptBench(in: copy).texts() == ["kept"])
  }
}
