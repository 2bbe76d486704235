/// A placeholder for a result that will come, and the chain of callbacks that waits for it
/// (Twisted's Deferred).
///
/// A function whose answer takes time returns a Deferred at once. The caller says what to do with
/// the answer and carries on; the maker of the Deferred fires it once, with a value or an error:
///
///     func ask() -> Deferred<Answer> {
///       let answer = Deferred<Answer>()
///       peer.onReply = { answer.callback($0) }
///       return answer
///     }
///
/// The callbacks form a chain. A value goes down the callbacks, a thrown error down the errbacks,
/// and each step hands its result to the next:
///
///     client.send(request)
///       .addCallback { response in try parse(response) }   // Deferred<Response> → Deferred<Page>
///       .addErrback { _ in Page.empty }                    // an error from above ends here
///       .addCallback { page in show(page) }
///
/// A step may return a Deferred of its own; the chain then waits for that one. Nothing here knows
/// of threads or the loop: a callback runs inside the call that fires the Deferred, or at once if
/// it has already fired.
///
/// Where this differs from Twisted, on purpose: a chain is typed. Each step returns the Deferred of
/// its own result, so the compiler refuses a step that does not fit, and two steps added to the
/// same Deferred are two branches that both get its result, in the order they were added.
/// Cancelling either cancels what both wait for.
package final class Deferred<Value> {
  package typealias Outcome = Result<Value, any Error>

  private var outcome: Outcome?
  /// It has a result. Callbacks added now run at once.
  package private(set) var hasFired = false
  private var followers: [Follower] = []
  private var canceller: ((Deferred<Value>) throws -> Void)?
  /// What this one waits for: the previous step, or the Deferred that a callback returned. Unowned: a
  /// Deferred that only its followers hold can no longer fire, and tells them when it goes.
  unowned var awaited: (any ChainLink)?
  private var swallowsOneFire = false
  private var isHandled = false
  /// A follower is running; one added meanwhile waits its turn.
  private var isDelivering = false
  /// Where it was made; in a chain, the line that added the step.
  private let origin: Origin
  /// Where its error comes from: the step that threw it, or the Deferred that was fired with it.
  private var cause: Origin
  private var history: ChainHistory?

  /// `canceller` is called by `cancel` and may fire the Deferred itself.
  package convenience init(
    canceller: ((Deferred<Value>) throws -> Void)? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    self.init(origin: Origin(file, line))
    self.canceller = canceller
  }

  private init(origin: Origin) {
    self.origin = origin
    cause = origin
    if ChainHistory.isKept { history = ChainHistory(made: origin) }
  }

  /// A step of a chain.
  private init(origin: Origin, after before: some ChainLink) {
    self.origin = origin
    cause = origin
    awaited = before
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
    let deferred = Deferred(origin: Origin(file, line))
    deferred.settle(outcome)
    return deferred
  }

  deinit {
    if !isHandled, case .failure(let error)? = outcome { report(error) }
    if !followers.isEmpty {
      var links = takeFollowers()
      takeApart(&links)
    }
  }

  private func report(_ error: any Error) {
    var place = "at \(cause)"
    if origin != cause { place += ", in the chain that ends at \(origin)" }
    if let history {
      place += ", made at \(history.made)"
      if let fired = history.fired { place += " and fired at \(fired)" }
    }
    ErrorLog.report("unhandled error \(place): \(error)")
  }

  // MARK: - Firing

  /// Fires with a value. A second fire is a programming error.
  package func callback(_ value: Value, file: StaticString = #fileID, line: UInt = #line) {
    fire(.success(value), file: file, line: line)
  }

  /// Fires with an error. A second fire is a programming error.
  package func errback(_ error: any Error, file: StaticString = #fileID, line: UInt = #line) {
    fire(.failure(error), file: file, line: line)
  }

  package func fire(_ outcome: Outcome, file: StaticString = #fileID, line: UInt = #line) {
    if swallowsOneFire {
      swallowsOneFire = false
      return
    }
    precondition(!hasFired, "a Deferred made at \(origin) was fired twice")
    history?.fired = Origin(file, line)
    settle(outcome)
    WorkList.run(self)
  }

  private func settle(_ outcome: Outcome) {
    self.outcome = outcome
    hasFired = true
    canceller = nil
    awaited = nil
  }

  // MARK: - Cancelling

  /// Cancels what this waits for, if anything. Otherwise calls the canceller, and fails with
  /// `CancelledError` unless the canceller fired it. Does nothing once fired.
  package func cancel() {
    var link: any ChainLink = self
    while let awaited = link.awaited { link = awaited }
    link.giveUp()
  }

  func giveUp() {
    guard !hasFired else { return }
    if let canceller = canceller.take() {
      do {
        try canceller(self)
      } catch {
        ErrorLog.report("a canceller failed: \(error)")
      }
    } else {
      swallowsOneFire = true
    }
    if !hasFired {
      settle(.failure(CancelledError()))
      WorkList.run(self)
    }
  }

  // MARK: - Following

  /// What a step returned: a result, or a Deferred to wait for.
  enum Step {
    case done(Outcome)
    /// The error of an earlier step, passed on unhandled.
    case passes(any Error)
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

  /// Every `add…` is built on this: `step` gets the outcome, and the returned Deferred its result.
  func then<Next>(
    at origin: Origin, _ step: @escaping (Outcome) -> Deferred<Next>.Step
  ) -> Deferred<Next> {
    let next = Deferred<Next>(origin: origin, after: self)
    isHandled = true
    follow(
      Follower(link: next) { [unowned self, unowned next] work in
        guard !next.hasFired, let outcome else { return }
        next.history = history
        switch step(outcome) {
        case .done(let result): next.settle(result, then: &work)
        case .passes(let error):
          next.cause = cause
          next.settle(.failure(error), then: &work)
        case .waits(let inner): next.wait(for: inner, &work)
        }
      })
    return next
  }

  /// Passes the outcome to `call` without becoming a step: an error stays unhandled.
  package func observe(_ call: @escaping (Outcome) -> Void) {
    follow(Follower(link: nil) { [unowned self] _ in if let outcome { call(outcome) } })
  }

  /// Counts its error as handled: an observer has dealt with it.
  func markHandled() { isHandled = true }

  private func wait(for inner: Deferred<Value>, _ work: inout WorkList) {
    precondition(inner !== self, "a Deferred cannot wait for itself")
    inner.isHandled = true
    // Delivered by this work list, not a nested one: many in a row would overflow the stack.
    if let outcome = inner.outcome, !inner.isDelivering {
      return settle(outcome, from: inner, then: &work)
    }
    awaited = inner
    inner.follow(
      Follower(link: self) { [unowned self, unowned inner] work in
        guard !hasFired, let outcome = inner.outcome else { return }
        settle(outcome, from: inner, then: &work)
      })
  }

  private func settle(_ outcome: Outcome, from inner: Deferred<Value>, then work: inout WorkList) {
    (cause, history) = (inner.cause, inner.history)
    settle(outcome, then: &work)
  }

  private func settle(_ outcome: Outcome, then work: inout WorkList) {
    settle(outcome)
    work.append(self)
  }

  private func follow(_ follower: Follower) {
    followers.append(follower)
    if hasFired { WorkList.run(self) }
  }
}

// MARK: - As a link of a chain

extension Deferred: ChainLink {
  func deliver(_ work: inout WorkList) {
    guard hasFired, !isDelivering else { return }
    isDelivering = true
    defer { isDelivering = false }
    while !followers.isEmpty {
      let present = followers
      followers = []
      for follower in present { follower.tell(&work) }
    }
  }

  func takeFollowers() -> [AnyObject] {
    let links = followers.compactMap(\.link)
    followers = []
    for link in links { link.awaited = nil }
    return links
  }
}

/// What a cancelled Deferred fails with.
package struct CancelledError: Error, Equatable {}
