import Support
import Testing
import TinyReactor

// MARK: - Rule 26: time-outs

@Test func `a time-out that is set runs out once`() {
  let clock = ManualClock()
  var count = 0
  let timeout = Timeout(on: clock) { count += 1 }
  timeout.set(.seconds(10))
  clock.advance(by: .milliseconds(9_999))
  #expect(count == 0 && clock.hasPendingCalls)
  clock.advance(by: .seconds(60))
  #expect(count == 1 && !clock.hasPendingCalls)
}

@Test func `a reset begins the whole limit again`() {
  let clock = ManualClock()
  var count = 0
  let timeout = Timeout(on: clock) { count += 1 }
  timeout.set(.seconds(10))
  for _ in 0..<10 {
    clock.advance(by: .seconds(9))
    timeout.reset()
  }
  #expect(count == 0)
  clock.advance(by: .seconds(10))
  #expect(count == 1)
}

@Test func `resetting an unset time-out does nothing, nor does a cleared one run out`() {
  let clock = ManualClock()
  let timeout = Timeout(on: clock) { Issue.record("it ran out") }
  timeout.reset()
  #expect(!clock.hasPendingCalls)
  timeout.set(.seconds(10))
  timeout.clear()
  timeout.reset()
  clock.advance(by: .seconds(60))
  #expect(!clock.hasPendingCalls)
}

@Test func `setting a time-out again replaces it`() {
  let clock = ManualClock()
  var count = 0
  let timeout = Timeout(on: clock) { count += 1 }
  timeout.set(.seconds(1))
  timeout.set(.seconds(10))
  clock.advance(by: .seconds(9))
  #expect(count == 0)
  clock.advance(by: .seconds(1))
  #expect(count == 1)
}

@Test func `a time-out ends with its owner`() {
  let clock = ManualClock()
  do {
    let timeout = Timeout(on: clock) { Issue.record("it ran out") }
    timeout.set(.seconds(1))
  }
  #expect(!clock.hasPendingCalls)
}

@Test func `moving it later, or pausing, costs no timer`() {
  final class CountingClock: ReactorTime {
    let clock = ManualClock()
    var calls = 0
    var now: Duration { clock.now }
    func callLater(
      _ delay: Duration, at origin: Origin, _ call: @escaping () throws -> Void
    ) -> DelayedCall {
      calls += 1
      return clock.callLater(delay, at: origin, call)
    }
  }
  let counting = CountingClock()
  let clock = counting.clock
  var count = 0
  let timeout = Timeout(on: counting) { count += 1 }
  timeout.set(.seconds(10))
  for _ in 0..<1_000 {
    timeout.pause()
    timeout.set(.seconds(20))
  }
  #expect(counting.calls == 1)
  clock.advance(by: .seconds(19))
  #expect(count == 0)
  clock.advance(by: .seconds(1))
  #expect(count == 1 && !clock.hasPendingCalls)
}

@Test func `while it pauses it does not run out, nor does a reset wake it`() {
  let clock = ManualClock()
  let timeout = Timeout(on: clock) { Issue.record("it ran out") }
  timeout.set(.seconds(10))
  timeout.pause()
  timeout.reset()
  clock.advance(by: .seconds(60))
  #expect(!clock.hasPendingCalls)
}

@Test func `one that is set to less runs out sooner`() {
  let clock = ManualClock()
  var count = 0
  let timeout = Timeout(on: clock) { count += 1 }
  timeout.set(.seconds(10))
  timeout.set(.seconds(1))
  clock.advance(by: .seconds(1))
  #expect(count == 1 && !clock.hasPendingCalls)
}
