import Glibc
import Support
import Testing
import TinyReactor

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

@Test func `cancelling a step whose beginning is gone cancels what is left`() {
  var start: Deferred<Int>? = Deferred()
  let middle = start?.addCallback { $0 + 1 }
  let end = middle?.addCallback { $0 + 1 }
  let other = start?.addCallback { $0 + 1 }.addCallback { $0 + 1 }
  start = nil
  end?.cancel()
  other?.cancel()
  for step in [middle, end, other] {
    #expect(step.map { error(of: $0) is CancelledError } == true)
  }
}

@Test func `cancelling a step that waits for an inner one that is gone cancels the step`() {
  var inner: Deferred<Int>? = Deferred()
  let end = Deferred.succeeded(1).addCallback { _ in inner ?? .succeeded(0) }
  inner = nil
  #expect(!end.hasFired)
  end.cancel()
  #expect(error(of: end) is CancelledError)
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
  var line: UInt = 0
  let lines = Reports.about("nobody-handles-me") {
    let end: Deferred<Int>
    do {
      let deferred = Deferred<Int>()
      line = #line - 1
      end = deferred.addCallback { $0 + 1 }.addCallback { $0 + 1 }
      deferred.errback(Oops("nobody-handles-me"))
    }
    withExtendedLifetime(end) {
      #expect(Reports.about("nobody-handles-me") {}.isEmpty, "somebody still may")
    }
  }
  #expect(lines.count == 1)
  #expect(lines.first?.contains("at \(#fileID):\(line), in the chain that ends at") == true)
}

@Test func `the step that threw is named, and the last one of its chain`() {
  let start = UInt(#line)
  let lines = Reports.about("step-error") {
    Deferred<Int>.succeeded(1)
      .addCallback { $0 + 1 }
      .addCallback { _ -> Int in throw Oops("step-error") }
      .addCallback { $0 + 1 }
      .addTimeout(.seconds(1), on: ManualClock())
      .addCallback { $0 + 1 }
  }
  let (thrown, end) = (start + 4, start + 7)
  let place = "at \(#fileID):\(thrown), in the chain that ends at \(#fileID):\(end): "
  #expect(lines.count == 1)
  #expect(lines.first?.contains(place) == true, "\(lines)")
}

@Test func `an error of a Deferred that a step waited for is named by where that came from`() {
  let start = UInt(#line)
  let lines = Reports.about("inner-error") {
    Deferred<Int>.succeeded(1)
      .addCallback { _ in
        Deferred<Int>.succeeded(2).addCallback { _ -> Int in throw Oops("inner-error") }
      }
      .addErrback { _ -> Int in throw Oops("inner-error, once more") }
  }
  #expect(lines.count == 1)
  #expect(lines.first?.contains("at \(#fileID):\(start + 6): ") == true, "\(lines)")
  let other = Reports.about("failed-inside") {
    Deferred<Int>.succeeded(1)
      .addCallback { _ in Deferred<Int>.failed(Oops("failed-inside")) }
      .addCallback { $0 + 1 }
  }
  #expect(
    other.first?.contains("at \(#fileID):\(start + 12), in the chain that ends") == true, "\(other)"
  )
}

@Test func `with REACTOR_DEBUG=1 it says where the chain was made and fired`() async {
  await #expect(processExitsWith: .exitCode(42)) {
    setenv("REACTOR_DEBUG", "1", 1)
    exit(saysWhereItWasMadeAndFired() ? 42 : 1)
  }
}

/// Outside of the macro, in which lines have other numbers.
private func saysWhereItWasMadeAndFired() -> Bool {
  let start = UInt(#line)
  let lines = Reports.about("debug-error") {
    let deferred = Deferred<Int>()
    let end = deferred.addCallback { _ -> Int in throw Oops("debug-error") }
    deferred.callback(1)
    withExtendedLifetime(end) {}
  }
  let said = ", made at \(#fileID):\(start + 2) and fired at \(#fileID):\(start + 4): "
  return lines.first?.contains(said) == true
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
