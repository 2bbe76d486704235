import Chat
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `The outbox of what is said, at its limits` {
  let bench: OutboxBench
  var api: FakeAPI { bench.api }
  var outbox: TranscriptOutbox { bench.outbox }

  init() throws { bench = try OutboxBench() }

  /// Everything is handed over that is there.
  func finish() throws {
    for _ in 1...200 {
      try bench.acknowledgeAll()
      bench.goOn(10_000)
    }
    #expect(outbox.lines == 0)
  }

  @Test func `of more than 10,000 lines the oldest go, in batches, and numbers tell how many`()
    throws
  {
    bench.say(1)
    bench.goOn(200)
    api.fail()
    #expect(bench.say(12_000).last == 12_001)
    #expect(outbox.lines <= TranscriptOutbox.linesMax)
    #expect(outbox.lines > TranscriptOutbox.linesMax - 200)
    #expect(outbox.lines + outbox.dropped == 12_001)
    try finish()
    #expect(bench.takenLines.count == 12_001 - outbox.dropped)
    #expect(bench.takenLines == ((outbox.dropped + 1)...12_001).map { "\($0) line \($0)" })
  }

  @Test func `of more than 4 MiB too`() throws {
    bench.say(1)
    bench.goOn(200)
    api.fail()
    bench.say(6_000, bytes: 1_024)
    #expect(outbox.dropped > 1_000)
    #expect(outbox.lines * 1_000 <= TranscriptOutbox.bytesMax)
    let kept = outbox.lines
    try finish()
    #expect(bench.taken.count == kept)
    #expect(Set(bench.taken.keys) == Set((6_002 - kept)...6_001))
  }

  @Test func `the batch under way never goes: it may be there already`() throws {
    bench.say(200)
    bench.goOn(0)
    #expect(api.waiting == 1)
    bench.say(12_000)
    #expect(outbox.lines <= TranscriptOutbox.linesMax)
    try finish()
    let numbers = Set(bench.taken.keys)
    #expect(Set(1...200).isSubset(of: numbers))
    #expect(!numbers.contains(201))
    #expect(numbers.contains(12_200))
    #expect(numbers.count == 12_200 - outbox.dropped)
  }

  @Test func `while nothing is kept nothing is handed over, and numbers go on without a gap`()
    throws
  {
    bench.say(3)
    outbox.isKept = false
    #expect(outbox.lines == 0)
    #expect(bench.say(5) == Array(repeating: nil, count: 5))
    bench.goOn(60_000)
    #expect(api.requests.isEmpty)
    outbox.isKept = true
    #expect(bench.say(2) == [1, 2])
    try finish()
    #expect(bench.takenLines == ["1 line 9", "2 line 10"])
  }

  @Test func `what is under way when that begins is still acknowledged`() throws {
    bench.say(200)
    bench.goOn(0)
    bench.say(300)
    outbox.isKept = false
    #expect(outbox.lines == 200)
    try bench.acknowledge()
    #expect(outbox.lines == 0)
    outbox.isKept = true
    #expect(bench.say(1) == [201])
    try finish()
    #expect(bench.taken.count == 201)
  }

  @Test func `a number that the API may have is given to no other line`() throws {
    bench.say(2)
    bench.goOn(200)
    try bench.loseAnswer()
    outbox.isKept = false
    bench.say(4)
    outbox.isKept = true
    #expect(bench.say(1) == [3])
    try finish()
    #expect(bench.takenLines == ["1 line 1", "2 line 2", "3 line 7"])
  }

  @Test func `an API that keeps nothing and knows no such path is not asked for ever`() throws {
    bench.say(2)
    bench.goOn(200)
    outbox.isKept = false
    api.answer(HTTPResponse(.notFound))
    #expect(outbox.lines == 0)
    bench.goOn(60_000)
    #expect(api.requests.count == 1)
    #expect(!api.clock.hasPendingCalls)
  }

  @Test func `a goodbye hands over all that is left, one request after the other`() throws {
    bench.say(450)
    var isDone = false
    outbox.finish().addCallback { isDone = true }
    while api.waiting > 0 {
      #expect(!isDone)
      try bench.acknowledge()
    }
    #expect(isDone)
    #expect(bench.takenLines == (1...450).map { "\($0) line \($0)" })
  }

  @Test func `a goodbye waits for the request under way, and for what came behind it`() throws {
    bench.say(1)
    bench.goOn(200)
    bench.say(1)
    var isDone = false
    outbox.finish().addCallback { isDone = true }
    #expect(api.requests.count == 1)
    api.fail()
    bench.goOn(200)
    #expect(api.requests.count == 2)
    try bench.acknowledgeAll()
    #expect(isDone)
    #expect(bench.takenLines == ["1 line 1", "2 line 2"])
  }

  @Test func `a goodbye with nothing left is done at once`() {
    bench.goOn(10_000)  // the room has had its say
    var isDone = false
    outbox.finish().addCallback { isDone = true }
    #expect(isDone)
    #expect(api.requests.isEmpty)
    #expect(!api.clock.hasPendingCalls)
  }

  @Test func `a goodbye takes two seconds at most`() throws {
    bench.say(1)
    var isDone = false
    outbox.finish().addCallback { isDone = true }
    #expect(api.waiting == 1)
    bench.goOn(1_999)
    #expect(!isDone)
    bench.goOn(1)
    #expect(isDone)
    try bench.acknowledge()
    #expect(bench.takenLines == ["1 line 1"], "a late answer does no harm")
  }
}
