import API
import Testing
import TinyHTTP
import TinyReactor

@Suite struct `Long polls` {
  let clock = ManualClock()

  /// Remembers who was answered.
  final class Answers {
    var names: [String] = []

    func expect(_ deferred: Deferred<Void>, _ name: String) {
      deferred.addCallbacks({ self.names.append(name) }, { self.names.append("\(name): \($0)") })
    }
  }

  @Test func `all are woken together, those who came first before the others`() throws {
    let poll = LongPoll(on: clock)
    let answers = Answers()
    for name in ["a", "b", "c"] { answers.expect(poll.wait(atMost: .seconds(9)), name) }
    #expect(poll.count == 3)
    poll.wake()
    #expect(answers.names == ["a", "b", "c"])
    #expect(poll.count == 0)
    clock.advance(by: .seconds(20))
    #expect(answers.names.count == 3)
  }

  @Test func `each waits for its own time`() throws {
    let poll = LongPoll(on: clock)
    let answers = Answers()
    answers.expect(poll.wait(atMost: .seconds(2)), "two")
    answers.expect(poll.wait(atMost: .seconds(1)), "one")
    clock.advance(by: .milliseconds(999))
    #expect(answers.names == [])
    clock.advance(by: .milliseconds(1))
    #expect(answers.names == ["one"])
    clock.advance(by: .seconds(1))
    #expect(answers.names == ["one", "two"])
    #expect(poll.count == 0)
  }

  @Test func `one who gives up leaves nothing behind`() throws {
    let poll = LongPoll(on: clock)
    let answers = Answers()
    let deferred = poll.wait(atMost: .seconds(2)).addCallback { _ in }
    answers.expect(deferred, "a")
    deferred.cancel()
    #expect(answers.names == ["a: CancelledError()"])
    #expect(poll.count == 0)
    poll.wake()
    clock.advance(by: .seconds(9))
    #expect(answers.names.count == 1)
  }

  @Test func `past the limit, whoever has waited longest is answered`() {
    let poll = LongPoll(on: clock, waitersMax: 2)
    let answers = Answers()
    for name in ["a", "b", "c"] { answers.expect(poll.wait(atMost: .seconds(2)), name) }
    #expect(answers.names == ["a"])
    #expect(poll.count == 2)
  }

  @Test func `closed, it answers everybody at once`() throws {
    let poll = LongPoll(on: clock)
    let answers = Answers()
    answers.expect(poll.wait(atMost: .seconds(2)), "before")
    poll.close()
    answers.expect(poll.wait(atMost: .seconds(2)), "after")
    #expect(answers.names == ["before", "after"])
  }

  @Test func `waiting again while being woken is waiting for the next time`() throws {
    let poll = LongPoll(on: clock)
    var count = 0
    poll.wait(atMost: .seconds(2)).addCallback { _ in
      count += 1
      _ = poll.wait(atMost: .seconds(2))
    }
    poll.wake()
    #expect(count == 1)
    #expect(poll.count == 1)
  }
}
