import Testing
import TinyReactor

/// The outcomes of a list, errors as text.
private func told(_ outcomes: [Result<Int, any Error>]?) -> [String]? {
  outcomes?.map { outcome in
    switch outcome {
    case .success(let value): "\(value)"
    case .failure(let error): "\(error)"
    }
  }
}

// MARK: - Rule 9

@Test func `a list has every outcome, in the order of its children, and never fails`() {
  let children = (0..<3).map { _ in Deferred<Int>() }
  let list = DeferredList.all(children, consumeErrors: true)
  children[2].callback(2)
  children[0].callback(0)
  #expect(!list.hasFired)
  children[1].errback(Oops("one"))
  #expect(told(value(of: list)) == ["0", "one", "2"])
}

@Test func `an empty list fires at once`() {
  #expect(value(of: DeferredList.all([Deferred<Int>]()))?.isEmpty == true)
}

// MARK: - Rule 11

@Test(arguments: [true, false])
func `consumeErrors decides whether a child's error is logged`(_ consumes: Bool) {
  let marker = "child-error-\(consumes)"
  let lines = Reports.about(marker) {
    let list = DeferredList.all([Deferred<Int>.failed(Oops(marker))], consumeErrors: consumes)
    #expect(list.hasFired)
  }
  #expect(lines.count == (consumes ? 0 : 1))
}

// MARK: - Rule 12

@Test func `a callback added to a child after listing does not change the list's value`() {
  let child = Deferred<Int>()
  let list = DeferredList.all([child])
  child.addCallback { $0 * 100 }
  child.callback(1)
  #expect(told(value(of: list)) == ["1"])
}

// MARK: - Rule 13

@Test func `cancelling a list cancels every child, whatever a canceller throws`() {
  var cancelled: [Int] = []
  let children = (0..<3).map { index in
    Deferred<Int>(canceller: { _ in
      cancelled.append(index)
      throw Oops("canceller-\(index)")
    })
  }
  let list = DeferredList.all(children, consumeErrors: true)
  let lines = Reports.about("canceller-") { list.cancel() }
  #expect(cancelled == [0, 1, 2])
  #expect(lines.count == 3)
  #expect(told(value(of: list)) == ["CancelledError()", "CancelledError()", "CancelledError()"])
}

@Test func `a list that never fires is freed with its children`() {
  weak var child: Deferred<Int>?
  do {
    let one = Deferred<Int>()
    child = one
    _ = DeferredList.all([one])
  }
  #expect(child == nil)
}
