package import ServiceKit
package import TinyReactor
package import Wire

/// Keeps what was said, on a thread and in a file of its own: neither a search nor a purge delays
/// what admins decide.
///
/// Batches of lines that arrive while a transaction is written share the next one. A batch is
/// answered when it is on disk, and one that comes again is skipped, so each line is there once
/// whatever was retried.
package final class Transcript {
  /// Batches that are taken together, and how far a room's log is with them.
  private struct Pending {
    let batches: [MessageBatch]
    let place: LogPlace?
    let done = Deferred<[TranscriptStore.Taken]>()
  }

  let worker: Worker<TranscriptStore>
  package private(set) lazy var backups = Backups(worker, log: log) { [unowned self] in
    let cutoff = housekeeping.cutoff
    return { store in store.copiedSince = cutoff }
  }
  let journal: Journal
  let log: Log
  let clock: any ReactorTime
  let timeOfDay: () -> WallTime
  private var pending: [Pending] = []
  private var isCommitting = false
  private var isLooking = false
  /// Lines that are being hidden or shown; the first is under way.
  var hidings: [() -> Void] = []
  var isClosed = false
  var health: DatabaseHealth
  private lazy var checkpoints = Checkpoints(on: clock, delay: checkpointDelay) { [weak self] in
    self?.checkpoint()
  }
  private let checkpointDelay: Duration?
  private let drained = Deferred<Void>()
  lazy var housekeeping = Housekeeping(self)

  /// The newest line's id, the number of lines, and the sizes of the files, as of the last look.
  package private(set) var lastID: Int
  package internal(set) var lines: Int
  /// How far the log of the lobby is taken; nil when it has none.
  package private(set) var logPlace: LogPlace?
  package internal(set) var sizes: Database.Sizes
  /// Why the database last failed; nil when it works.
  package var problem: String? { health.problem }
  package internal(set) var statistics = Statistics()

  /// Woken when there are new lines: those who wait for an answer, and streams, which stay.
  package let newLines: LongPoll
  let streams: LongPoll

  /// Takes over `store`: from now on it lives on a thread of its own. The journal knows how long
  /// lines are kept, and the keys of hidden ones.
  package init(
    on reactor: Reactor, clock: (any ReactorTime)? = nil, store: sending TranscriptStore,
    journal: Journal, log: Log, checkpointDelay: Duration? = APILimits.checkpointDelay,
    timeOfDay: @escaping () -> WallTime = WallTime.now
  ) throws(SQLiteError) {
    (lines, lastID) = try store.extent()
    logPlace = try store.place(inLogOf: Limits.lobby)
    sizes = store.database.sizes
    self.journal = journal
    self.log = log
    self.clock = clock ?? reactor
    self.timeOfDay = timeOfDay
    self.checkpointDelay = checkpointDelay
    health = DatabaseHealth(log: log)
    newLines = LongPoll(on: clock ?? reactor)
    streams = LongPoll(on: clock ?? reactor, waitersMax: APILimits.messageStreamsMax)
    let handover = Handover(store)
    worker = Worker(on: reactor, name: "transcript") {
      guard let store = handover.take() else { preconditionFailure("made once") }
      return store
    }
    checkpoints.needed()
  }

  /// Days for which lines are kept; 0: they are not.
  package var retentionDays: Int {
    journal.snapshot.configuration.retentionDays ?? Limits.retentionDaysDefault
  }

  /// Checks the file, hides again what a crash has left half hidden, and begins to purge.
  package func start() {
    check(from: .start)
    rehide()
    countOlder()
    housekeeping.start()
  }

  /// How long lines are kept has changed.
  package func purge() { housekeeping.work() }

  /// A part after the other, each after what has come meanwhile.
  private func check(from part: TranscriptStore.Check) {
    guard !isClosed, !health.isDamaged else { return }
    run { try $0.check(part) }.addCallbacks(
      { [self] next in if let next { check(from: next) } }, { _ in })
  }

  // MARK: - Taking lines

  /// Fires when the batch is on disk. Fails with a `StateError` when it could not be written: the
  /// same batch may come again.
  package func take(_ batch: MessageBatch) -> Deferred<MessageReceipt> {
    take([batch]).addCallback { MessageReceipt(last: $0.first?.last ?? 0) }
  }

  /// The same for batches that are on disk together, and with them how far a room's log is taken.
  package func take(
    _ batches: [MessageBatch], upTo place: LogPlace? = nil
  ) -> Deferred<[TranscriptStore.Taken]> {
    if isClosed { return .failed(Self.notKept("the API is shutting down")) }
    if health.isDamaged { return .failed(Self.notKept(problem ?? "the transcript is damaged")) }
    guard pending.count < APILimits.batchesPendingMax else {
      return .failed(Self.notKept("too many batches at once; try again"))
    }
    let new = Pending(batches: batches, place: place)
    pending.append(new)
    commitNext()
    return new.done
  }

  private func commitNext() {
    guard !isCommitting else { return }
    guard !pending.isEmpty else {
      if isClosed { drained.callback(()) }
      return
    }
    let part = Array(pending.prefix(APILimits.batchesPerCommitMax))
    pending.removeFirst(part.count)
    let (batches, place) = (part.flatMap(\.batches), part.compactMap(\.place).last)
    let (now, isKept) = (timeOfDay().milliseconds, retentionDays > 0)
    isCommitting = true
    worker.run { store in
      let clock = ContinuousClock()
      let start = clock.now
      let receipt = try store.append(batches, at: now, isKept: isKept, upTo: place)
      return (receipt, clock.now - start, store.database.sizes)
    }
    .addCallbacks(
      { [self] receipt, time, sizes in
        self.sizes = sizes
        statistics.writeTime += time
        committed(part, receipt)
      },
      { [self] error in failed(part, error) })
  }

  private func committed(_ part: [Pending], _ receipt: TranscriptStore.Receipt) {
    health.worked()
    isCommitting = false
    logPlace = part.compactMap(\.place).last ?? logPlace
    let batches = part.flatMap(\.batches)
    statistics.batches += batches.count
    statistics.lines += receipt.added
    lines += receipt.added
    lastID = max(lastID, receipt.lastID ?? 0)
    for (batch, taken) in zip(batches, receipt.taken) { note(taken, of: batch) }
    commitNext()
    if receipt.lastID != nil { checkpoints.needed() }
    var taken = receipt.taken[...]
    for waiter in part {
      waiter.done.callback(Array(taken.prefix(waiter.batches.count)))
      taken = taken.dropFirst(waiter.batches.count)
    }
    if receipt.lastID != nil {
      newLines.wake()
      streams.wake()
    }
  }

  private func note(_ taken: TranscriptStore.Taken, of batch: MessageBatch) {
    statistics.repeated += taken.repeated
    guard taken.missing > 0 else { return }
    statistics.missing += taken.missing
    statistics.gaps += 1
    log.warning("lines are missing", ["origin": batch.origin, "lines": taken.missing])
  }

  private func failed(_ part: [Pending], _ error: any Error) {
    health.failed(error)
    statistics.failedCommits += 1
    isCommitting = false
    commitNext()
    for waiter in part {
      waiter.done.errback(Self.notKept(DatabaseHealth.reason(error)))
    }
  }

  private static func notKept(_ why: String) -> StateError {
    StateError(.unavailable, "not kept: \(why)")
  }

  // MARK: - Reading

  /// Fails with a `StateError` when the transcript cannot be read.
  package func page(_ filter: MessageFilter) -> Deferred<MessageList> {
    run { try $0.page(filter) }
  }

  /// Runs a job on the transcript's thread; its failure becomes a `StateError`.
  func run<Answer: Sendable>(
    _ body: @escaping @Sendable (TranscriptStore) throws -> Answer
  ) -> Deferred<Answer> {
    worker.run { store in try body(store) }
      .addErrback { [self] error -> Answer in
        health.failed(error)
        throw StateError(
          .unavailable, "the transcript cannot be used: \(DatabaseHealth.reason(error))")
      }
  }

  /// Nil when the last access worked, else why it failed. Each call starts a look at the file, so
  /// that the next one returns the new state.
  package func readiness() -> String? {
    look()
    return problem.map { "the transcript: \($0)" }
  }

  private func look() {
    guard !isLooking, !isClosed, !health.isDamaged else { return }
    isLooking = true
    let hasFailed = problem != nil
    worker.run { store in
      try hasFailed ? store.probe() : store.database.look()
      return store.database.sizes
    }
    .addCallbacks(
      { [self] sizes in
        self.sizes = sizes
        isLooking = false
        if hasFailed { health.worked() }
      },
      { [self] error in
        isLooking = false
        health.failed(error)
      })
  }

  /// Nothing is lost when it fails: the write-ahead log keeps growing.
  func checkpoint() {
    guard !health.isDamaged, !isClosed else { return }
    worker.run { store in
      try store.database.checkpoint()
      return store.database.sizes
    }
    .addCallbacks(
      { [self] in sizes = $0 },
      { [self] error in
        log.warning("checkpoint failed", ["error": "\(error)"])
        health.failedIfDamaged(error)
      })
  }

  /// Refuses new lines, finishes the pending ones, closes the database, then fires.
  package func close() -> Deferred<Void> {
    precondition(!isClosed, "closed once")
    isClosed = true
    backups.isClosed = true
    newLines.close()
    streams.close()
    checkpoints.stop()
    housekeeping.stop()
    commitNext()
    return drained.addCallback { [worker] in worker.stop() }
  }
}
