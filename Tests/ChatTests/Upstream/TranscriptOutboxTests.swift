import Chat
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `The outbox of what is said` {
  let bench: OutboxBench
  var api: FakeAPI { bench.api }
  var outbox: TranscriptOutbox { bench.outbox }

  init() throws { bench = try OutboxBench() }

  @Test func `a line is handed over a fifth of a second after it was said, with those that follow`()
    throws
  {
    #expect(bench.say(2) == [1, 2])
    bench.goOn(150)
    bench.say(1)
    bench.goOn(49)
    #expect(api.requests.isEmpty)
    bench.goOn(1)
    let request = try #require(api.requests.first)
    #expect(request.method == .post)
    #expect(request.target == "/messages")
    #expect(request.fields["Content-Type"] == "application/json")
    let batch = try bench.lastBatch()
    #expect(batch.room == "lobby")
    #expect(batch.origin == "chat-1.x")
    #expect(batch.first == 1)
    #expect(batch.messages.count == 3)
    #expect(
      batch.messages.first
        == NewMessage(
          time: TestRoom.noon * 1_000, kind: .said, member: 7, name: "ann", text: "line 1"))
    #expect(outbox.lines == 3)
    try bench.acknowledge()
    #expect(outbox.lines == 0)
    #expect(outbox.handedOver == 3)
    #expect(outbox.resends == 0)
  }

  @Test func `one request is under way at a time, and the next goes when it is answered`() throws {
    bench.say(1)
    bench.goOn(200)
    for _ in 1...5 {
      bench.say(1)
      bench.goOn(1_000)
    }
    #expect(api.requests.count == 1)
    #expect(api.waiting == 1)
    try bench.acknowledge()
    bench.goOn(0)
    #expect(api.requests.count == 2, "they have waited long enough")
    #expect(try bench.lastBatch().first == 2)
    #expect(try bench.lastBatch().messages.count == 5)
    try bench.acknowledgeAll()
    #expect(bench.takenLines == (1...6).map { "\($0) line \($0)" })
    bench.goOn(60_000)
    #expect(api.requests.count == 2)
    #expect(!api.clock.hasPendingCalls, "nothing to do until somebody talks")
  }

  @Test func `200 lines go at once, and no request has more`() throws {
    bench.say(199)
    bench.goOn(0)
    #expect(api.requests.isEmpty)
    bench.say(1)
    bench.goOn(0)
    #expect(api.requests.count == 1)
    #expect(try bench.lastBatch().messages.count == 200)
    bench.say(450)
    try bench.acknowledge()
    bench.goOn(0)
    try bench.acknowledgeAll()
    bench.goOn(200)
    try bench.acknowledgeAll()
    #expect(api.requests.count == 4)
    #expect(bench.takenLines == (1...650).map { "\($0) line \($0)" })
  }

  @Test func `long lines make more requests, each small enough for the API`() throws {
    bench.say(200, bytes: 1_024)
    bench.goOn(200)
    while api.waiting > 0 {
      #expect(api.requests.last?.body.count ?? .max <= HTTPLimits().bodyBytesMax)
      try bench.acknowledge()
      bench.goOn(200)
    }
    #expect(bench.takenLines == (1...200).map { "\($0) line \($0)" })
  }

  @Test func `what was not acknowledged comes again, with the same numbers`() throws {
    bench.say(3)
    bench.goOn(200)
    let first = api.requests[0].body
    api.fail()
    bench.goOn(200)
    #expect(api.requests.count == 2)
    #expect(api.requests[1].body == first)
    api.answer(HTTPResponse(.serviceUnavailable))
    bench.say(1)
    bench.goOn(400)
    #expect(api.requests.count == 3)
    #expect(try bench.lastBatch().first == 1)
    #expect(
      api.requests[2].body.starts(with: first.dropLast(2)), "and what was said since, behind it")
    try bench.acknowledgeAll()
    bench.goOn(1_000)
    try bench.acknowledgeAll()
    #expect(bench.takenLines == (1...4).map { "\($0) line \($0)" })
    #expect(outbox.resends >= 6)
    #expect(outbox.lines == 0)
  }

  @Test func `an answer that is lost, at every step, loses and doubles nothing`() throws {
    for _ in 1...20 {
      bench.say(3)
      bench.goOn(200)
      try bench.loseAnswer()
      bench.say(2)
      bench.goOn(10_000)
      try bench.acknowledgeAll()
    }
    bench.goOn(1_000)
    try bench.acknowledgeAll()
    #expect(bench.takenLines == (1...100).map { "\($0) line \($0)" })
  }

  @Test func `an API that is away is asked less and less often, however much is said`() throws {
    bench.say(1)
    bench.goOn(200)
    var asked: [Int] = []
    for _ in 1...600 {
      if api.waiting > 0 {
        api.fail()
        asked.append(api.requests.count)
      }
      bench.say(30)
      bench.goOn(100)
    }
    // A minute: pauses double from 0.2 s (at least half of it) to 10 s (at least 5).
    #expect(asked.count < 20)
    #expect(api.requests.count < 20)
    for _ in 1...100 where api.waiting == 0 { bench.goOn(100) }
    #expect(api.waiting == 1)
    try bench.acknowledgeAll()
    bench.goOn(200)
    try bench.acknowledgeAll()
    #expect(outbox.lines == 0)
  }

  @Test func `a request without an answer is given up after its deadline`() throws {
    bench.say(1)
    bench.goOn(200)
    api.hang(for: TranscriptOutbox.deadline)
    bench.goOn(200)
    #expect(api.requests.count == 2)
    try bench.acknowledge()
    #expect(bench.takenLines == ["1 line 1"])
  }

  @Test(arguments: [HTTPStatus.badRequest, .contentTooLarge, .unprocessableContent])
  func `what the API refuses for ever does not hold up what comes after`(status: HTTPStatus) throws
  {
    bench.say(2)
    bench.goOn(200)
    bench.say(2)
    api.answer(HTTPResponse(status))
    bench.goOn(200)
    #expect(try bench.lastBatch().first == 3, "the numbers say that two are missing")
    try bench.acknowledge()
    #expect(bench.takenLines == ["3 line 3", "4 line 4"])
    #expect(outbox.lines == 0)
  }

  @Test(arguments: [HTTPStatus.unauthorized, .notFound, .conflict, .internalServerError])
  func `what may be taken later is kept`(status: HTTPStatus) throws {
    bench.say(2)
    bench.goOn(200)
    api.answer(HTTPResponse(status))
    bench.goOn(10_000)
    try bench.acknowledge()
    #expect(bench.takenLines == ["1 line 1", "2 line 2"])
  }

  @Test func `an answer that makes no sense is none`() throws {
    bench.say(1)
    bench.goOn(200)
    api.answer(.text("<html>welcome to the hotel's network</html>"))
    bench.goOn(10_000)
    #expect(api.requests.count == 2)
    try bench.acknowledge()
    #expect(outbox.handedOver == 1)
  }
}
