import Support
import Testing
import TinyReactor

// MARK: - Rule 30: delayed calls

@Test func `cancelling twice or too late is an error that says which`() throws {
  let clock = ManualClock()
  let cancelled = clock.callLater(.seconds(1)) { Issue.record("called") }
  try cancelled.cancel()
  #expect(throws: DelayedCallError.alreadyCancelled) { try cancelled.cancel() }
  #expect(throws: DelayedCallError.alreadyCancelled) { try cancelled.reset(.seconds(1)) }
  let called = clock.callLater(.seconds(1)) {}
  clock.advance(by: .seconds(1))
  #expect(throws: DelayedCallError.alreadyCalled) { try called.cancel() }
  #expect(!called.isActive && !cancelled.isActive)
}

@Test func `a call cannot be cancelled from inside itself`() {
  let clock = ManualClock()
  var failure: (any Error)?
  var delayed: DelayedCall?
  delayed = clock.callLater(.zero) {
    do { try delayed?.cancel() } catch { failure = error }
  }
  clock.advance(by: .zero)
  #expect(failure as? DelayedCallError == .alreadyCalled)
}

@Test func `a negative delay is refused`() async {
  await #expect(processExitsWith: .failure) {
    ManualClock().callLater(.seconds(-1)) {}
  }
}

@Test func `a call that throws is reported and does not stop the loop`() throws {
  let reactor = try Reactor()
  var ran = false
  let lines = try Reports.about("throwing-call") {
    reactor.callLater(.zero) { throw Oops("throwing-call") }
    reactor.callLater(.zero) { ran = true }
    try reactor.wait { ran }
  }
  #expect(lines.count == 1)
}

@Test func `a call that was reset comes at its new time, earlier or later`() throws {
  let clock = ManualClock()
  var order: [String] = []
  let late = clock.callLater(.seconds(1)) { order.append("late") }
  let early = clock.callLater(.seconds(9)) { order.append("early") }
  clock.callLater(.seconds(3)) { order.append("middle") }
  try late.reset(.seconds(5))
  try early.reset(.seconds(2))
  clock.advance(by: .seconds(5))
  #expect(order == ["early", "middle", "late"])
}

@Test func `calls due at the same time come in the order they were asked for`() {
  let clock = ManualClock()
  var order: [Int] = []
  for index in 0..<100 { clock.callLater(.seconds(1)) { order.append(index) } }
  clock.advance(by: .seconds(1))
  #expect(order == Array(0..<100))
}

@Test func `any mixture of adding, cancelling and resetting keeps the order of time`() throws {
  var random = SystemRandomNumberGenerator()
  let clock = ManualClock()
  var due: [Duration] = []
  var pending: [DelayedCall] = []
  for _ in 0..<2_000 {
    let delay = { Duration.milliseconds(Int64.random(in: 0...5_000, using: &random)) }
    switch Int.random(in: 0..<4, using: &random) {
    case 0 where !pending.isEmpty: pending.randomElement(using: &random)?.cancelIfActive()
    case 1 where !pending.isEmpty:
      if let call = pending.randomElement(using: &random), call.isActive { try call.reset(delay()) }
    default: pending.append(clock.callLater(delay()) { due.append(clock.now) })
    }
  }
  let expected = pending.count(where: \.isActive)
  clock.advance(by: .seconds(5))
  #expect(due.count == expected)
  #expect(due == due.sorted())
  #expect(!clock.hasPendingCalls)
}

@Test func `a call with no delay waits for the next turn`() throws {
  let reactor = try Reactor()
  var turns = 0
  var ranInTurn: Int?
  reactor.callLater(.zero) {
    reactor.callLater(.zero) { ranInTurn = turns }
  }
  while ranInTurn == nil && turns < 5 {
    turns += 1
    reactor.turn(waitingAtMost: .zero)
  }
  #expect(ranInTurn == 2)
}

