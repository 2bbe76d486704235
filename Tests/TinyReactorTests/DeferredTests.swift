import Support
import Testing
import TinyReactor

/// What a Deferred has come to so far.
func outcome<Value>(of deferred: Deferred<Value>) -> Result<Value, any Error>? {
  var outcome: Result<Value, any Error>?
  deferred.addBoth { outcome = $0 }
  return outcome
}

func error<Value>(of deferred: Deferred<Value>) -> (any Error)? {
  guard case .failure(let error)? = outcome(of: deferred) else { return nil }
  return error
}

func value<Value>(of deferred: Deferred<Value>) -> Value? {
  guard case .success(let value)? = outcome(of: deferred) else { return nil }
  return value
}

// MARK: - Rule 1: it fires once

@Test func `a second fire is a programming error`() async {
  await #expect(processExitsWith: .failure) {
    let deferred = Deferred<Int>()
    deferred.callback(1)
    deferred.callback(2)
  }
}

@Test func `after a cancel without a canceller one late fire is swallowed`() {
  let deferred = Deferred<Int>()
  deferred.cancel()
  deferred.callback(1)
  #expect(error(of: deferred) is CancelledError)
}

@Test func `a second late fire is a programming error again`() async {
  await #expect(processExitsWith: .failure) {
    let deferred = Deferred<Int>()
    deferred.addErrback { _ in 0 }
    deferred.cancel()
    deferred.callback(1)
    deferred.callback(2)
  }
}

@Test func `a canceller that did not stop its work makes a late fire a programming error`() async {
  await #expect(processExitsWith: .failure) {
    let deferred = Deferred<Int>(canceller: { _ in })
    deferred.addErrback { _ in 0 }
    deferred.cancel()
    deferred.callback(1)
  }
}

// MARK: - Rule 2: callbacks run at once, or in their turn

@Test func `a callback added after firing runs at once`() {
  var seen: [Int] = []
  let deferred = Deferred.succeeded(1)
  deferred.addCallback { seen.append($0) }
  #expect(seen == [1])
}

@Test func `a callback added inside a running one waits until that has returned`() {
  var order: [String] = []
  let deferred = Deferred<Int>()
  deferred.addCallback { _ in
    deferred.addCallback { _ in order.append("inner") }
    order.append("outer")
  }
  deferred.callback(1)
  #expect(order == ["outer", "inner"])
}

@Test func `branches run in the order they were added`() {
  var order: [String] = []
  let deferred = Deferred<Int>()
  for name in ["a", "b", "c"] {
    deferred.addCallback { _ in order.append(name) }.addCallback { order.append(name + "2") }
  }
  deferred.callback(1)
  #expect(order == ["a", "b", "c", "a2", "b2", "c2"])
}

// MARK: - Rule 3: values go down the callbacks, errors down the errbacks

@Test func `a value becomes what each callback makes of it`() {
  let deferred = Deferred<Int>()
  let text = deferred.addCallback { $0 + 1 }.addCallback { "\($0)" }
  deferred.callback(41)
  #expect(value(of: text) == "42")
}

@Test func `a thrown error passes the callbacks by and an errback ends it`() {
  var passedBy = true
  let deferred = Deferred<Int>()
  let end =
    deferred
    .addCallback { _ -> Int in throw Oops() }
    .addCallback { number -> Int in
      passedBy = false
      return number
    }
    .addErrback { $0 is Oops ? 7 : 8 }
    .addCallback { $0 * 2 }
  deferred.callback(1)
  #expect(value(of: end) == 14)
  #expect(passedBy)
}

@Test func `a value passes an errback by`() {
  let deferred = Deferred<Int>()
  let end = deferred.addErrback { _ in 0 }
  deferred.callback(5)
  #expect(value(of: end) == 5)
}

@Test func `an errback that throws goes on to the next errback`() {
  let end = Deferred<Int>.failed(Oops("first")).addErrback { _ -> Int in throw Oops("second") }
  #expect(error(of: end) as? Oops == Oops("second"))
}

// MARK: - Rule 4: pairs

@Test func `the errback of a pair never sees its own callback's error`() {
  var sawError = false
  let end = Deferred.succeeded(1).addCallbacks(
    { _ -> Int in throw Oops() },
    { _ in
      sawError = true
      return 0
    })
  #expect(error(of: end) is Oops)
  #expect(!sawError)
}

