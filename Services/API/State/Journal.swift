package import ServiceKit
package import TinyReactor
package import Wire

/// Puts changes on disk, and knows what is there.
///
/// **Group commit.** While one transaction is being written, the changes that arrive gather and
/// share the next one. A lone change is committed at once, many share one fsync, and no caller
/// hears "done" before its change is durable.
///
/// The configuration is also kept in memory, which is safe since no other process can write to the
/// file: reading it costs nothing, and works while the disk does not respond.
package final class Journal {
  private typealias Pending = (change: Change, done: Deferred<Event?>)

  let worker: Worker<Store>
  let log: Log
  private let clock: any ReactorTime
  private let changesPendingMax: Int
  private var pending: [Pending] = []
  private var isCommitting = false
  private var isLooking = false
  private(set) var isClosed = false
  package let backups: Backups<Store>
  var health: DatabaseHealth
  private lazy var checkpoints = Checkpoints(on: clock, delay: checkpointDelay) { [weak self] in
    self?.checkpoint()
  }
  private let checkpointDelay: Duration?
  private let drained = Deferred<Void>()

  /// What the last commit left on disk.
  package private(set) var snapshot: Store.Snapshot
  /// As of the last write or look at the database.
  package private(set) var sizes: Database.Sizes
  /// Why the database last failed; nil when it works.
  package var problem: String? { health.problem }
  package private(set) var statistics = Statistics()

  /// Woken when the configuration's seq has moved.
  package let configurationChanges: LongPoll
  /// Woken when there are new events.
  package let newEvents: LongPoll

  /// Since the start of the process.
  package struct Statistics {
    package var commits = 0
    /// Transactions that could not be written.
    package var failedCommits = 0
    package var events = 0
    package var bannerChanges = 0
    /// Kicks, mutes, voices, their ends and announcements.
    package var orders = 0
    /// Spent in transactions, fsync included.
    package var writeTime = Duration.zero
  }

  /// Takes over `store`: from now on it lives on a thread of its own. `clock` runs the timers; it
  /// is the reactor unless a test says otherwise. Without a `checkpointDelay`, SQLite decides when
  /// to run checkpoints.
  package init(
    on reactor: Reactor, clock: (any ReactorTime)? = nil, store: sending Store, log: Log,
    changesPendingMax: Int = APILimits.changesPendingMax,
    checkpointDelay: Duration? = APILimits.checkpointDelay
  ) throws(SQLiteError) {
    try store.resumeOrders(at: WallTime.now().rfc3339)
    self.snapshot = try store.snapshot()
    self.sizes = store.database.sizes
    self.log = log
    self.health = DatabaseHealth(log: log)
    self.clock = clock ?? reactor
    self.checkpointDelay = checkpointDelay
    self.changesPendingMax = changesPendingMax
    self.configurationChanges = LongPoll(on: clock ?? reactor)
    self.newEvents = LongPoll(on: clock ?? reactor)
    let handover = Handover(store)
    self.worker = Worker(on: reactor, name: "database") {
      guard let store = handover.take() else { preconditionFailure("made once") }
      return store
    }
    backups = Backups(worker, log: log)
    checkpoints.needed()
  }

  /// Fires when `change` is on disk, with its event, or nil when it left none. Fails with a
  /// `ChangeRefusal`, or with a `StateError` when it could not be written, not even in part.
  package func commit(_ change: Change) -> Deferred<Event?> {
    guard !isClosed else {
      return .failed(StateError(.unavailable, "not saved: the API is shutting down"))
    }
    if health.isDamaged { return .failed(notSavedInDamage) }
    guard pending.count < changesPendingMax else {
      return .failed(
        StateError(.unavailable, "not saved: too many changes at once; try again"))
    }
    let done = Deferred<Event?>()
    pending.append((change, done))
    commitNext()
    return done
  }

  /// Commits a change that no caller waits for. If it is lost, a line in the log says so.
  package func note(_ change: Change) {
    commit(change).addCallbacks(
      { _ in },
      { [log] error in
        log.warning("event lost", ["event": "\(change.what)", "error": "\(error)"])
      })
  }

  /// Nil when the last access worked, else why it failed. Each call starts a look at the file or,
  /// after a failure, a trial write as large as the largest transaction, so that the next call
  /// returns the new state.
  package func readiness() -> String? {
    look()
    return problem
  }

  /// Refuses new changes, finishes the pending ones, closes the database, then fires.
  package func close() -> Deferred<Void> {
    precondition(!isClosed, "closed once")
    isClosed = true
    backups.isClosed = true
    configurationChanges.close()
    newEvents.close()
    checkpoints.stop()
    commitNext()
    return drained.addCallback { [worker] in worker.stop() }
  }

  private var notSavedInDamage: StateError {
    StateError(.unavailable, "not saved: \(problem ?? "the database is damaged")")
  }

  private func commitNext() {
    guard !isCommitting else { return }
    if health.isDamaged {
      let waiting = pending
      pending = []
      for waiter in waiting { waiter.done.errback(notSavedInDamage) }
    }
    guard !pending.isEmpty else {
      if isClosed { drained.callback(()) }
      return
    }
    let batch = Array(pending.prefix(APILimits.changesPerCommitMax))
    pending.removeFirst(batch.count)
    let changes = batch.map(\.change)
    isCommitting = true
    worker.run { store in
      let clock = ContinuousClock()
      let start = clock.now
      let receipt = try store.commit(changes)
      return (receipt, clock.now - start, store.database.sizes)
    }
    .addCallbacks(
      { [self] receipt, time, sizes in
        self.sizes = sizes
        committed(batch, receipt, in: time)
      },
      { [self] error in failed(batch, error) })
  }

  private func committed(_ batch: [Pending], _ receipt: Store.Receipt, in time: Duration) {
    let before = snapshot
    snapshot = receipt.snapshot
    health.worked()
    statistics.commits += 1
    statistics.writeTime += time
    for case .some(let event) in receipt.events { count(event) }
    isCommitting = false
    commitNext()
    checkpoints.needed()

    for (waiter, result) in zip(batch, receipt.results) {
      if case .success(.some(let event)) = result { report(event) }
      waiter.done.fire(result.mapError { $0 })
    }
    if snapshot.configuration.seq != before.configuration.seq { configurationChanges.wake() }
    if snapshot.lastSeq != before.lastSeq { newEvents.wake() }
  }

  private func failed(_ batch: [Pending], _ error: any Error) {
    health.failed(error)
    statistics.failedCommits += 1
    isCommitting = false
    commitNext()
    for waiter in batch {
      waiter.done.errback(StateError(.unavailable, "not saved: \(DatabaseHealth.reason(error))"))
    }
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
  private func checkpoint() {
    guard !health.isDamaged else { return }
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

  private func count(_ event: Event) {
    statistics.events += 1
    switch EventAction(rawValue: event.action) {
    case .bannerChanged: statistics.bannerChanges += 1
    case .memberKicked, .memberMuted, .memberUnmuted, .memberVoiced, .memberUnvoiced,
      .announcementMade:
      statistics.orders += 1
    default: break
    }
  }

  private func report(_ event: Event) {
    var fields: [(key: String, value: any Sendable)] = [
      ("seq", event.seq), ("target", event.target),
    ]
    if let new = event.new, event.action != EventAction.bannerChanged.rawValue {
      fields.append(("new", new))
    }
    fields.append(("actor", event.actor))
    if let note = event.note { fields.append(("note", note)) }
    log.log(.info, event.action.replacing(".", with: " "), fields)
  }
}
