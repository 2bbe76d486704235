import API
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Waiting for what is said` {
  let bench: TranscriptBench

  init() throws { bench = try TranscriptBench() }

  /// What has come of a question.
  final class Answer {
    var page: MessageList?
    var texts: [String?]? { page?.messages.map(\.text) }
  }

  func ask(
    after: Int, _ limit: Duration = .seconds(60), _ edit: (inout MessageFilter) -> Void = { _ in }
  ) -> Answer {
    var filter = MessageFilter()
    filter.after = after
    edit(&filter)
    let answer = Answer()
    bench.transcript.page(filter, waitingAtMost: limit).addCallback { answer.page = $0 }
    return answer
  }

  /// Until all that is under way has been looked at.
  func settle() throws { _ = try bench.page() }

  @Test func `what is there is answered at once`() throws {
    try bench.say("one", "two")
    let answer = ask(after: 1)
    try bench.reactor.wait { answer.page != nil }
    #expect(answer.texts == ["two"])
    #expect(bench.transcript.newLines.count == 0)
  }

  @Test func `a new line wakes all who wait, and each gets what is new to it`() throws {
    try bench.say("one")
    let answers = [ask(after: 1), ask(after: 1), ask(after: 0) { $0.query = "two" }]
    try settle()
    #expect(answers.allSatisfy { $0.page == nil })
    #expect(bench.transcript.newLines.count == 3)
    try bench.say("two", first: 2)
    try bench.reactor.wait { answers.allSatisfy { $0.page != nil } }
    #expect(answers.map(\.texts) == [["two"], ["two"], ["two"]])
  }

  @Test func `lines that do not fit wake nobody, for as long as there is time`() throws {
    let answer = ask(after: 0, .seconds(10)) { $0.name = "bob" }
    for number in 1...9 {
      try bench.say("by ann", first: number)
      bench.clock.advance(by: .seconds(1))
      try settle()
    }
    #expect(answer.page == nil)
    #expect(bench.transcript.newLines.count == 1)
    try bench.say("by bob", first: 10, name: "bob")
    try bench.reactor.wait { answer.page != nil }
    #expect(answer.texts == ["by bob"])
    #expect(!bench.clock.hasPendingCalls)
  }

  @Test func `when the time is up there is nothing new, however often it was woken`() throws {
    let answer = ask(after: 0, .seconds(10)) { $0.kinds = [.bot] }
    for number in 1...5 {
      try bench.say("x", first: number)
      try settle()
      bench.clock.advance(by: .seconds(1))
    }
    bench.clock.advance(by: .milliseconds(4_999))
    try settle()
    #expect(answer.page == nil)
    bench.clock.advance(by: .milliseconds(1))
    try bench.reactor.wait { answer.page != nil }
    #expect(answer.page == MessageList(messages: [], more: false))
    #expect(!bench.clock.hasPendingCalls)
  }

  @Test func `an id beyond the last one waits for it`() throws {
    let answer = ask(after: 3, .seconds(5))
    for number in 1...3 { try bench.say("\(number)", first: number) }
    try settle()
    #expect(answer.page == nil)
    try bench.say("four", first: 4)
    try bench.reactor.wait { answer.page != nil }
    #expect(answer.texts == ["four"])
  }

  @Test func `a line that comes while somebody's question is on its way is not overlooked`() throws
  {
    for number in 1...60 {
      let answer = ask(after: number - 1) { $0.name = "bob" }
      // Before, while and after the question is looked at.
      for _ in 0..<(number % 4) { bench.reactor.turn(waitingAtMost: .zero) }
      try bench.say("x", first: number, name: "bob")
      try bench.reactor.wait(limit: .seconds(30)) { answer.page != nil }
      #expect(answer.texts == ["x"])
    }
  }

  @Test func `who hangs up is forgotten, and too many make the oldest ask again`() throws {
    var filter = MessageFilter()
    filter.after = 0
    let one = bench.transcript.page(filter, waitingAtMost: .seconds(60))
    #expect(bench.transcript.newLines.count == 1)
    one.cancel()
    #expect(throws: CancelledError.self) { try bench.reactor.wait(for: one) }
    #expect(bench.transcript.newLines.count == 0)
    let answers = (1...(APILimits.waitersMax + 20)).map { _ in ask(after: 0) }
    try settle()
    #expect(bench.transcript.newLines.count == APILimits.waitersMax)
    try bench.say("x")
    try bench.reactor.wait { answers.allSatisfy { $0.page != nil } }
    #expect(answers.filter { $0.texts == ["x"] }.count >= APILimits.waitersMax)
  }
}