@Test func `a call that fails is reported with the place that asked for it`() throws {
  let reactor = try Reactor()
  let line = UInt(#line) + 2
  let lines = Reports.about("asked-here") {
    reactor.callLater(.zero) { throw Oops("asked-here") }
    reactor.turn(waitingAtMost: .zero)
  }
  #expect(lines.first?.contains("\(#fileID):\(line) failed") == true, "\(lines)")
}

@Test func `a handler that holds the loop is told of, by name`() throws {
  let reactor = try Reactor()
  var holds: [(what: String, time: Duration)] = []
  reactor.onHold = { holds.append(($0, $1)) }
  let line = UInt(#line) + 1
  reactor.callLater(.zero) {
    let start = reactor.now
    while reactor.now - start < .milliseconds(60) {}
  }
  reactor.turn(waitingAtMost: .zero)
  let hold = try #require(holds.first { $0.what.contains("\(#fileID):\(line)") })
  #expect(hold.time >= .milliseconds(60) && reactor.longestHold >= hold.time)
}

@Test func `the longest hold is that of this minute and the one before`() {
  var holds = LoopHolds()
  func isReported(_ milliseconds: Int, at second: Int) -> Bool {
    holds.note(.milliseconds(milliseconds), at: .seconds(second))
  }
  #expect(!isReported(50, at: 0), "that long is fine")
  #expect(isReported(200, at: 1))
  #expect(isReported(60, at: 61), "shorter than another, and too long all the same")
  #expect(holds.longest(at: .seconds(62)) == .milliseconds(200))
  #expect(holds.longest(at: .seconds(122)) == .milliseconds(60))
  #expect(holds.longest(at: .seconds(1_000)) == .zero)
}

// MARK: - Rule 31: ManualClock

@Test func `advancing makes calls that calls have asked for, each at its time`() {
  let clock = ManualClock()
  var times: [Duration] = []
  clock.callLater(.seconds(1)) {
    times.append(clock.now)
    clock.callLater(.seconds(2)) { times.append(clock.now) }
    clock.callLater(.seconds(20)) { Issue.record("not due") }
  }
  clock.advance(by: .seconds(10))
  #expect(times == [.seconds(1), .seconds(3)])
  #expect(clock.now == .seconds(10))
}

@Test func `a call that advances the clock does not turn it back`() {
  let clock = ManualClock()
  clock.callLater(.seconds(1)) { clock.advance(by: .seconds(60)) }
  clock.advance(by: .seconds(2))
  #expect(clock.now == .seconds(61))
}

// MARK: - Rule 32: LoopingCall

@Test func `a loop keeps to its grid and skips the ticks it missed`() {
  let clock = ManualClock()
  var times: [Duration] = []
  var slow: Deferred<Void>?
  let loop = LoopingCall(on: clock) {
    times.append(clock.now)
    slow = times.count == 2 ? Deferred<Void>() : nil
    return slow
  }
  _ = loop.start(every: .seconds(10))
  clock.advance(by: .seconds(10))
  // The second call takes until 34: the ticks at 20 and 30 are missed, 40 is not.
  clock.advance(by: .seconds(24))
  #expect(times == [.zero, .seconds(10)], "it never overlaps itself")
  slow?.callback(())
  clock.advance(by: .seconds(16))
  #expect(times == [.zero, .seconds(10), .seconds(40), .seconds(50)])
}

@Test func `a loop of an uneven interval makes each tick once, for long`() {
  let clock = ManualClock()
  // Of this one, every other multiple divided by it rounds to less than a whole number.
  let interval = Duration(attoseconds: 11_111_111_111_111_111)
  var times: [Duration] = []
  let loop = LoopingCall(on: clock) {
    times.append(clock.now)
    return nil
  }
  _ = loop.start(every: interval)
  clock.advance(by: .seconds(111))
  #expect(times.count == 9_991)
  #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == interval })
}

@Test func `an error stops the loop and fails its Deferred`() {
  let clock = ManualClock()
  var calls = 0
  let loop = LoopingCall(on: clock) {
    calls += 1
    if calls == 3 { throw Oops() }
    return nil
  }
  let finished = loop.start(every: .seconds(1), callNow: false)
  #expect(calls == 0)
  clock.advance(by: .seconds(60))
  #expect(calls == 3)
  #expect(!loop.isRunning)
  #expect(error(of: finished) is Oops)
}

@Test func `a stopped loop finishes when the call under way has, and can start again`() {
  let clock = ManualClock()
  let slow = Deferred<Void>()
  var calls = 0
  let loop = LoopingCall(on: clock) {
    calls += 1
    return calls == 1 ? slow : nil
  }
  let finished = loop.start(every: .seconds(1))
  loop.stop()
  #expect(!finished.hasFired)
  slow.callback(())
  #expect(value(of: finished) != nil)
  _ = loop.start(every: .seconds(1))
  clock.advance(by: .seconds(1))
  #expect(calls == 3)
  loop.stop()
  #expect(!clock.hasPendingCalls)
}

@Test func `starting a loop while a call is under way is a programming error`() async {
  await #expect(processExitsWith: .failure) {
    let loop = LoopingCall(on: ManualClock()) { Deferred<Void>() }
    _ = loop.start(every: .seconds(1))
    loop.stop()
    _ = loop.start(every: .seconds(1))
  }
}
