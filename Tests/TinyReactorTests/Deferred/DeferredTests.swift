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