@Test func `an errback added after a callback sees that callback's error`() {
  let end = Deferred.succeeded(1).addCallback { _ -> Int in throw Oops() }.addErrback { _ in 9 }
  #expect(value(of: end) == 9)
}

@Test(arguments: [true, false])
func `addBoth runs whatever the outcome is`(_ succeeds: Bool) {
  var runs = 0
  let start: Deferred<Int> = succeeds ? .succeeded(1) : .failed(Oops())
  let end = start.addBoth { outcome in
    runs += 1
    return try outcome.get()
  }
  #expect(runs == 1)
  #expect((value(of: end) == 1) == succeeds)
}

// MARK: - Rule 5: waiting for another

@Test func `returning a Deferred pauses the chain until that fires`() {
  let inner = Deferred<String>()
  var seen: [String] = []
  let outer = Deferred.succeeded(1).addCallback { _ in inner }.addCallback { seen.append($0) }
  #expect(!outer.hasFired)
  inner.callback("inner")
  #expect(seen == ["inner"])
}

@Test func `an errback and a both can wait as well`() {
  let inner = Deferred<Int>()
  let recovered = Deferred<Int>.failed(Oops()).addErrback { _ in inner }
  let finally = recovered.addBoth { _ in inner }
  inner.callback(3)
  #expect(value(of: finally) == 3)
}

@Test func `the error of an awaited Deferred becomes that of the chain, and is logged nowhere`() {
  let lines = Reports.about("awaited-error") {
    let inner = Deferred<Int>()
    let outer = Deferred.succeeded(1).addCallback { _ in inner }
    inner.errback(Oops("awaited-error"))
    #expect(error(of: outer) is Oops)
  }
  #expect(lines.isEmpty)
}

@Test func `a chain of 10,000 steps uses no stack`() {
  let start = Deferred<Int>()
  var end = start
  for _ in 0..<10_000 { end = end.addCallback { $0 + 1 } }
  start.callback(0)
  #expect(value(of: end) == 10_000)
}

@Test func `10,000 steps that each return a fired Deferred use no stack`() {
  let start = Deferred<Int>()
  var end = start
  for _ in 0..<10_000 { end = end.addCallback { .succeeded($0 + 1) } }
  start.callback(0)
  #expect(value(of: end) == 10_000)
}

@Test func `10,000 Deferreds that wait for one another use no stack`() {
  let innermost = Deferred<Int>()
  var end = innermost
  for _ in 0..<10_000 {
    let inner = end
    end = Deferred.succeeded(0).addCallback { _ in inner }
  }
  innermost.callback(1)
  #expect(value(of: end) == 1)
}

@Test func `100,000 steps that never ran are freed and cancelled without using the stack`() {
  var start: Deferred<Int>? = Deferred<Int>()
  weak let weakStart = start
  var end: Deferred<Int>? = start
  for _ in 0..<100_000 { end = end?.addCallback { $0 + 1 } }
  end = nil
  start = nil
  #expect(weakStart == nil)

  let other = Deferred<Int>()
  end = other
  for _ in 0..<100_000 { end = end?.addCallback { $0 + 1 } }
  end?.cancel()
  #expect(end.map { error(of: $0) is CancelledError } == true)
}

// MARK: - Rule 6: cancelling

@Test func `cancel calls the canceller, and fails with CancelledError if that did not fire it`() {
  var calls = 0
  let deferred = Deferred<Int>(canceller: { _ in calls += 1 })
  deferred.cancel()
  deferred.cancel()
  #expect(calls == 1)
  #expect(error(of: deferred) is CancelledError)
}

@Test func `a canceller may fire the Deferred itself`() {
  let deferred = Deferred<Int>(canceller: { $0.callback(5) })
  deferred.cancel()
  #expect(value(of: deferred) == 5)
}

@Test func `a canceller may cancel again`() {
  let deferred = Deferred<Int>(canceller: { $0.cancel() })
  deferred.cancel()
  #expect(error(of: deferred) is CancelledError)
}

