/// A thread that owns a value made inside it, for work that blocks: a database connection, the name
/// resolver (Twisted's deferToThread and adbapi).
///
/// Jobs run one at a time in the order they were given. The state never leaves its thread. When the
/// reactor has stopped, answers are lost; await `stop` before that if they matter.
package final class Worker<State> {
  /// Weak: the reactor may be what keeps this worker alive.
  private weak var reactor: Reactor?
  private let queueMax: Int
  private let jobs: JobQueue<State>?
  private var pending = 0
  private var isStopped = false

  /// `make` runs on the thread; if it throws, every job fails with that error.
  package init(
    on reactor: Reactor, name: String, queueMax: Int = 1_024,
    _ make: @escaping @Sendable () throws -> State
  ) {
    self.reactor = reactor
    self.queueMax = queueMax
    do throws(SystemError) {
      let jobs = JobQueue<State>(wakeUp: try reactor.system.makeEventDescriptor(blocking: true))
      try System.startThread { jobs.work(make) }
      self.jobs = jobs
    } catch {
      ErrorLog.report("the worker \(name) did not start: \(error)")
      self.jobs = nil
    }
  }

  deinit { jobs?.close() }

  /// Runs `body` on the thread; its result arrives on the loop. Fails with `WorkerError` when
  /// `queueMax` jobs are already waiting or there is no thread. Cancelling only stops waiting for
  /// the result. An unhandled error is reported with `file` and `line`.
  package func run<Answer: Sendable>(
    file: StaticString = #fileID, line: UInt = #line,
    _ body: @escaping @Sendable (inout State) throws -> Answer
  ) -> Deferred<Answer> {
    guard let jobs, let reactor, !isStopped else { return .failed(WorkerError.stopped) }
    if pending >= queueMax { return .failed(WorkerError.tooManyJobs) }
    let deferred = Deferred<Answer>(file: file, line: line)
    let answer = expectAnswer(deferred, on: reactor)
    jobs.add(
      JobQueue.Job(
        run: { state in
          let result = Result { try body(&state) }
          answer(result)
        }, fail: { answer(Result<Answer, any Error>.failure($0)) }))
    return deferred
  }

  /// Finishes the jobs it has, drops the state on the thread, then fires.
  package func stop() -> Deferred<Void> {
    guard let jobs, let reactor, !isStopped else { return .succeeded(()) }
    isStopped = true
    let stopped = Deferred<Void>()
    let answer = expectAnswer(stopped, on: reactor)
    jobs.close { answer(Result<Void, any Error>.success(())) }
    return stopped
  }

  /// Returns a closure for the thread to call once; it fires `deferred` on the loop.
  private func expectAnswer<Answer: Sendable>(
    _ deferred: Deferred<Answer>, on reactor: Reactor
  ) -> @Sendable (Result<Answer, any Error>) -> Void {
    pending += 1
    let ticket = reactor.takeTicket { [self] answer in
      pending -= 1
      guard let answer = answer as? Result<Answer, any Error> else {
        preconditionFailure("a job answered with a type that is not its own")
      }
      deferred.fire(answer)
    }
    let mailbox = reactor.mailbox
    return { answer in mailbox.post { $0.redeem(ticket, answer) } }
  }
}

package enum WorkerError: Error, Equatable { case tooManyJobs, stopped }

/// Jobs that wait for a worker's thread.
private final class JobQueue<State>: Sendable {
  struct Job: Sendable {
    let run: @Sendable (inout State) -> Void
    /// Instead of `run`, when there is no state to run on.
    let fail: @Sendable (any Error) -> Void
  }

  private struct Contents {
    var jobs: [Job] = []
    var isClosed = false
    var whenDone: (@Sendable () -> Void)?
  }

  private let contents = Locked(Contents())
  private let wakeUp: FileDescriptor

  init(wakeUp: consuming FileDescriptor) { self.wakeUp = wakeUp }

  func add(_ job: Job) {
    contents.withLock { $0.jobs.append(job) }
    System.signal(wakeUp.number)
  }

  /// Closes the queue; `whenDone` is called on the thread once the state is gone.
  func close(_ whenDone: (@Sendable () -> Void)? = nil) {
    contents.withLock { contents in
      contents.isClosed = true
      contents.whenDone = whenDone ?? contents.whenDone
    }
    System.signal(wakeUp.number)
  }

  /// The whole life of the thread.
  func work(_ make: () throws -> State) {
    do {
      var state = try make()
      forEachJob { $0.run(&state) }
    } catch {
      forEachJob { $0.fail(error) }
    }
    contents.withLock { $0.whenDone }?()
  }

  private func forEachJob(_ body: (Job) -> Void) {
    while true {
      let (jobs, isClosed) = contents.withLock { contents in
        defer { contents.jobs = [] }
        return (contents.jobs, contents.isClosed)
      }
      for job in jobs { body(job) }
      if isClosed && jobs.isEmpty { return }
      if jobs.isEmpty { System.waitForSignal(wakeUp.number) }
    }
  }
}
