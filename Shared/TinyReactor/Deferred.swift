/// A placeholder for a result that will come, and the chain of callbacks that waits for it
/// (Twisted's Deferred).
///
/// A value goes down the callbacks, a thrown error down the errbacks, each step handing its own
/// result to the next:
///
///     client.send(request)
///       .addCallback { response in try parse(response) }   // Deferred<Response> → Deferred<Page>
///       .addErrback { _ in Page.empty }                    // what failed above ends here
///       .addCallback { page in show(page) }
///
/// Unlike Twisted's, a chain is typed: each step returns the Deferred of its own result, so the
/// compiler refuses a step that does not fit. Two steps added to the same Deferred both get its
/// result; cancelling either cancels what both wait for.
package final class Deferred<Value> {
  package typealias Outcome = Result<Value, any Error>

  private var outcome: Outcome?
  private var followers: [(Outcome, inout WorkList) -> Void] = []
  private var canceller: ((Deferred<Value>) throws -> Void)?
  /// What this one waits for: the step before it, or the Deferred which a callback returned. Weak,
  /// since nothing that only its followers hold can still fire.
  private weak var awaited: (any Cancellable)?
  private var swallowsOneFire = false
  private var isHandled = false
  /// A follower is running; one that is added meanwhile waits for its turn.
  private var isDelivering = false
  private let origin: Origin

  /// `canceller` is called by `cancel` and may fire the Deferred itself.
  package convenience init(
    canceller: ((Deferred<Value>) throws -> Void)? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    self.init(origin: Origin(file: file, line: line))
    self.canceller = canceller
  }

  private init(origin: Origin, awaiting awaited: (any Cancellable)? = nil) {
    self.origin = origin
    self.awaited = awaited
  }

  package static func succeeded(
    _ value: Value, file: StaticString = #fileID, line: UInt = #line
  ) -> Deferred<Value> {
    fired(.success(value), file: file, line: line)
  }

  package static func failed(
    _ error: any Error, file: StaticString = #fileID, line: UInt = #line
  ) -> Deferred<Value> {
    fired(.failure(error), file: file, line: line)
  }

  package static func fired(
    _ outcome: Outcome, file: StaticString = #fileID, line: UInt = #line
  ) -> Deferred<Value> {
    let deferred = Deferred(origin: Origin(file: file, line: line))
    deferred.outcome = outcome
    return deferred
  }

  deinit {
    if case .failure(let error)? = outcome, !isHandled {
      ErrorLog.report("unhandled error in a Deferred made at \(origin): \(error)")
    }
  }

  // MARK: - Firing

  /// It has a result. Callbacks added now run at once.
  package var hasFired: Bool { outcome != nil }

  /// Fires with a value. A second fire is a programming error.
  package func callback(_ value: Value) { fire(.success(value)) }

  /// Fires with an error. A second fire is a programming error.
  package func errback(_ error: any Error) { fire(.failure(error)) }

  package func fire(_ outcome: Outcome) {
    if swallowsOneFire {
      swallowsOneFire = false
      return
    }
    precondition(self.outcome == nil, "a Deferred made at \(origin) was fired twice")
    settle(outcome)
    WorkList.run(self)
  }

  private func settle(_ outcome: Outcome) {
    self.outcome = outcome
    canceller = nil
    awaited = nil
  }

  // MARK: - Cancelling

  /// Gives up: calls the canceller, and fails with `CancelledError` if that did not fire it; or
  /// cancels what this waits for. Does nothing once fired.
  package func cancel() {
    guard outcome == nil else { return }
    if let awaited {
      awaited.cancel()
      return
    }
    if let canceller {
      do {
        try canceller(self)
      } catch {
        ErrorLog.report("a canceller failed: \(error)")
      }
    } else {
      swallowsOneFire = true
    }
    if outcome == nil {
      settle(.failure(CancelledError()))
      WorkList.run(self)
    }
  }

  // MARK: - Following

  /// What a step came to: a result, or a Deferred to wait for.
  enum Step {
    case done(Outcome)
    case waits(Deferred<Value>)

    init(catching body: () throws -> Value) { self = .done(Result(catching: body)) }

    init(waiting body: () throws -> Deferred<Value>) {
      do {
        self = .waits(try body())
      } catch {
        self = .done(.failure(error))
      }
    }
  }

  /// Every `add…` is this: `step` gets the outcome, the Deferred returned gets what comes of it.
  func then<Next>(_ step: @escaping (Outcome) -> Deferred<Next>.Step) -> Deferred<Next> {
    let next = Deferred<Next>(origin: origin, awaiting: self)
    isHandled = true
    follow { outcome, work in
      guard !next.hasFired else { return }
      switch step(outcome) {
      case .done(let result): next.settle(result, then: &work)
      case .waits(let inner): next.wait(for: inner)
      }
    }
    return next
  }

  /// Tells `call` the outcome without taking part: an error stays unhandled.
  func observe(_ call: @escaping (Outcome) -> Void) {
    follow { outcome, _ in call(outcome) }
  }

  /// Whoever observes it has dealt with its error.
  func markHandled() { isHandled = true }

  private func wait(for inner: Deferred<Value>) {
    awaited = inner
    inner.isHandled = true
    inner.follow { [self] outcome, work in
      if !hasFired { settle(outcome, then: &work) }
    }
  }

  private func settle(_ outcome: Outcome, then work: inout WorkList) {
    settle(outcome)
    work.append(self)
  }

  private func follow(_ follower: @escaping (Outcome, inout WorkList) -> Void) {
    followers.append(follower)
    if hasFired { WorkList.run(self) }
  }
}

extension Deferred: Link {
  fileprivate func deliver(_ work: inout WorkList) {
    guard let outcome, !isDelivering else { return }
    isDelivering = true
    defer { isDelivering = false }
    while !followers.isEmpty { followers.removeFirst()(outcome, &work) }
  }
}

/// Deferreds that have a result and followers to tell. One loop works the list off, however long
/// the chain, so that depth costs no stack.
private struct WorkList {
  private var links: [any Link] = []

  mutating func append(_ link: any Link) { links.append(link) }

  static func run(_ first: any Link) {
    var work = WorkList()
    first.deliver(&work)
    while let link = work.links.popLast() { link.deliver(&work) }
  }
}

private protocol Link: AnyObject {
  func deliver(_ work: inout WorkList)
}

private protocol Cancellable: AnyObject {
  func cancel()
}

extension Deferred: Cancellable {}

/// Where a Deferred was made, for the error nobody handled.
private struct Origin: CustomStringConvertible {
  let file: StaticString
  let line: UInt
  var description: String { "\(file):\(line)" }
}

/// What a cancelled Deferred fails with.
package struct CancelledError: Error, Equatable {}

/// What a Deferred fails with when its time has run out.
package struct TimeoutError: Error, Equatable, CustomStringConvertible {
  package let limit: Duration
  package init(limit: Duration) { self.limit = limit }
  package var description: String { "timed out after \(limit)" }
}