@Test func `cancelling a step cancels what it waits for`() {
  var wasCancelled = false
  let start = Deferred<Int>(canceller: { _ in wasCancelled = true })
  let end = start.addCallback { $0 + 1 }.addCallback { $0 + 1 }
  end.cancel()
  #expect(wasCancelled)
  #expect(error(of: end) is CancelledError)
}

@Test func `cancelling while an inner one is awaited cancels the inner one`() {
  var cancelled: [String] = []
  let start = Deferred<Int>(canceller: { _ in cancelled.append("outer") })
  let inner = Deferred<Int>(canceller: { _ in cancelled.append("inner") })
  let end = start.addCallback { _ in inner }
  start.callback(1)
  end.cancel()
  #expect(cancelled == ["inner"])
  #expect(error(of: end) is CancelledError)
  #expect(error(of: inner) is CancelledError)
}

@Test func `cancelling what has fired does nothing`() {
  let deferred = Deferred<Int>(canceller: { _ in Issue.record("called") })
  deferred.callback(1)
  deferred.cancel()
  #expect(value(of: deferred) == 1)
}

// MARK: - Rule 7: time-outs

@Test func `a time-out fails a chain that is late and stops its work`() {
  let clock = ManualClock()
  var wasCancelled = false
  let late = Deferred<Int>(canceller: { _ in wasCancelled = true })
    .addTimeout(.seconds(5), on: clock)
  clock.advance(by: .milliseconds(4_999))
  #expect(!late.hasFired)
  clock.advance(by: .milliseconds(1))
  #expect(wasCancelled)
  #expect(error(of: late) as? TimeoutError == TimeoutError(limit: .seconds(5)))
}

@Test func `a time-out needs nobody else to keep its chain`() {
  let clock = ManualClock()
  var failure: (any Error)?
  Deferred<Int>().addTimeout(.seconds(1), on: clock).addErrback {
    failure = $0
    return 0
  }
  clock.advance(by: .seconds(1))
  #expect(failure is TimeoutError)
}

@Test func `a time-out covers only what was added before it`() {
  let clock = ManualClock()
  let start = Deferred<Int>()
  let after = Deferred<Int>()
  let end = start.addTimeout(.seconds(5), on: clock).addCallback { _ in after }
  start.callback(1)
  #expect(!clock.hasPendingCalls, "its timer dies when the Deferred fires")
  clock.advance(by: .seconds(60))
  #expect(!end.hasFired)
  after.callback(2)
  #expect(value(of: end) == 2)
}

@Test func `only its own cancellation becomes a TimeoutError`() {
  let clock = ManualClock()
  let start = Deferred<Int>()
  let end = start.addTimeout(.seconds(5), on: clock)
  start.cancel()
  #expect(error(of: end) is CancelledError)
}

@Test func `what a canceller answers in spite of the time-out stands`() {
  let clock = ManualClock()
  let end = Deferred<Int>(canceller: { $0.callback(9) }).addTimeout(.seconds(5), on: clock)
  clock.advance(by: .seconds(5))
  #expect(value(of: end) == 9)
}

// MARK: - Rule 8: errors that nobody handled

@Test func `an error nobody handled is logged once, with the place where its Deferred was made`() {
  let lines = Reports.about("nobody-handles-me") {
    let deferred = Deferred<Int>()
    deferred.addCallback { $0 + 1 }.addCallback { $0 + 1 }
    deferred.errback(Oops("nobody-handles-me"))
  }
  #expect(lines.count == 1)
  #expect(lines.first?.contains("TinyReactorTests/DeferredTests.swift:") == true)
}

@Test func `a handled error is not logged`() {
  let lines = Reports.about("somebody-handles-me") {
    _ = Deferred<Int>.failed(Oops("somebody-handles-me")).addErrback { _ in 0 }
  }
  #expect(lines.isEmpty)
}

@Test func `deferLater fires with what its call returns or throws, and can be taken back`() {
  let clock = ManualClock()
  let good = deferLater(.seconds(1), on: clock) { 1 }
  let bad = deferLater(.seconds(1), on: clock) { () -> Int in throw Oops() }
  let never = deferLater(.seconds(1), on: clock) { Issue.record("called") }
  never.cancel()
  clock.advance(by: .seconds(1))
  #expect(value(of: good) == 1)
  #expect(error(of: bad) is Oops)
  #expect(error(of: never) is CancelledError)
}
