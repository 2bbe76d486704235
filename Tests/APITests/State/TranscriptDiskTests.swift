import API
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// A disk that is full, and files that are taken away or damaged under a running API.
@Suite struct `The transcript on a bad disk` {
  static let big = String(repeating: "x", count: 1_000)

  /// Asks until the answer is of now, as the tests of the journal do.
  func readiness(_ bench: TranscriptBench) throws -> String? {
    for _ in 0..<2 {
      _ = try? bench.page()
      _ = bench.transcript.readiness()
    }
    _ = try? bench.page()
    return bench.transcript.readiness()
  }

  @Test func `on a full disk lines are refused, each may come again, and what is there is read`()
    throws
  {
    let bench = try TranscriptBench(pagesMax: 60)
    try bench.say("safe")
    let messages = (0..<200).map { _ in
      NewMessage(time: TranscriptBench.noon, kind: .said, name: "ann", text: Self.big)
    }
    let batch = MessageBatch(room: "lobby", origin: "b.1", first: 1, messages: messages)
    for _ in 1...3 {
      let error = #expect(throws: StateError.self) {
        try bench.reactor.wait(for: bench.transcript.take(batch))
      }
      #expect(error?.status == .serviceUnavailable)
      #expect(error?.description.contains("full") == true)
      #expect(try bench.texts() == ["safe"])
    }
    #expect(bench.transcript.statistics.failedCommits == 3)
    #expect(bench.transcript.lines == 1)
    #expect(bench.transcript.lastID == 1)
    for _ in 1...3 { #expect(try readiness(bench)?.contains("full") == true) }
    #expect(try bench.say("small", first: 2) == 2)
    #expect(bench.transcript.problem == nil)
    #expect(try bench.texts() == ["safe", "small"])
    #expect(try bench.afterCrash().texts() == ["safe", "small"])
  }

  @Test
  func `one batch that does not fit takes those of its transaction with it, and all may come`()
    throws
  {
    let bench = try TranscriptBench(pagesMax: 60)
    var failed: [String] = []
    let messages = (0..<200).map { _ in
      NewMessage(time: TranscriptBench.noon, kind: .said, name: "ann", text: Self.big)
    }
    bench.take("first").addErrback { _ in MessageReceipt(last: -1) }
      .addCallback { failed.append("first \($0.last)") }
    bench.take("second", origin: "b.1").addErrback { _ in MessageReceipt(last: -1) }
      .addCallback { failed.append("second \($0.last)") }
    bench.transcript.take(
      MessageBatch(room: "lobby", origin: "c.1", first: 1, messages: messages)
    ).addErrback { _ in MessageReceipt(last: -1) }
      .addCallback { failed.append("big \($0.last)") }
    try bench.reactor.wait { failed.count == 3 }
    #expect(failed == ["first 1", "second -1", "big -1"])
    try bench.say("second", origin: "b.1")
    #expect(try bench.texts() == ["first", "second"])
  }

  @Test(arguments: ["transcript.db", "transcript.db-wal"])
  func `a file that is taken away is noticed, and welcome back`(name: String) throws {
    let bench = try TranscriptBench()
    try bench.say("safe")
    #expect(try readiness(bench) == nil)
    bench.folder.move(name, to: "elsewhere")
    #expect(try readiness(bench)?.contains("\(name) was removed or replaced") == true)
    let error = #expect(throws: StateError.self) { try bench.say("lost", first: 2) }
    #expect(error?.status == .serviceUnavailable)
    #expect(error?.description.contains("put it back") == true)
    #expect(throws: StateError.self) { try bench.hide(1) }
    bench.folder.move("elsewhere", to: name)
    #expect(try readiness(bench) == nil)
    #expect(try bench.say("lost", first: 2) == 2)
  }

  @Test func `damage is said until the API is started anew, and nothing is written`() throws {
    let bench = try TranscriptBench()
    for number in 1...9 { try bench.say("\(number)", first: number) }
    let log = readFile(bench.folder.path + "/transcript.db-wal")
    bench.folder.write(log.prefix(log.count / 2), to: "transcript.db-wal")
    #expect(try readiness(bench)?.contains("was cut from") == true)
    var refused = 0
    for number in 10...50 {
      bench.take("\(number)", first: number).addErrback { error in
        #expect((error as? StateError)?.status == .serviceUnavailable)
        refused += 1
        return MessageReceipt(last: 0)
      }
    }
    try bench.reactor.wait { refused == 41 }
    bench.folder.write(log, to: "transcript.db-wal")
    #expect(try readiness(bench)?.contains("was cut from") == true, "who knows what was missed")
    bench.transcript.start()
    bench.clock.advance(by: APILimits.purgeInterval)
    let before = bench.folder.contents()
    try bench.reactor.wait(for: bench.transcript.close())
    #expect(bench.folder.contents() == before, "left for whoever saves what can be saved")
  }

  @Test func `a damaged page is found at the start, and said`() throws {
    let bench = try TranscriptBench()
    for number in 1...100 { try bench.say(Self.big, first: number) }
    try bench.close()
    var bytes = readFile(bench.folder.path + "/transcript.db")
    let page = bytes.count / 4_096 * 3 / 4 * 4_096
    bytes.replaceSubrange(page..<(page + 64), with: repeatElement(0xEE, count: 64))
    bench.folder.write(bytes, to: "transcript.db")
    let again = try TranscriptBench(in: bench.folder)
    #expect(again.transcript.problem == nil, "a large file is not read before it is needed")
    again.transcript.start()
    try again.reactor.wait { again.transcript.problem != nil }
    #expect(again.transcript.problem?.contains("restore a backup") == true)
    #expect(throws: StateError.self) { try again.say("lost", first: 101) }
    try again.close()
  }
}
